//! Managed Kubernetes cluster → noun `cluster`: a conformant cluster that exists, described and connected to.

use ovhai_model::{Category, Fidelity, FindingKind};
use ovhai_syntax::emit::Value;

use super::{AttributeRule, Mapping, OutputRule, Reach, Target};
use crate::{
    index::Literal,
    input::Input,
    lower::{Lowering, Nested, Refusal},
};

/// See the module.
pub struct CloudProjectKube;

const UPGRADES: FindingKind = FindingKind {
    slug: "cluster/upgrade-policy-differs",
    fidelity: Fidelity::Adapted,
    category: Category::Core,
    title: "the upgrade policy has no exact counterpart",
    hint: "check when the new cluster upgrades its nodes",
};
const PLAN: FindingKind = FindingKind {
    slug: "cluster/plan-is-a-guess",
    fidelity: Fidelity::Adapted,
    category: Category::Core,
    title: "the plan of the control plane is read as whether it is highly available",
    hint: "confirm what the new control plane offers",
};

const CONNECTION: &str = "object({ host = string, cluster_ca_certificate = string, client_certificate = optional(string), client_key = optional(string), token = optional(string) })";

impl Mapping for CloudProjectKube {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_kube"]
    }

    fn summary(&self) -> &'static str {
        "a cluster that exists, described and connected to through one input"
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[&UPGRADES, &PLAN]
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        vec![
            Rule::implied("service_name", "the id of the project"),
            Rule::implied("kube_id", "the id of a cluster that is only read"),
            Rule::to("name", "name"),
            Rule::converted("region", "region"),
            Rule::converted("version", "kubernetes_version"),
            Rule::converted("plan", "control_plane"),
            Rule::converted("kube_proxy_mode", "network"),
            Rule::converted("private_network_id", "network"),
            Rule::converted("nodes_subnet_id", "network"),
            Rule::converted("load_balancers_subnet_id", "network"),
            Rule::converted("private_network_configuration", "network"),
            Rule::converted(
                "private_network_configuration.default_vrack_gateway",
                "network",
            ),
            Rule::converted(
                "private_network_configuration.private_network_routing_as_default",
                "network",
            ),
            Rule::converted("ip_allocation_policy", "network"),
            Rule::converted("ip_allocation_policy.pods_ipv4_cidr", "network"),
            Rule::converted("ip_allocation_policy.services_ipv4_cidr", "network"),
            Rule::converted("update_policy", "maintenance"),
            Rule::dropped(
                "customization",
                "settings of the control plane belong to who runs it",
            ),
            Rule::dropped(
                "customization_apiserver",
                "settings of the control plane belong to who runs it",
            ),
            Rule::dropped(
                "customization_kube_proxy",
                "settings of the nodes belong to who runs them",
            ),
            Rule::dropped(
                "customization_cilium",
                "the network plugin is configured where it is installed",
            ),
        ]
    }

    fn outputs(&self) -> Vec<OutputRule> {
        let decoded = |path, output| OutputRule {
            path,
            reach: Reach::Decoded {
                output,
                undone_by: "base64decode",
                redone_by: "base64encode",
            },
        };
        vec![
            OutputRule::output("kubeconfig_attributes.*.host", "host"),
            decoded(
                "kubeconfig_attributes.*.cluster_ca_certificate",
                "cluster_ca_certificate",
            ),
            decoded(
                "kubeconfig_attributes.*.client_certificate",
                "client_certificate",
            ),
            decoded("kubeconfig_attributes.*.client_key", "client_key"),
            OutputRule::output("version", "kubernetes_version"),
        ]
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        if lowering.attribute("name").is_none() {
            let name = lowering.default_name();
            lowering.set("name", name);
        }
        lowering.region("region");
        version(lowering);
        if let Some(plan) = lowering.attribute("plan") {
            let is_highly_available = match lowering.literal(&plan.value) {
                Some(Literal::Text(plan)) => Value::from(plan != "free"),
                _ => is_not("free", lowering.code(&plan.value)),
            };
            let value = Value::Object(vec![("highly_available".to_owned(), is_highly_available)]);
            lowering.set_from("control_plane", value, Some(plan.span));
            lowering.note_at(&PLAN, "`plan`", plan.span);
        }
        network(lowering)?;
        if let Some(policy) = lowering.attribute("update_policy") {
            let automatic = match lowering.literal(&policy.value) {
                Some(Literal::Text(policy)) => Value::from(policy != "NEVER_UPDATE"),
                _ => is_not("NEVER_UPDATE", lowering.code(&policy.value)),
            };
            let value = Value::Object(vec![("automatic_upgrades".to_owned(), automatic)]);
            lowering.set_from("maintenance", value, Some(policy.span));
            lowering.note_at(&UPGRADES, "`update_policy`", policy.span);
        }
        let connection = lowering.input(Input::secret(
            "connection",
            CONNECTION,
            "How to reach the cluster: its address, its certificate authority in PEM form, and either a client certificate with its key or a token",
        ));
        lowering.set("connection", connection);
        Ok(Target::Module("cluster".to_owned()))
    }
}

