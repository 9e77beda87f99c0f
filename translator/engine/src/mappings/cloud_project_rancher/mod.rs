//! Managed Rancher → noun `rancher`: the same program, installed by its own chart.

use ovhai_model::{Category, Fidelity, FindingKind};

use super::{AttributeRule, Mapping, OutputRule, Target};
use crate::{
    catalogue::Kind,
    finding,
    lower::{Lowering, Nested, Refusal},
};

/// See the module.
pub struct CloudProjectRancher;

const CLUSTERS: FindingKind = FindingKind {
    slug: "rancher/clusters-are-not-moved",
    fidelity: Fidelity::Manual,
    category: Category::Implementation,
    title: "the new installation knows no clusters, users or catalogues yet",
    hint: "move them with Rancher's backup operator, or import the clusters again",
};

impl Mapping for CloudProjectRancher {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_rancher"]
    }

    fn kinds(&self) -> &'static [Kind] {
        &[Kind::Resource]
    }

    fn summary(&self) -> &'static str {
        "Rancher in the cluster, by its own chart"
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[&CLUSTERS]
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        vec![
            Rule::implied("project_id", "the id of the project"),
            Rule::converted("target_spec", "name, allowed_sources"),
            Rule::converted("target_spec.name", "name"),
            Rule::converted("target_spec.ip_restrictions", "allowed_sources"),
            Rule::converted("target_spec.ip_restrictions.cidr_block", "allowed_sources"),
            Rule::converted("target_spec.ip_restrictions.description", "allowed_sources"),
            Rule::converted("target_spec.plan", "a finding"),
            Rule::converted("target_spec.version", "a finding"),
            Rule::converted("target_spec.iam_auth_enabled", "a finding"),
            Rule::implied("current_state", "a computed value"),
            Rule::implied("current_tasks", "a computed value"),
        ]
    }

    fn outputs(&self) -> Vec<OutputRule> {
        Vec::new()
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        match lowering.view().nested("target_spec") {
            Nested::None => {}
            Nested::Views(views) if views.len() == 1 => {
                let at = lowering.place("target_spec");
                for (name, argument) in [("name", "name"), ("ip_restrictions", "allowed_sources")] {
                    if let Some(value) = lowering.listed(views[0], name) {
                        lowering.set_from(argument, value, Some(at));
                    }
                }
                for (name, why) in [
                    ("plan", "say in `replicas` how available it must be"),
                    (
                        "version",
                        "the version of the chart is pinned in the module",
                    ),
                    (
                        "iam_auth_enabled",
                        "set up the identity provider in Rancher itself",
                    ),
                ] {
                    if views[0].value(name).is_some() {
                        let detail = format!("`target_spec.{name}`: {why}");
                        lowering.note_at(&finding::NOT_CARRIED, detail, at);
                    }
                }
            }
            _ => {
                return Err(Refusal::new(
                    &finding::SHAPE,
                    "`target_spec` is not written out",
                ));
            }
        }
        lowering.note(&CLUSTERS, "");
        Ok(Target::Module("rancher".to_owned()))
    }
}
