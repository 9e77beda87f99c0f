//! The platform's quota: a ResourceQuota, or queues of Kueue (mapping section 4, last paragraph).

use ovhai_model::{Holding, Quota, secrecy};

use super::{Demand, LoweredHolding, Notes, amounts::Amount, metadata};
use crate::{
    Scope,
    lower::{findings, rules},
    objects::{ClusterQueue, KueueApi, Object, Pod, local_queue, resource_flavor, resource_quota},
    profile::{KueueVersion, QuotaForm},
};

/// Name of the ResourceQuota.
const QUOTA: &str = "platform-quota";
/// Queue of jobs without GPUs.
pub(crate) const CPU_QUEUE: &str = "cpu-jobs";
/// Queue of jobs with GPUs. It is another one, because the platform counts no CPU for them.
pub(crate) const GPU_QUEUE: &str = "gpu-jobs";

const GPU: &str = "nvidia.com/gpu";

/// More than any cluster has: Kueue admits no job that asks for a resource its queue does not name, and has no word for "any".
const ANY_CORES: &str = "1000000";
const ANY_BYTES: &str = "1000000Ti";

/// The name of the ResourceQuota of this export: what it may hold depends on what is exported.
pub(crate) fn name(scope: &Scope<'_>) -> String {
    scope.shared_name(QUOTA, '-')
}

/// The queue of a job's `pod`; `None` without Kueue, and without a quota, which would leave the queues unmade and the job waiting
/// for ever.
pub(in crate::lower) fn queue(scope: &Scope<'_>, pod: &Pod) -> Option<&'static str> {
    if scope.profile.quota != QuotaForm::Kueue || scope.holdings.quotas.is_empty() {
        return None;
    }
    let has_gpu = pod
        .containers
        .iter()
        .flat_map(|container| {
            container
                .resources
                .requests
                .iter()
                .chain(&container.resources.limits)
        })
        .any(|(resource, _)| *resource == GPU);
    Some(if has_gpu { GPU_QUEUE } else { CPU_QUEUE })
}

/// A quota as far as it is understood.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts {
    cores: Option<u64>,
    gpus: Option<u64>,
    /// What is not, in words.
    others: Vec<String>,
}

pub(super) fn lower<'a>(
    scope: &Scope<'a>,
    quota: &'a Quota,
    demand: &Demand,
) -> LoweredHolding<'a> {
    let held = quota.object();
    let mut notes = Notes::new(scope, &quota.address);
    let mut parts = Parts::of(quota);
    let objects = match scope.profile.quota {
        QuotaForm::None => {
            notes.find(&findings::QUOTA_NOT_KEPT, parts.told());
            parts.others.clear();
            Vec::new()
        }
        QuotaForm::ResourceQuota => limits(&mut notes, quota, &mut parts, demand),
        QuotaForm::Kueue => queues(&mut notes, quota, &parts, demand),
    };
    if !parts.others.is_empty() {
        notes.find(&findings::QUOTA_PART, parts.others.join("; "));
    }
    LoweredHolding {
        held,
        name: "quota".to_owned(),
        objects,
        findings: notes.findings,
    }
}

impl Parts {
    /// The platform does not document its words, so only the plainest are taken for what they say; a word that comes twice, or a
    /// number below nothing, for nothing.
    fn of(quota: &Quota) -> Self {
        let mut parts = Self::default();
        let is =
            |key: &str, words: [&str; 2]| words.iter().any(|word| key.eq_ignore_ascii_case(word));
        for (words, units) in [
            (["cpu", "cpus"], &mut parts.cores),
            (["gpu", "gpus"], &mut parts.gpus),
        ] {
            let mut meant = quota.resources.iter().filter(|(key, _)| is(key, words));
            if let (Some((_, value)), None) = (meant.next(), meant.next()) {
                *units = u64::try_from(*value).ok();
            }
        }
        for (key, value) in &quota.resources {
            let is_taken = (is(key, ["cpu", "cpus"]) && parts.cores.is_some())
                || (is(key, ["gpu", "gpus"]) && parts.gpus.is_some());
            if !is_taken {
                let key: String = secrecy::redacted("", key).chars().take(40).collect();
                parts.others.push(format!("{key:?} {value}"));
            }
        }
        parts.others.truncate(20);
        if let Some(storage) = quota.storage {
            parts
                .others
                .push(format!("storage {storage}, whose unit is not documented"));
        }
        if quota.resources.is_empty() && quota.storage.is_none() {
            parts
                .others
                .push("the platform tells no numbers".to_owned());
        }
        parts
    }

