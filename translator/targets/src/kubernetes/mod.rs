//! Kubernetes manifests: one file per workload, plus what all share.

use ovhai_model::{FindingKind, Kind, Workload};

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
            has_placeholder_image,
        } = lower::lower(scope, workload);
        overlay(scope, &mut objects);
        let path = format!(
            "{}/{name}.{}",
            folder(workload.kind()),
            scope.format.extension()
        );
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
            has_placeholder_image,
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
        namespace_objects(scope)
            .iter()
            .chain(&add_on_objects(scope))
            .map(Object::key)
            .collect()
    }

    fn shared(&self, scope: &Scope<'_>, accumulated: &Accumulated) -> Vec<Artefact> {
        let add_ons = if accumulated.through_interceptor {
            add_on_objects(scope)
        } else {
            Vec::new()
        };
        let extension = scope.format.extension();
        [
            ("namespace", namespace_objects(scope)),
            ("add-ons", add_ons),
        ]
        .into_iter()
        .filter(|(_, objects)| !objects.is_empty())
        .filter_map(|(name, mut objects)| {
            overlay(scope, &mut objects);
            // These objects are literals, and so are patches.
            let bytes = print(scope.format, &objects).ok()?;
            Some(Artefact::shared(&format!("{name}.{extension}"), bytes))
        })
        .collect()
    }
}

/// The folder manifests of `kind` lie in.
pub(crate) fn folder(kind: Kind) -> &'static str {
    match kind {
        Kind::Job => "jobs",
        Kind::Notebook => "notebooks",
        _ => "apps",
    }
}

/// What everything else lies in.
fn namespace_objects(scope: &Scope<'_>) -> Vec<Object> {
    let profile = scope.profile;
    if profile.create_namespace {
        vec![namespace(shared_metadata(profile.namespace.clone()))]
    } else {
        Vec::new()
    }
}

/// The way to the HTTP add-on. It has a file of its own, since it is refused where the add-on's namespace is missing.
fn add_on_objects(scope: &Scope<'_>) -> Vec<Object> {
    let profile = scope.profile;
    let keda = &profile.keda;
    match profile.exposure {
        Exposure::None => Vec::new(),
        Exposure::Gateway => {
            let mut metadata = shared_metadata(format!("{}-http", profile.namespace));
            metadata.namespace = Some(keda.namespace.clone());
            vec![reference_grant(
                metadata,
                profile.namespace.clone(),
                keda.interceptor_service.clone(),
            )]
        }
        Exposure::Ingress => vec![external_service(
            namespaced(profile, INTERCEPTOR.to_owned()),
            format!(
                "{}.{}.svc.cluster.local",
                keda.interceptor_service, keda.namespace
            ),
            keda.interceptor_port,
        )],
    }
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
