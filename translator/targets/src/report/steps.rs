//! The part of `SUMMARY.md` that says what to do, in order: only what applies to this export.

use ovhai_model::{FindingKind, Kind, markdown::counted};

use super::{APPLY, Report, holdings, put, runs};
use crate::{
    lower::{PLACEHOLDER_DOMAIN, PLACEHOLDERS, findings},
    profile::{Exposure, SecretProvider},
};

pub(super) fn write(out: &mut String, report: &Report<'_>) {
    out.push_str("## What to do\n\n");
    let mut steps = Vec::new();
    decide(report, &mut steps);
    prepare(report, &mut steps);
    apply(report, &mut steps);
    for (index, step) in steps.iter().enumerate() {
        put!(out, "{}. {step}", index + 1);
    }
    out.push('\n');
}

/// What must be known before manifests are of use.
fn decide(report: &Report<'_>, steps: &mut Vec<String>) {
    if report.kinds.values().any(super::KindView::is_open) {
        steps.push(
            "Decide what is listed under \"Needs a person\" below, and write the decisions as `answers` and `overrides`."
                .to_owned(),
        );
    }
    let images = report.accumulated.placeholder_images;
    if images > 0 {
        steps.push(format!(
            "Replace the placeholder images `{PLACEHOLDERS}…` ({}) by answers: they cannot be pulled.",
            counted(images, "workload")
        ));
    }
    let hosts = report.undecided(&findings::HOST_NEEDED);
    if hosts > 0 {
        steps.push(format!(
            "Replace the placeholder hosts under `{PLACEHOLDER_DOMAIN}` ({}): set the profile's `domain`, or answer with hosts.",
            counted(hosts, "workload")
        ));
    }
}

/// What the cluster must have first.
fn prepare(report: &Report<'_>, steps: &mut Vec<String>) {
    let profile = report.scope.profile;
    let through_add_on = report.count(&findings::SCALE_TO_ZERO);
    let by_metric = report.count(&findings::KEDA_NEEDED);
    if through_add_on > 0 {
        let keda = &profile.keda.namespace;
        let mut step = format!(
            "Install KEDA 2.16 or later and its HTTP add-on in the namespace `{keda}`: {} to zero",
            scale(through_add_on)
        );
        if by_metric > 0 {
            step.push_str(&format!(", {} by a metric", scale(by_metric)));
        }
        step.push('.');
        steps.push(step);
    } else if by_metric > 0 {
        steps.push(format!(
            "Install KEDA 2.16 or later: {} by a metric.",
            scale(by_metric)
        ));
    }
    let monitors = report.count(&findings::OPERATOR_NEEDED);
    if monitors > 0 {
        let come = if monitors == 1 { "comes" } else { "come" };
        steps.push(format!(
            "Install the Prometheus operator: {} {come} with a PodMonitor.",
            counted(monitors, "workload")
        ));
    }
    let entrance = match profile.exposure {
        Exposure::Gateway => {
            steps.push(format!(
                "Make sure the Gateway `{}` in `{}` accepts routes of the namespace `{}`.",
                profile.gateway.name, profile.gateway.namespace, profile.namespace
            ));
            Some("the Gateway")
        }
        Exposure::Ingress => Some("the ingress controller"),
        Exposure::None => None,
    };
    // Placeholders are no hosts to make records for.
    let has_hosts = report.undecided(&findings::HOST_NEEDED) < report.workloads.len();
    if let Some(entrance) = entrance.filter(|_| has_hosts) {
        let hosts = profile.domain.as_ref().map_or_else(
            || "the chosen hosts in `urls.md`".to_owned(),
            |domain| format!("`*.{domain}`"),
        );
        let mut step = format!("Let DNS lead {hosts} to {entrance}");
        if profile.scheme == "https" {
            step.push_str(", and give it a certificate for them");
        }
        step.push('.');
        steps.push(step);
    }
}

fn scale(count: usize) -> String {
    let verb = if count == 1 { "scales" } else { "scale" };
    format!("{} {verb}", counted(count, "workload"))
}