    fn told(&self) -> String {
        let known = [("CPU", self.cores), ("GPU", self.gpus)];
        let mut all: Vec<String> = known
            .iter()
            .filter_map(|(word, units)| units.map(|units| format!("{word} {units}")))
            .collect();
        all.extend(self.others.iter().cloned());
        all.join("; ")
    }
}

/// A ResourceQuota of what holds no exported workload back.
fn limits(notes: &mut Notes<'_>, quota: &Quota, parts: &mut Parts, demand: &Demand) -> Vec<Object> {
    let (mut hard, mut blocked, mut below) = (Vec::new(), Vec::new(), Vec::new());
    let has_gpus = demand.most.gpus > 0 || demand.gpu_run.gpus > 0;
    if let Some(cores) = parts.cores {
        if has_gpus {
            parts.others.push(format!(
                "CPU {cores}: Kubernetes would count the CPU of workloads with GPUs too, and the platform does not"
            ));
        } else if demand.silent > 0 {
            blocked.push(format!(
                "CPU {cores}: {} of the exported workloads request no CPU, and a quota on CPU refuses such pods",
                demand.silent
            ));
        } else {
            let most = cores.saturating_mul(1000);
            let verdict = Verdict::of(most, demand, |amount| amount.millicores);
            let words = |millicores| format!("{} cores", rules::cpu(millicores));
            if verdict.note("CPU", words, &mut blocked, &mut below) {
                hard.push(("requests.cpu", cores.to_string()));
            }
        }
    }
    if let Some(gpus) = parts.gpus {
        let verdict = Verdict::of(gpus, demand, |amount| amount.gpus);
        let words = |gpus| format!("{gpus} GPUs");
        if verdict.note("GPU", words, &mut blocked, &mut below) {
            hard.push(("requests.nvidia.com/gpu", gpus.to_string()));
        }
    }
    for (kind, details) in [
        (&findings::QUOTA_BLOCKS, blocked),
        (&findings::QUOTA_BELOW, below),
    ] {
        if !details.is_empty() {
            notes.find(kind, details.join("; "));
        }
    }
    // A person who patches it wants it, whatever is left of it.
    let is_wanted = notes
        .scope
        .decisions
        .overrides
        .contains_key(&format!("ResourceQuota/{}", name(notes.scope)));
    if hard.is_empty() && !is_wanted {
        return Vec::new();
    }
    notes.find(&findings::QUOTA_COUNTED, "by a ResourceQuota");
    let metadata = metadata(notes.scope, &quota.object(), QUOTA, name(notes.scope));
    vec![resource_quota(metadata, hard)]
}

/// A limit beside what is asked for.
struct Verdict {
    limit: u64,
    least: u64,
    most: u64,
    run: u64,
}

impl Verdict {
    fn of(limit: u64, demand: &Demand, part: impl Fn(Amount) -> u64) -> Self {
        let surge = part(demand.surge);
        Self {
            limit,
            least: part(demand.least).saturating_add(surge),
            most: part(demand.most).saturating_add(surge),
            run: part(demand.run).max(part(demand.gpu_run)),
        }
    }

    /// Whether the limit can stand.
    fn note(
        &self,
        word: &str,
        words: impl Fn(u64) -> String,
        blocked: &mut Vec<String>,
        below: &mut Vec<String>,
    ) -> bool {
        let limit = words(self.limit);
        if self.least > self.limit {
            let least = words(self.least);
            blocked.push(format!(
                "{word}: apps and notebooks need {least} with their fewest replicas and during an update, the quota is {limit}"
            ));
        } else if self.run > self.limit {
            let run = words(self.run);
            blocked.push(format!("{word}: a job needs {run}, the quota is {limit}"));
        } else {
            if self.most > self.limit {
                let most = words(self.most);
                below.push(format!(
                    "{word}: apps and notebooks may grow to {most}, the quota is {limit}"
                ));
            }
            return true;
        }
        false
    }
}

