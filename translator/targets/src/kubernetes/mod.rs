//! Kubernetes manifests: one file per workload, plus what all share.

use std::collections::BTreeSet;

use ovhai_model::{FindingKind, Kind, Workload};

use crate::{
    Accumulated, Artefact, Format, Problem, Rendered, RenderedHolding, Scope, Target, alerts,
    dashboard,
    lower::{
        self, Lowered, external_secrets,
        findings::FINDINGS,
        holdings::{self, LoweredHolding},
        namespaced, shared_metadata,
    },
    naming::INTERCEPTOR,
    objects::{
        Node, Object, Unresolved, external_service, merge_patch, namespace, reference_grant,
        to_json_list, to_yaml,
    },
    profile::Exposure,
    report::source_document,
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
            caches,
            through_interceptor,
            has_placeholder_image,
        } = lower::lower(scope, workload);
        let identities: Vec<String> = objects.iter().map(Object::identity).collect();
        let twice = repeated(&identities);
        if !twice.is_empty() {
            let address = &workload.address;
            let message = format!(
                "two objects of {address} have one name ({}), and one would replace the other; this is a mistake of this version: \
                 leave the workload out (select.exclude) and report it",
                twice.join(", ")
            );
            return Err(vec![Problem::new(["select"], message)]);
        }
        overlay(scope, &mut objects);
        let needs = holdings::needs(&objects);
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
            caches,
            identities,
            needs,
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
            .chain(dashboard_names(scope).map(|name| format!("ConfigMap/{name}")))
            .chain(
                alert_names(scope)
                    .into_iter()
                    .map(|name| format!("PrometheusRule/{name}")),
            )
            .chain(holdings::keys(scope))
            .collect()
    }

    fn pooled_object_keys(&self, scope: &Scope<'_>, workloads: &[&Workload]) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for workload in workloads {
            let lowered = lower::lower(scope, workload);
            for cache in &lowered.caches {
                keys.extend(cache.objects(scope.profile).iter().map(Object::key));
            }
            for secret in &lowered.required_secrets {
                keys.extend(external_secrets::object(scope.profile, secret).map(|o| o.key()));
            }
        }
        keys
    }

    fn clashes(
        &self,
        scope: &Scope<'_>,
        accumulated: &Accumulated,
        holdings: &[RenderedHolding],
    ) -> Vec<String> {
        let shared = namespace_objects(scope)
            .into_iter()
            .chain(add_on_objects(scope))
            .chain(cache_objects(scope, accumulated))
            .chain(external_secrets(scope, accumulated))
            .chain(holdings::roles(scope))
            .map(|object| object.identity());
        let namespace = &scope.profile.namespace;
        let dashboards = dashboard_names(scope).map(|name| format!("ConfigMap/{namespace}/{name}"));
        let alerts = alert_names(scope)
            .into_iter()
            .map(|name| format!("PrometheusRule/{namespace}/{name}"));
        let of_holdings = holdings
            .iter()
            .flat_map(|holding| holding.identities.iter().cloned());
        let others: Vec<String> = shared
            .chain(dashboards)
            .chain(alerts)
            .chain(of_holdings)
            .collect();
        let mut clashes = accumulated.clashes.clone();
        clashes.extend(repeated(&others).into_iter().map(str::to_owned));
        clashes.extend(
            others
                .iter()
                .filter_map(|identity| accumulated.clash(identity)),
        );
        clashes
    }

    fn holdings(&self, scope: &Scope<'_>, accumulated: &Accumulated) -> Vec<RenderedHolding> {
        holdings::lower(scope)
            .chain(holdings::lower_quotas(scope, &accumulated.demand))
            .map(|lowered| rendered(scope, lowered))
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
            ("caches", cache_objects(scope, accumulated)),
            ("external-secrets", external_secrets(scope, accumulated)),
            ("monitoring", monitoring(scope, accumulated)),
            ("access/roles", holdings::roles(scope)),
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

/// Claims that workloads share, and what fills them.
fn cache_objects(scope: &Scope<'_>, accumulated: &Accumulated) -> Vec<Object> {
    let caches = accumulated.caches.values();
    caches
        .flat_map(|cache| cache.objects(scope.profile))
        .collect()
}

/// What makes required Secrets, where the profile has them made.
fn external_secrets(scope: &Scope<'_>, accumulated: &Accumulated) -> Vec<Object> {
    let secrets = accumulated.secrets.values();
    secrets
        .filter_map(|trace| external_secrets::object(scope.profile, &trace.secret))
        .collect()
}

fn dashboard_names(scope: &Scope<'_>) -> impl Iterator<Item = String> {
    let has_dashboards = scope.profile.monitoring.dashboards;
    dashboard::names(&scope.part, scope.names.len()).filter(move |_| has_dashboards)
}

fn alert_names(scope: &Scope<'_>) -> Option<String> {
    alerts::name(scope.profile, &scope.part, scope.names.len())
}

/// What shows workloads, and tells of them.
fn monitoring(scope: &Scope<'_>, accumulated: &Accumulated) -> Vec<Object> {
    let mut objects = if scope.profile.monitoring.dashboards {
        dashboard::objects(scope.profile, &scope.part, &accumulated.workloads)
    } else {
        Vec::new()
    };
    let workloads = accumulated.workloads.len();
    objects.extend(alerts::object(scope.profile, &scope.part, workloads));
    objects
}

/// One token, user or quota as files.
fn rendered(scope: &Scope<'_>, lowered: LoweredHolding<'_>) -> RenderedHolding {
    let LoweredHolding {
        held,
        name,
        mut objects,
        findings,
    } = lowered;
    let identities = objects.iter().map(Object::identity).collect();
    overlay(scope, &mut objects);
    let extension = scope.format.extension();
    let path = match held.kind() {
        Kind::Token => format!("access/tokens/{name}.{extension}"),
        Kind::User => format!("access/users/{name}.{extension}"),
        kind => format!("{kind}.{extension}"),
    };
    // These objects are literals, and so are patches.
    let bytes = print(scope.format, &objects).unwrap_or_default();
    let manifest = Artefact {
        path,
        bytes,
        source: Some(held.address.clone()),
    };
    RenderedHolding {
        address: held.address.clone(),
        display_name: held.name.to_owned(),
        artefacts: std::iter::once(manifest)
            .filter(|_| !objects.is_empty())
            .chain([source_document(&name, &held)])
            .collect(),
        name,
        findings,
        identities,
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

/// What occurs more than once.
fn repeated(identities: &[String]) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    identities
        .iter()
        .map(String::as_str)
        .filter(|identity| !seen.insert(*identity))
        .collect()
}

fn print(format: Format, objects: &[Object]) -> Result<Vec<u8>, Unresolved> {
    let trees: Vec<&Node> = objects.iter().map(|object| &object.tree).collect();
    match format {
        Format::Yaml => to_yaml(trees),
        Format::Json => to_json_list(trees),
    }
}