fn apply(report: &Report<'_>, steps: &mut Vec<String>) {
    let profile = report.scope.profile;
    let namespace = &profile.namespace;
    let extension = report.scope.format.extension();
    if profile.create_namespace {
        steps.push(format!("`{APPLY} -f namespace.{extension}`"));
    }
    holdings::quota_steps(report, steps);
    let secrets = report.accumulated.secrets.len();
    if secrets > 0 && profile.secrets.provider == SecretProvider::ExternalSecrets {
        steps.push(format!(
            "Put the values of {} into the {} `{}`, under the entries that `required-secrets.json` names; no value was exported. Then \
             `{APPLY} -f external-secrets.{extension}`, which needs the External Secrets operator.",
            counted(secrets, "Secret"),
            profile.secrets.store_kind.as_str(),
            profile.secrets.store.as_deref().unwrap_or_default()
        ));
    } else if secrets > 0 {
        steps.push(format!(
            "Create the {} of `required-secrets.json` in `{namespace}`; no value was exported. Pods do not start without them: \
             containers wait for their keys, and images are not pulled without their pull Secret.",
            counted(secrets, "Secret")
        ));
    }
    let caches = report.accumulated.caches.len();
    if caches > 0 {
        steps.push(format!(
            "`{APPLY} -f caches.{extension}`, whose Jobs fill {}; pods that mount one wait for that. The storage class must offer ReadWriteMany.",
            counted(caches, "shared claim")
        ));
    }
    let counts = report.accumulated.counts();
    if counts.is_empty() || counts.contains_key(&Kind::App) {
        steps.push(format!("`{APPLY} -f apps/`"));
    }
    runs::notebooks(report, steps);
    runs::jobs(report, steps);
    // Without exposure nothing leads to the add-on.
    if report.accumulated.through_interceptor && profile.exposure != Exposure::None {
        steps.push(format!(
            "`{APPLY} -f add-ons.{extension}`, which lets requests reach the HTTP add-on in `{}`.",
            profile.keda.namespace
        ));
    }
    holdings::access_steps(report, steps);
    let behind_proxy = report.workloads.iter().filter(|trace| {
        let slug = findings::LOGIN_REPLACED.slug;
        trace.findings.iter().any(|finding| &*finding.slug == slug)
    });
    if let Some(first) = behind_proxy.clone().next() {
        let name = &first.name;
        steps.push(format!(
            "Bind {}, ServiceAccounts or people, to the Roles of workloads behind the bearer proxy ({}). A Role has its \
             workload's name, for example `kubectl create rolebinding {name}-callers --namespace={namespace} --role={name} \
             --serviceaccount={namespace}:CALLER`, or `--user=PERSON` for a person.",
            if report.holdings.is_empty() { "callers" } else { "other callers" },
            counted(behind_proxy.count(), "workload")
        ));
    }
    let monitoring = &profile.monitoring;
    let told = match (monitoring.dashboards, monitoring.pod_monitors) {
        _ if report.workloads.is_empty() => None,
        (false, false) => None,
        (true, false) => Some(", if the cluster has Grafana with a sidecar for dashboards."),
        (false, true) => Some(": alert rules; say in Alertmanager who is told."),
        (true, true) => Some(
            ": a dashboard, for Grafana with a sidecar, and alert rules; say in Alertmanager who is told.",
        ),
    };
    if let Some(told) = told {
        steps.push(format!("`{APPLY} -f monitoring.{extension}`{told}"));
    }
    steps.push(
        "Tell clients the addresses in `urls.md`, and stop the workloads on the platform when nobody calls them any more."
            .to_owned(),
    );
}

impl Report<'_> {
    /// How many workloads have a finding of `kind`.
    pub(super) fn count(&self, kind: &FindingKind) -> usize {
        self.kinds.get(kind.slug).map_or(0, |kind| kind.count)
    }

    /// How many of them have no answer.
    pub(super) fn undecided(&self, kind: &FindingKind) -> usize {
        self.kinds
            .get(kind.slug)
            .map_or(0, |kind| kind.count - kind.decided)
    }
}