/// Two queues: the platform counts CPU units for jobs without GPUs, and GPUs for those with them.
fn queues(notes: &mut Notes<'_>, quota: &Quota, parts: &Parts, demand: &Demand) -> Vec<Object> {
    let scope = notes.scope;
    let namespace = &scope.profile.namespace;
    let api = match scope.profile.kueue.api_version {
        KueueVersion::V1beta1 => KueueApi::V1beta1,
        KueueVersion::V1beta2 => KueueApi::V1beta2,
    };
    let cores = parts
        .cores
        .map_or(u64::MAX, |cores| cores.saturating_mul(1000));
    let gpus = parts.gpus.unwrap_or(u64::MAX);
    let mut blocked = Vec::new();
    if demand.run.millicores > cores {
        blocked.push(format!(
            "a job needs {} cores, its queue {CPU_QUEUE} has {}",
            rules::cpu(demand.run.millicores),
            rules::cpu(cores)
        ));
    }
    if demand.gpu_run.gpus > gpus {
        blocked.push(format!(
            "a job needs {} GPUs, its queue {GPU_QUEUE} has {gpus}",
            demand.gpu_run.gpus
        ));
    }
    if !blocked.is_empty() {
        notes.find(&findings::QUOTA_BLOCKS, blocked.join("; "));
    }
    notes.find(
        &findings::QUOTA_COUNTED,
        "by queues of Kueue, which count jobs alone; apps and notebooks are not held back",
    );
    let metadata = |name: String| metadata(scope, &quota.object(), QUOTA, name);
    let of_cluster = |name: String| {
        let mut metadata = metadata(name);
        metadata.namespace = None;
        metadata
    };
    let flavor = format!("{namespace}-machines");
    let mut objects = vec![resource_flavor(api, of_cluster(flavor.clone()))];
    let any =
        |units: Option<u64>| units.map_or_else(|| ANY_CORES.to_owned(), |units| units.to_string());
    for name in [CPU_QUEUE, GPU_QUEUE] {
        let is_gpu = name == GPU_QUEUE;
        let cpu = if is_gpu {
            ANY_CORES.to_owned()
        } else {
            any(parts.cores)
        };
        let mut resources = vec![
            ("cpu", cpu),
            ("memory", ANY_BYTES.to_owned()),
            ("ephemeral-storage", ANY_BYTES.to_owned()),
        ];
        if is_gpu {
            resources.push((GPU, any(parts.gpus)));
        }
        let cluster_queue = format!("{namespace}-{name}");
        objects.push(
            ClusterQueue {
                api,
                metadata: of_cluster(cluster_queue.clone()),
                namespace: namespace.clone(),
                flavor: flavor.clone(),
                resources,
            }
            .into(),
        );
        objects.push(local_queue(api, metadata(name.to_owned()), cluster_queue));
    }
    objects
}

#[cfg(test)]
mod tests {
    use super::*;
    use ovhai_model::{Address, Digest, Kind};

    fn parts(resources: &[(&str, i64)], storage: Option<i64>) -> Parts {
        Parts::of(&Quota {
            address: Address::new(Kind::Quota, "p"),
            resources: resources
                .iter()
                .map(|(key, value)| ((*key).to_owned(), *value))
                .collect(),
            storage,
            source: "{}".to_owned(),
            digest: Digest::of(b""),
        })
    }

    #[test]
    fn only_plain_words_are_understood() {
        let all = parts(&[("cpu", 12), ("GPU", 4)], None);
        assert_eq!((all.cores, all.gpus), (Some(12), Some(4)));
        assert!(all.others.is_empty());
        let odd = parts(
            &[("gpu", 4), ("GPUs", 2), ("h100-1-gpu", 1), ("cpu", -1)],
            Some(9),
        );
        assert_eq!((odd.cores, odd.gpus), (None, None));
        assert_eq!(odd.others.len(), 5, "{:?}", odd.others);
        assert!(parts(&[], None).others[0].contains("no numbers"));
        assert_eq!(parts(&[("gpus", 0)], None).gpus, Some(0));
    }
}
