//! Node pool → noun `node_pool`: what nodes the cluster must offer.

mod size;

use ovhai_model::{Category, Fidelity, FindingKind};
use ovhai_syntax::emit::Value;

use super::{AttributeRule, Mapping, OutputRule, Target};
use crate::{
    finding,
    input::Input,
    lower::{Lowering, Nested, Refusal, View},
};

/// See the module.
pub struct CloudProjectKubeNodepool;

const SIZE: FindingKind = FindingKind {
    slug: "cluster/node-size-is-derived",
    fidelity: Fidelity::Adapted,
    category: Category::Core,
    title: "the size of the nodes is derived from the name of the flavor",
    hint: "compare with what the vendor lists for the flavor; the figures follow its naming, not its price list",
};

impl Mapping for CloudProjectKubeNodepool {
    fn types(&self) -> &'static [&'static str] {
        &["ovh_cloud_project_kube_nodepool"]
    }

    fn summary(&self) -> &'static str {
        "the nodes a cluster must offer: size, number, labels, taints"
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[&SIZE]
    }

    fn attributes(&self) -> Vec<AttributeRule> {
        use AttributeRule as Rule;
        vec![
            Rule::implied("service_name", "the id of the project"),
            Rule::implied("monthly_billed", "billing"),
            Rule::converted("kube_id", "cluster"),
            Rule::converted("name", "name"),
            Rule::converted("flavor_name", "size"),
            // An early release documents it under this name.
            Rule::converted("flavor", "size"),
            Rule::to("desired_nodes", "desired_nodes"),
            Rule::to("min_nodes", "min_nodes"),
            Rule::to("max_nodes", "max_nodes"),
            Rule::to("autoscale", "autoscale"),
            Rule::converted("autoscaling_scale_down_unneeded_time_seconds", "scale_down"),
            Rule::converted("autoscaling_scale_down_unready_time_seconds", "scale_down"),
            Rule::converted("autoscaling_scale_down_utilization_threshold", "scale_down"),
            Rule::to("anti_affinity", "spread"),
            Rule::to("availability_zones", "zones"),
            Rule::converted("attach_floating_ips", "public_ips"),
            Rule::converted("attach_floating_ips.enabled", "public_ips"),
            Rule::converted("template", "labels, annotations, taints"),
            Rule::converted("template.metadata.labels", "labels"),
            Rule::converted("template.metadata.annotations", "annotations"),
            Rule::converted(
                "template.metadata.finalizers",
                "a finding, if there are any",
            ),
            Rule::converted("template.spec.taints", "taints"),
            Rule::converted("template.spec.taints.key", "taints"),
            Rule::converted("template.spec.taints.value", "taints"),
            Rule::converted("template.spec.taints.effect", "taints"),
            Rule::converted("template.spec.unschedulable", "a finding, if it is so"),
        ]
    }

    fn outputs(&self) -> Vec<OutputRule> {
        vec![
            OutputRule::output("template.*.metadata.*.labels", "labels"),
            OutputRule::output("template.metadata.labels", "labels"),
        ]
    }

    fn lower(&self, lowering: &mut Lowering<'_>) -> Result<Target, Refusal> {
        if let Some(cluster) = lowering.attribute("kube_id") {
            let value = lowering.code(&cluster.value);
            lowering.set_from("cluster", value, Some(cluster.span));
        }
        match lowering.attribute("name") {
            Some(name) => {
                let value = lowering.code(&name.value);
                lowering.set_from("name", value, Some(name.span));
            }
            None => {
                let name = lowering.default_name();
                lowering.set("name", name);
            }
        }
        flavor(lowering);
        let mut scale_down = Vec::new();
        for (name, item) in [
            (
                "autoscaling_scale_down_unneeded_time_seconds",
                "unneeded_seconds",
            ),
            (
                "autoscaling_scale_down_unready_time_seconds",
                "unready_seconds",
            ),
            (
                "autoscaling_scale_down_utilization_threshold",
                "utilization_threshold",
            ),
        ] {
            if let Some(attribute) = lowering.attribute(name) {
                scale_down.push((item.to_owned(), lowering.code(&attribute.value)));
            }
        }
        if !scale_down.is_empty() {
            lowering.set("scale_down", Value::Object(scale_down));
        }
        if let Some(enabled) = lowering
            .view()
            .single("attach_floating_ips")
            .and_then(|view| view.value("enabled"))
        {
            let value = lowering.code(enabled);
            lowering.set("public_ips", value);
        }
        template(lowering)?;
        Ok(Target::Module("node_pool".to_owned()))
    }
}

