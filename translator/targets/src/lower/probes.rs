//! Health checks, with the platform's defaults filled in.

use ovhai_model::{Probe as Given, Task, secrecy};

use super::{Lowering, findings, ports::Ports, rules};
use crate::objects::{Probe, ProbeCheck};

/// The checks of the main container.
pub(super) struct Checks {
    pub readiness: Option<Probe>,
    pub liveness: Option<Probe>,
    pub startup: Option<Probe>,
}

pub(super) fn lower(lowering: &mut Lowering<'_>, ports: &Ports) -> Checks {
    let workload = lowering.workload;
    let readiness = match &workload.readiness {
        Some(probe) => Some(check(lowering, ports, probe, Role::Readiness)),
        None => {
            // Only services can have checks on the platform, so only there a missing one says something.
            let (tcp, told) = match lowering.workload.task {
                Task::Service => (lowering.scope.profile.tcp_readiness, true),
                Task::Workbench(_) => (lowering.scope.profile.tcp_readiness, false),
                Task::Batch(_) => (false, false),
            };
            if told {
                lowering.find(
                    &findings::NO_READINESS,
                    if tcp {
                        "the profile adds a TCP check"
                    } else {
                        "it has no check"
                    },
                );
            }
            tcp.then_some(Probe {
                check: ProbeCheck::Tcp { port: ports.http },
                initial_delay_seconds: 0,
                period_seconds: 10,
                timeout_seconds: 1,
                failure_threshold: 3,
                success_threshold: 1,
            })
        }
    };
    let mut liveness = workload
        .liveness
        .as_ref()
        .map(|probe| check(lowering, ports, probe, Role::Liveness));
    let startup = liveness
        .as_mut()
        .and_then(|liveness| startup(lowering, liveness));
    Checks {
        readiness,
        liveness,
        startup,
    }
}

/// By the profile's choice, a startup probe in place of a long first delay: together with the failures the liveness check allows
/// it waits at least as long.
fn startup(lowering: &mut Lowering<'_>, liveness: &mut Probe) -> Option<Probe> {
    let above = lowering.scope.profile.startup_probe_above?;
    let delay = liveness.initial_delay_seconds;
    if u32::try_from(delay).is_ok_and(|delay| delay < above) {
        return None;
    }
    let period = liveness.period_seconds;
    let attempts = delay / period + i32::from(delay % period != 0);
    lowering.find(
        &findings::STARTUP_PROBE,
        format!(
            "the liveness check began after {delay} s; up to {attempts} attempts take its place"
        ),
    );
    liveness.initial_delay_seconds = 0;
    Some(Probe {
        failure_threshold: attempts.saturating_add(liveness.failure_threshold),
        ..liveness.clone()
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Readiness,
    Liveness,
}

impl Role {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Readiness => "readiness",
            Self::Liveness => "liveness",
        }
    }
}

fn check(lowering: &mut Lowering<'_>, ports: &Ports, given: &Given, role: Role) -> Probe {
    let name = role.as_str();
    let port = match given.port {
        None => ports.http,
        Some(number) => match rules::port(number) {
            Some(port) => {
                if !ports.knows(port) {
                    lowering.find(
                        &findings::PROBE_OTHER_PORT,
                        format!("{name} checks port {port}"),
                    );
                }
                port
            }
            None => {
                lowering.find(
                    &findings::PROBE_ADJUSTED,
                    format!("the {name} port is {number}; {} is used", ports.http),
                );
                ports.http
            }
        },
    };
    let path = path(lowering, given.path.as_deref().unwrap_or("/"), name);
    let mut number = |what: &str, value: Option<i64>, default: i32, least: i32, most: i32| {
        let Some(value) = value else {
            return default;
        };
        // i32 bounds fit i64.
        let allowed =
            i32::try_from(value.clamp(i64::from(least), i64::from(most))).unwrap_or(default);
        if i64::from(allowed) != value {
            lowering.find(
                &findings::PROBE_ADJUSTED,
                format!("{name} {what} is {value}; {allowed} is used"),
            );
        }
        allowed
    };
    let most_successes = if role == Role::Liveness { 1 } else { i32::MAX };
    Probe {
        initial_delay_seconds: number(
            "initialDelaySeconds",
            given.initial_delay_seconds,
            0,
            0,
            i32::MAX,
        ),
        period_seconds: number("periodSeconds", given.period_seconds, 10, 1, i32::MAX),
        timeout_seconds: number("timeoutSeconds", given.timeout_seconds, 1, 1, i32::MAX),
        failure_threshold: number("failureThreshold", given.failure_threshold, 3, 1, i32::MAX),
        success_threshold: number(
            "successThreshold",
            given.success_threshold,
            1,
            1,
            most_successes,
        ),
        check: ProbeCheck::Http { path, port },
    }
}

fn path(lowering: &mut Lowering<'_>, given: &str, name: &str) -> String {
    if secrecy::secret_text(given).is_some() {
        lowering.find(
            &findings::PROBE_ADJUSTED,
            format!("the {name} path looks like a secret and is left out"),
        );
        return "/".to_owned();
    }
    if given.starts_with('/') && !given.contains(char::is_control) {
        return given.to_owned();
    }
    let path = format!(
        "/{}",
        given.trim_start_matches('/').replace(char::is_control, "")
    );
    lowering.find(
        &findings::PROBE_ADJUSTED,
        format!("the {name} path is {given:?}; {path:?} is used"),
    );
    path
}
