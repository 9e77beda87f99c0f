//! What exported workloads ask of a cluster, read from the objects as they are written, overrides included.

use crate::objects::{Leaf, Literal, Mapping, Node, Object};

/// CPU and GPUs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amount {
    pub millicores: u64,
    pub gpus: u64,
}

impl Amount {
    const fn plus(self, other: Self) -> Self {
        Self {
            millicores: self.millicores.saturating_add(other.millicores),
            gpus: self.gpus.saturating_add(other.gpus),
        }
    }

    const fn times(self, count: u64) -> Self {
        Self {
            millicores: self.millicores.saturating_mul(count),
            gpus: self.gpus.saturating_mul(count),
        }
    }

    fn at_least(self, other: Self) -> Self {
        Self {
            millicores: self.millicores.max(other.millicores),
            gpus: self.gpus.max(other.gpus),
        }
    }
}

/// What one workload asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    /// With its fewest replicas. A run with an end asks for nothing: it can wait.
    pub least: Amount,
    /// With its most replicas.
    pub most: Amount,
    /// Of the extra pods of an update.
    pub surge: Amount,
    /// Of a run with an end.
    pub run: Amount,
    /// A container says nothing about its CPU: a quota on CPU refuses its pod.
    pub is_silent: bool,
}

/// What all rendered workloads ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Demand {
    pub least: Amount,
    pub most: Amount,
    /// The largest of the updates; they are made one by one.
    pub surge: Amount,
    /// The largest run without GPUs, and the largest with them.
    pub run: Amount,
    pub gpu_run: Amount,
    pub silent: usize,
}

impl Demand {
    pub(crate) fn add(&mut self, needs: &Needs) {
        self.least = self.least.plus(needs.least);
        self.most = self.most.plus(needs.most);
        self.surge = self.surge.at_least(needs.surge);
        if needs.run.gpus == 0 {
            self.run = self.run.at_least(needs.run);
        } else {
            self.gpu_run = self.gpu_run.at_least(needs.run);
        }
        self.silent += usize::from(needs.is_silent);
    }
}

/// What the objects of one workload ask for.
pub(crate) fn needs(objects: &[Object]) -> Needs {
    let mut needs = Needs::default();
    for object in objects {
        let Some(specification) = member(&object.tree, &["spec"]) else {
            continue;
        };
        let template = member(specification, &["template", "spec"]);
        let Some((pod, is_silent)) = template.map(pod) else {
            continue;
        };
        needs.is_silent |= is_silent;
        match object.kind {
            "Deployment" => {
                let (least, most) = match count(specification, &["replicas"]) {
                    Some(replicas) => (replicas, replicas),
                    None => autoscaled(objects),
                };
                needs.least = pod.times(least);
                needs.most = pod.times(most);
                let surge = member(specification, &["strategy", "rollingUpdate", "maxSurge"]);
                needs.surge = pod.times(surge.map_or(0, |surge| share(surge, least)));
            }
            "StatefulSet" => {
                let replicas = count(specification, &["replicas"]).unwrap_or(1);
                needs.least = pod.times(replicas);
                needs.most = needs.least;
            }
            "Job" => needs.run = pod,
            _ => {}
        }
    }
    needs
}

/// The bounds of whichever autoscaler there is.
fn autoscaled(objects: &[Object]) -> (u64, u64) {
    let bounds = |object: &Object| {
        let specification = member(&object.tree, &["spec"])?;
        let (least, most): (&[&str], &[&str]) = match object.kind {
            "HorizontalPodAutoscaler" => (&["minReplicas"], &["maxReplicas"]),
            "ScaledObject" => (&["minReplicaCount"], &["maxReplicaCount"]),
            "HTTPScaledObject" => (&["replicas", "min"], &["replicas", "max"]),
            _ => return None,
        };
        Some((
            count(specification, least).unwrap_or(1),
            count(specification, most).unwrap_or(1),
        ))
    };
    objects.iter().find_map(bounds).unwrap_or((1, 1))
}

