#!/usr/bin/env python3
"""Judges Kubernetes manifests by the API server's schemas, unknown fields refused.

Usage: validate.py [--kubernetes 1.33] [--print-json] FOLDER...

Every .yaml and .json file below the folders that holds Kubernetes objects is read (YAML by PyYAML, which follows YAML 1.1) and
checked. Custom resources of known groups are counted and left to validate-crds.mjs; any other unknown kind is a violation.
--print-json prints each object as one JSON line instead, for checkers that read no YAML.
Exit status: 0 fine, 1 violations, 2 nothing to check.
"""

import argparse
import json
import pathlib
import sys

import jsonschema
import yaml
from kubernetes_validate import utils
from referencing import Registry, Resource

CUSTOM_GROUPS = {
    "external-secrets.io",
    "gateway.networking.k8s.io",
    "http.keda.sh",
    "keda.sh",
    "kueue.x-k8s.io",
    "monitoring.coreos.com",
}


class NoDuplicates(yaml.SafeLoader):
    """YAML allows no name twice in one mapping, but PyYAML keeps the last."""


def mapping(loader, node):
    names = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for name in names:
        if names.count(name) > 1:
            raise yaml.constructor.ConstructorError(None, None, f"{name!r} is given twice", node.start_mark)
    return loader.construct_mapping(node, deep=True)


NoDuplicates.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)


def documents(path):
    text = path.read_text(encoding="utf-8")
    read = [json.loads(text)] if path.suffix == ".json" else list(yaml.load_all(text, Loader=NoDuplicates))
    for document in read:
        if not isinstance(document, dict) or not {"apiVersion", "kind"} <= document.keys():
            continue
        if document["kind"] == "List":
            yield from document["items"]
        else:
            yield document


def objects(folders):
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.suffix in (".yaml", ".json") and path.is_file():
                yield from ((path, document) for document in documents(path))


class Judge:
    """Validators by kind, each made once: reading the schemas takes longer than checking."""

    def __init__(self, version):
        self.version = version
        self.known = {}
        definitions = self.read("_definitions.json")
        self.registry = Resource.from_contents(definitions) @ Registry()

    def read(self, name):
        return utils.schema_contents(f"kubernetes-json-schema/v{self.version}.0-local-strict/{name}", self.version)

    def validator(self, api_version, kind):
        key = (api_version, kind)
        if key not in self.known:
            group, _, version = api_version.rpartition("/")
            prefix = f"{group.split('.')[0]}-" if group else ""
            try:
                schema = self.read(f"{kind.lower()}-{prefix}{version}.json")
            except FileNotFoundError:
                self.known[key] = None
            else:
                registry = Resource.from_contents(schema) @ self.registry
                self.known[key] = jsonschema.validators.Draft202012Validator(schema, registry=registry)
        return self.known[key]

    def violations(self, document):
        validator = self.validator(document["apiVersion"], document["kind"])
        if validator is None:
            yield f"no kind {document['kind']} in {document['apiVersion']} of Kubernetes {self.version}"
            return
        for error in validator.iter_errors(document):
            place = ".".join(str(part) for part in error.absolute_path)
            yield f"{place}: {error.message}"


def main():
    parser = argparse.ArgumentParser(description="Judges Kubernetes manifests.")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--kubernetes", default="1.33")
    parser.add_argument("--print-json", action="store_true")
    arguments = parser.parse_args()
    judge = None if arguments.print_json else Judge(arguments.kubernetes)
    checked = custom = 0
    found = []
    for path, document in objects(arguments.folders):
        if arguments.print_json:
            print(json.dumps({"file": str(path), "object": document}))
            continue
        if document["apiVersion"].rpartition("/")[0] in CUSTOM_GROUPS:
            custom += 1
            continue
        checked += 1
        name = f"{path}: {document['kind']}/{document.get('metadata', {}).get('name')}"
        found.extend(f"{name}: {violation}" for violation in judge.violations(document))
    if arguments.print_json:
        return 0
    for violation in found:
        print(violation, file=sys.stderr)
    print(f"{checked} objects checked against Kubernetes {arguments.kubernetes}, {custom} custom resources left, "
          f"{len(found)} violations")
    if checked == 0:
        print("no Kubernetes object was found", file=sys.stderr)
        return 2
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