/// Code that is true for every value but `text`.
fn is_not(text: &str, value: Value) -> Value {
    Value::Call(
        "!contains".to_owned(),
        vec![Value::List(vec![text.into()]), value],
    )
}

/// `1.30-2` is release 1.30 with a patch of the platform.
fn version(lowering: &mut Lowering<'_>) {
    let Some(version) = lowering.attribute("version") else {
        return;
    };
    let release = |text: &str| {
        let is_number = text.starts_with(|first: char| first.is_ascii_digit())
            && !text.contains(char::is_alphabetic);
        let release = text.split('-').next().unwrap_or_default();
        is_number.then(|| Value::from(release))
    };
    let mapped = lowering.mapped(&version.value, &release);
    // What says no patch anywhere is carried as it is written.
    let names = lowering.possible(&version.value).unwrap_or_default();
    let is_carried =
        !lowering.is_written_here(&version.value) && !names.iter().any(|name| name.contains('-'));
    let value = mapped
        .filter(|_| !is_carried)
        .unwrap_or_else(|| lowering.code(&version.value));
    lowering.set_from("kubernetes_version", value, Some(version.span));
}

fn network(lowering: &mut Lowering<'_>) -> Result<(), Refusal> {
    let mut items = Vec::new();
    for (name, item) in [
        ("private_network_id", "id"),
        ("nodes_subnet_id", "nodes_subnet_id"),
        ("load_balancers_subnet_id", "load_balancers_subnet_id"),
        ("kube_proxy_mode", "kube_proxy_mode"),
    ] {
        if let Some(attribute) = lowering.attribute(name) {
            items.push((item.to_owned(), lowering.code(&attribute.value)));
        }
    }
    for (name, members) in [
        (
            "private_network_configuration",
            [
                ("default_vrack_gateway", "egress_gateway"),
                ("private_network_routing_as_default", "egress_by_default"),
            ],
        ),
        (
            "ip_allocation_policy",
            [
                ("pods_ipv4_cidr", "pod_cidr"),
                ("services_ipv4_cidr", "service_cidr"),
            ],
        ),
    ] {
        match lowering.view().nested(name) {
            Nested::None => {}
            Nested::Views(views) if views.len() == 1 => {
                for (member, item) in members {
                    if let Some(value) = views[0].value(member) {
                        items.push((item.to_owned(), lowering.code(value)));
                    }
                }
            }
            _ => {
                let detail = format!("`{name}` is not written out");
                return Err(Refusal::new(&crate::finding::SHAPE, detail));
            }
        }
    }
    if !items.is_empty() {
        let from = lowering
            .attribute("private_network_id")
            .map(|attribute| attribute.span);
        lowering.set_from("network", Value::Object(items), from);
    }
    Ok(())
}