/// What a pod asks for by Kubernetes' rule: its containers and native sidecars together, or its largest init container.
fn pod(specification: &Node) -> (Amount, bool) {
    let (mut together, mut alone, mut is_silent) = (Amount::default(), Amount::default(), false);
    for container in items(specification, "containers") {
        let (amount, silent) = container_amount(container);
        together = together.plus(amount);
        is_silent |= silent;
    }
    for container in items(specification, "initContainers") {
        let (amount, silent) = container_amount(container);
        is_silent |= silent;
        let stays = member(container, &["restartPolicy"]).and_then(Node::as_text) == Some("Always");
        if stays {
            together = together.plus(amount);
        } else {
            alone = alone.at_least(amount);
        }
    }
    (together.at_least(alone), is_silent)
}

/// A request that is not written is its limit.
fn container_amount(container: &Node) -> (Amount, bool) {
    let asked = |resource: &str| {
        ["requests", "limits"]
            .iter()
            .find_map(|side| member(container, &["resources", side, resource]))
    };
    let millicores = asked("cpu").and_then(|quantity| thousandths(&text(quantity)?));
    let gpus = asked("nvidia.com/gpu").and_then(|quantity| thousandths(&text(quantity)?));
    let amount = Amount {
        millicores: millicores.unwrap_or(0),
        gpus: gpus.unwrap_or(0).div_ceil(1000),
    };
    (amount, millicores.is_none())
}

/// Thousandths of a quantity such as `2`, `500m` or `1.5`. Others, which only overrides can bring, count as unknown.
fn thousandths(quantity: &str) -> Option<u64> {
    if let Some(thousandths) = quantity.strip_suffix('m') {
        return thousandths.parse().ok();
    }
    let (whole, fraction) = quantity.split_once('.').unwrap_or((quantity, ""));
    let padded = format!("{fraction:0<3}");
    let fraction: u64 = padded.get(..3)?.parse().ok()?;
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(1000)?
        .checked_add(fraction)
}

/// `maxSurge` of `replicas`: a number, or a share rounded up.
fn share(surge: &Node, replicas: u64) -> u64 {
    let text = text(surge).unwrap_or_default();
    match text.strip_suffix('%') {
        Some(percent) => {
            let percent: u64 = percent.parse().unwrap_or(0);
            replicas.saturating_mul(percent).div_ceil(100)
        }
        None => text.parse().unwrap_or(0),
    }
}

fn member<'n>(node: &'n Node, path: &[&str]) -> Option<&'n Node> {
    path.iter().try_fold(node, |node, name| match node {
        Node::Mapping(mapping) => Mapping::get(mapping, name),
        _ => None,
    })
}

fn items<'n>(node: &'n Node, name: &str) -> &'n [Node] {
    match member(node, &[name]) {
        Some(Node::Sequence(items)) => items,
        _ => &[],
    }
}

fn count(node: &Node, path: &[&str]) -> Option<u64> {
    text(member(node, path)?)?.parse().ok()
}

/// A number or text as text.
fn text(node: &Node) -> Option<String> {
    match node {
        Node::Leaf(Leaf::Literal(Literal::Number(number))) => Some(number.to_string()),
        Node::Leaf(Leaf::Literal(Literal::Text(text))) => Some(text.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_in_thousandths() {
        for (quantity, expected) in [
            ("2", Some(2000)),
            ("500m", Some(500)),
            ("1.5", Some(1500)),
            ("0.0005", Some(0)),
            ("", None),
            ("2k", None),
            ("-1", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(thousandths(quantity), expected, "{quantity}");
        }
    }

    #[test]
    fn surges_round_up() {
        assert_eq!(share(&Node::from("25%"), 1), 1);
        assert_eq!(share(&Node::from("25%"), 8), 2);
        assert_eq!(share(&Node::from(3), 1), 3);
        assert_eq!(share(&Node::from("much"), 1), 0);
    }
}
