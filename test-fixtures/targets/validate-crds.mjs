// Judges custom resources in Kubernetes manifests by published models: types, ranges, required fields.
//
// Usage: node validate-crds.mjs FOLDER...
//
// NODE_PATH names the node_modules folder with the models. YAML is read by validate.py --print-json, with the Python of
// OVHAI_TOOLS, else of PYTHON, else python3. Exit status: 0 fine, 1 violations, 2 cannot check.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folders = process.argv.slice(2);
if (folders.length === 0) {
  fail("usage: node validate-crds.mjs FOLDER...");
}

function fail(message) {
  console.error(message);
  process.exit(2);
}

// ES modules are not looked up in NODE_PATH by themselves.
function locate(path) {
  const roots = [...(process.env.NODE_PATH ?? "").split(delimiter), join(here, "node_modules")];
  const found = roots.filter(Boolean).map((root) => join(root, path)).find(existsSync);
  return found ?? fail(`${path} is in none of: ${roots.filter(Boolean).join(", ")}; set NODE_PATH`);
}

const MODELS = {
  "gateway.networking.k8s.io/v1 HTTPRoute": "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute.js",
  "gateway.networking.k8s.io/v1 GRPCRoute": "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/GRPCRoute.js",
  "gateway.networking.k8s.io/v1beta1 ReferenceGrant":
    "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1beta1/ReferenceGrant.js",
  "external-secrets.io/v1 ExternalSecret": "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret.js",
  "monitoring.coreos.com/v1 PodMonitor": "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor.js",
  "monitoring.coreos.com/v1 PrometheusRule":
    "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule.js",
  "keda.sh/v1alpha1 ScaledObject": "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject.js",
};

const judges = {};
for (const [kind, path] of Object.entries(MODELS)) {
  const models = await import(pathToFileURL(locate(path)));
  const Model = models[kind.split(" ")[1]];
  judges[kind] = (object) => {
    try {
      new Model(object).validate();
      return [];
    } catch (error) {
      return [error.message];
    }
  };
}

// No package has a model of the HTTP add-on's resource; these are the rules of its published definition that we rely on.
judges["http.keda.sh/v1alpha1 HTTPScaledObject"] = ({ spec }) => {
  const found = [];
  const need = (holds, message) => holds || found.push(message);
  const whole = (value, least) => Number.isInteger(value) && value >= least;
  const known = ["hosts", "pathPrefixes", "headers", "scaleTargetRef", "replicas", "scaledownPeriod", "scalingMetric"];
  for (const name of Object.keys(spec ?? {})) {
    need(known.includes(name), `spec.${name} is unknown`);
  }
  need(Array.isArray(spec?.hosts) && spec.hosts.every((host) => typeof host === "string"), "spec.hosts must be texts");
  const target = spec?.scaleTargetRef ?? {};
  for (const name of ["name", "kind", "apiVersion", "service"]) {
    need(typeof target[name] === "string", `spec.scaleTargetRef.${name} must be a text`);
  }
  need(whole(target.port, 1), "spec.scaleTargetRef.port must be a number");
  need(whole(spec?.replicas?.min, 0), "spec.replicas.min must be a number");
  need(whole(spec?.replicas?.max, 1), "spec.replicas.max must be a number");
  need(whole(spec?.scaledownPeriod, 0), "spec.scaledownPeriod must be a number");
  return found;
};

// Nor one of VolumeSnapshots, which CronJobs of ours make from a variable: again the rules of the published definition.
judges["snapshot.storage.k8s.io/v1 VolumeSnapshot"] = ({ metadata, spec }) => {
  const found = [];
  const need = (holds, message) => holds || found.push(message);
  const text = (value) => typeof value === "string" && value !== "";
  for (const name of Object.keys(spec ?? {})) {
    need(["source", "volumeSnapshotClassName"].includes(name), `spec.${name} is unknown`);
  }
  const source = spec?.source ?? {};
  const sources = ["persistentVolumeClaimName", "volumeSnapshotContentName"].filter((name) => name in source);
  need(Object.keys(source).length === 1 && sources.length === 1, "spec.source must have exactly one of its members");
  need(sources.every((name) => text(source[name])), "spec.source must name something");
  need(!("volumeSnapshotClassName" in (spec ?? {})) || text(spec.volumeSnapshotClassName), "the class must have a name");
  need(text(metadata?.name) || text(metadata?.generateName), "metadata needs name or generateName");
  return found;
};