fn flavor(lowering: &mut Lowering<'_>) {
    let named = lowering.attribute("flavor_name");
    let Some(flavor) = named.or_else(|| lowering.attribute("flavor")) else {
        return;
    };
    // What is chosen among must be of one shape.
    let names = lowering.possible(&flavor.value).unwrap_or_default();
    let has_cards = names
        .iter()
        .filter_map(|name| size::of(name))
        .any(|size| size.has_cards());
    let convert = |name: &str| size::of(name).map(|size| size.value(has_cards));
    let size = Input::new(
        "size",
        "object({ cpu = number, memory_gib = number, gpu_count = optional(number, 0), gpu_kind = optional(string) })",
        "Size of one node",
    );
    let (value, is_derived) = lowering.mapped_or(&flavor.value, &convert, size);
    if is_derived {
        lowering.note_at(&SIZE, format!("`{}`", flavor.name.text), flavor.span);
    }
    lowering.set_from("size", value, Some(flavor.span));
}

/// Labels, annotations and taints; what else a template can say has no counterpart.
fn template(lowering: &mut Lowering<'_>) -> Result<(), Refusal> {
    let unclear =
        |what: &str| Refusal::new(&finding::SHAPE, format!("`{what}` is not written out"));
    let view = lowering.view();
    let template = match view.nested("template") {
        Nested::None => return Ok(()),
        Nested::Views(views) if views.len() == 1 => views[0],
        _ => return Err(unclear("template")),
    };
    let place = lowering.place("template");
    if let Some(metadata) =
        member(template, "metadata").map_err(|()| unclear("template.metadata"))?
    {
        for name in ["labels", "annotations"] {
            if let Some(value) = metadata.value(name) {
                let value = lowering.code(value);
                lowering.set_from(name, value, Some(place));
            }
        }
        let is_empty = |text: &str| {
            text.chars()
                .all(|c| c == '[' || c == ']' || c.is_whitespace())
        };
        let finalizers = metadata.value("finalizers");
        if finalizers.is_some_and(|value| !is_empty(&lowering.written(value))) {
            lowering.note(
                &finding::NOT_CARRIED,
                "`template.metadata.finalizers`: nodes come and go",
            );
        }
    }
    if let Some(spec) = member(template, "spec").map_err(|()| unclear("template.spec"))? {
        match spec.nested("taints") {
            Nested::None => {}
            Nested::Views(views) => {
                let taints: Vec<Value> =
                    views.iter().map(|taint| object(lowering, *taint)).collect();
                if !taints.is_empty() {
                    lowering.set_from("taints", Value::List(taints), Some(place));
                }
            }
            Nested::Expression(value) => {
                let value = lowering.code(value);
                lowering.set_from("taints", value, Some(place));
            }
            Nested::Dynamic { .. } => return Err(unclear("template.spec.taints")),
        }
        let unschedulable = spec.value("unschedulable");
        if unschedulable.is_some_and(|value| lowering.written(value) != "false") {
            lowering.note(
                &finding::NOT_CARRIED,
                "`template.spec.unschedulable`: cordon the new nodes by hand",
            );
        }
    }
    Ok(())
}

fn member<'a>(view: View<'a>, name: &str) -> Result<Option<View<'a>>, ()> {
    match view.nested(name) {
        Nested::None => Ok(None),
        Nested::Views(views) if views.len() == 1 => Ok(views.first().copied()),
        _ => Err(()),
    }
}

fn object(lowering: &Lowering<'_>, view: View<'_>) -> Value {
    let items = ["key", "value", "effect"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), lowering.code(view.value(name)?))));
    Value::Object(items.collect())
}
