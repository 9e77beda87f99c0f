//! Kubernetes manifests: one file per workload, plus what all share.

use ovhai_model::{FindingKind, Workload};

use crate::{
    Accumulated, Artefact, Format, Problem, Rendered, Scope, Target,
    lower::{self, Lowered, findings::FINDINGS, namespaced, shared_metadata},
    naming::INTERCEPTOR,
    objects::{
        Node, Object, Unresolved, external_service, merge_patch, namespace, reference_grant,
        to_json_list, to_yaml,
    },
    profile::Exposure,
};

/// The target `kubernetes`.
pub(crate) struct Kubernetes;

impl Target for Kubernetes {
    fn name(&self) -> &'static str {
        "kubernetes"
    }

    fn summary(&self) -> &'static str {
        "Plain Kubernetes manifests for kubectl apply, one file per workload."
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        FINDINGS
    }

    fn render(&self, scope: &Scope<'_>, workload: &Workload) -> Result<Rendered, Vec<Problem>> {
        let Some(name) = scope.name(&workload.address) else {
            return Err(vec![Problem::new(
                ["select"],
                format!("`{}` is not selected", workload.address),
            )]);
        };
        let Lowered {
            mut objects,
            findings,
            required_secrets,
            urls,
            through_interceptor,
        } = lower::lower(scope, workload);
        overlay(scope, &mut objects);
        let path = format!("apps/{name}.{}", scope.format.extension());
        let bytes = print(scope.format, &objects)
            .map_err(|error| vec![Problem::new(["overrides"], format!("{path}: {error}"))])?;
        Ok(Rendered {
            address: workload.address.clone(),
            name: name.to_owned(),
            display_name: workload.name.clone(),
            artefacts: vec![Artefact {
                path,
                bytes,
                source: Some(workload.address.clone()),
            }],
            findings,
            required_secrets,
            urls,
            through_interceptor,
        })
    }

    fn object_keys(&self, scope: &Scope<'_>, workload: &Workload) -> Vec<String> {
        lower::lower(scope, workload)
            .objects
            .iter()
            .map(Object::key)
            .collect()
    }

    fn shared_object_keys(&self, scope: &Scope<'_>) -> Vec<String> {
        shared_objects(scope, true)
            .iter()
            .map(Object::key)
            .collect()
    }

    fn shared(&self, scope: &Scope<'_>, accumulated: &Accumulated) -> Vec<Artefact> {
        let mut objects = shared_objects(scope, accumulated.through_interceptor);
        if objects.is_empty() {
            return Vec::new();
        }
        overlay(scope, &mut objects);
        let path = format!("namespace.{}", scope.format.extension());
        // These objects are literals, and so are patches.
        print(scope.format, &objects)
            .map(|bytes| vec![Artefact::shared(&path, bytes)])
            .unwrap_or_default()
    }
}

/// The Namespace, and the way to the HTTP add-on if a workload needs it.
fn shared_objects(scope: &Scope<'_>, through_interceptor: bool) -> Vec<Object> {
    let profile = scope.profile;
    let mut objects = Vec::new();
    if profile.create_namespace {
        objects.push(namespace(shared_metadata(profile.namespace.clone())));
    }
    if through_interceptor {
        let keda = &profile.keda;
        match profile.exposure {
            Exposure::None => {}
            Exposure::Gateway => {
                let mut metadata = shared_metadata(format!("{}-http", profile.namespace));
                metadata.namespace = Some(keda.namespace.clone());
                objects.push(reference_grant(
                    metadata,
                    profile.namespace.clone(),
                    keda.interceptor_service.clone(),
                ));
            }
            Exposure::Ingress => objects.push(external_service(
                namespaced(profile, INTERCEPTOR.to_owned()),
                format!(
                    "{}.{}.svc.cluster.local",
                    keda.interceptor_service, keda.namespace
                ),
                keda.interceptor_port,
            )),
        }
    }
    objects
}

/// Lays a person's patches over the objects they name.
fn overlay(scope: &Scope<'_>, objects: &mut [Object]) {
    let overrides = &scope.decisions.overrides;
    if overrides.is_empty() {
        return;
    }
    for object in objects {
        if let Some(patch) = overrides.get(&object.key()) {
            merge_patch(&mut object.tree, patch);
        }
    }
}

fn print(format: Format, objects: &[Object]) -> Result<Vec<u8>, Unresolved> {
    let trees: Vec<&Node> = objects.iter().map(|object| &object.tree).collect();
    match format {
        Format::Yaml => to_yaml(trees),
        Format::Json => to_json_list(trees),
    }
}