// Nor one of Kueue's queues: the rules of the published definitions that we rely on.
const quantity = /^([0-9]+(\.[0-9]*)?|\.[0-9]+)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;
const only = (object, names) => Object.keys(object ?? {}).filter((name) => !names.includes(name)).map((name) => `${name} is unknown`);
for (const version of ["v1beta1", "v1beta2"]) {
  judges[`kueue.x-k8s.io/${version} ResourceFlavor`] = ({ spec }) =>
    only(spec, ["nodeLabels", "nodeTaints", "tolerations", "topologyName"]);
  judges[`kueue.x-k8s.io/${version} LocalQueue`] = ({ spec }) => [
    ...only(spec, ["clusterQueue", "stopPolicy", "fairSharing"]),
    ...(typeof spec?.clusterQueue === "string" ? [] : ["spec.clusterQueue must be a text"]),
  ];
  judges[`kueue.x-k8s.io/${version} ClusterQueue`] = ({ spec }) => {
    const found = only(spec, ["namespaceSelector", "resourceGroups", "queueingStrategy", "preemption", "stopPolicy"]);
    const covered = new Set();
    for (const group of spec?.resourceGroups ?? []) {
      found.push(...only(group, ["coveredResources", "flavors"]));
      for (const name of group.coveredResources ?? []) {
        if (covered.has(name)) found.push(`${name} is covered by two groups`);
        covered.add(name);
      }
      if ((group.coveredResources ?? []).length > 16 || (group.flavors ?? []).length > 16) found.push("a group is too large");
      for (const flavor of group.flavors ?? []) {
        const names = (flavor.resources ?? []).map(({ name }) => name);
        if (JSON.stringify(names) !== JSON.stringify(group.coveredResources)) {
          found.push(`flavor ${flavor.name} must give the covered resources in their order`);
        }
        for (const { name, nominalQuota } of flavor.resources ?? []) {
          if (!quantity.test(String(nominalQuota))) found.push(`${name} has no quantity`);
        }
      }
    }
    return found;
  };
}

// Objects that containers create: CronJobs keep them in a variable.
function nested(object) {
  const containers = object.spec?.jobTemplate?.spec?.template?.spec?.containers ?? [];
  const variables = containers.flatMap((container) => container.env ?? []);
  // `$$` is how Kubernetes writes `$` in a variable.
  return variables.filter(({ name }) => name === "SNAPSHOT").map(({ value }) => JSON.parse(value.replaceAll("$$", "$")));
}

const tools = process.env.OVHAI_TOOLS;
const python = tools ? join(tools, "python/bin/python3") : (process.env.PYTHON ?? "python3");
const printed = spawnSync(python, [join(here, "validate.py"), "--print-json", ...folders], {
  encoding: "utf8",
  maxBuffer: 1 << 30,
});
if (printed.status !== 0) {
  fail(`${python} could not read the manifests: ${printed.error?.message ?? printed.stderr}`);
}

const groups = new Set(Object.keys(judges).map((kind) => kind.split("/")[0]));
let checked = 0;
let violations = 0;
for (const line of printed.stdout.split("\n").filter(Boolean)) {
  const document = JSON.parse(line);
  for (const object of [document.object, ...nested(document.object)]) {
    if (!groups.has(object.apiVersion.split("/")[0])) {
      continue;
    }
    checked += 1;
    const kind = `${object.apiVersion} ${object.kind}`;
    const found = judges[kind]?.(object) ?? [`no model of ${kind}`];
    violations += found.length;
    for (const violation of found) {
      console.error(`${document.file}: ${object.kind}/${object.metadata?.name}: ${violation}`);
    }
  }
}
console.log(`${checked} custom resources checked, ${violations} violations`);
process.exit(violations === 0 ? 0 : 1);
