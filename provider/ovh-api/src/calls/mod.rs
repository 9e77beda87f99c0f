//! Every call this crate can make, as data: what is called, which right it needs, and whether it may be repeated.
//! Planning may make only those of [`SIDE_EFFECT_FREE`].

mod ai;
mod around;
mod free;
mod rules;

pub use ai::*;
pub use around::*;
pub use free::SIDE_EFFECT_FREE;
pub use rules::{actions, rules};

/// One call: method and path pattern as the vendor writes them.
#[derive(Debug, PartialEq, Eq)]
pub struct Call {
    /// Upper case.
    pub method: &'static str,
    /// Parameters in braces, each a whole segment.
    pub path: &'static str,
    /// The action that an IAM policy must allow; `None` where the vendor names none.
    pub iam: Option<&'static str>,
    /// Doing it twice is the same as doing it once, so it may be repeated after a broken connection.
    pub idempotent: bool,
    /// Everybody may make it, so it is made without credentials.
    pub open: bool,
}

impl Call {
    const fn new(method: &'static str, path: &'static str) -> Self {
        Self {
            method,
            path,
            iam: None,
            idempotent: true,
            open: false,
        }
    }

    const fn iam(self, action: &'static str) -> Self {
        Self {
            iam: Some(action),
            ..self
        }
    }

    const fn once(self) -> Self {
        Self {
            idempotent: false,
            ..self
        }
    }

    const fn open(self) -> Self {
        Self { open: true, ..self }
    }
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

macro_rules! calls {
    (table $table:ident; $($(#[$meta:meta])* $name:ident = $method:literal $path:literal $(iam $iam:literal)? $(($mark:ident))?;)*) => {
        $($(#[$meta])* pub const $name: Call = Call::new($method, $path)$(.iam($iam))?$(.$mark())?;)*

        /// All of them.
        pub(super) const $table: &[&Call] = &[$(&$name),*];
    };
}
use calls;

/// All calls.
pub const ALL: &[&Call] = &joined::<{ AI.len() + AROUND.len() }>();

const fn joined<const N: usize>() -> [&'static Call; N] {
    let mut all = [AI[0]; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < AI.len() {
            AI[at]
        } else {
            AROUND[at - AI.len()]
        };
        at += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[derive(serde::Deserialize)]
    struct Endpoint {
        method: String,
        path: String,
        iam: Option<String>,
        credentials: bool,
    }

    /// The committed list comes from the vendor's published descriptions, gathered in November 2026.
    #[test]
    fn every_endpoint_of_the_vendor_is_here_and_no_other() {
        let endpoints: Vec<Endpoint> =
            serde_json::from_str(include_str!("../../tests/data/endpoints.json")).unwrap();
        let theirs: BTreeSet<_> = endpoints
            .iter()
            .map(|one| {
                (
                    one.method.as_str(),
                    one.path.as_str(),
                    one.iam.as_deref(),
                    one.credentials,
                )
            })
            .collect();
        let ours: BTreeSet<_> = ALL
            .iter()
            .map(|call| (call.method, call.path, call.iam, !call.open))
            .collect();
        assert_eq!(theirs.len(), 144);
        assert_eq!(ALL.len(), 144);
        let missing: Vec<_> = theirs.difference(&ours).collect();
        let invented: Vec<_> = ours.difference(&theirs).collect();
        assert!(
            missing.is_empty() && invented.is_empty(),
            "{missing:?} {invented:?}"
        );
    }

    #[test]
    fn only_what_makes_something_new_is_not_repeatable() {
        let once: Vec<_> = ALL
            .iter()
            .filter(|call| !call.idempotent)
            .map(|call| call.path.trim_start_matches("/cloud/project/{serviceName}"))
            .collect();
        assert_eq!(
            once,
            [
                "/ai/app",
                "/ai/app/{appId}/datasync",
                "/ai/data/region/{region}/alias",
                "/ai/job",
                "/ai/job/{jobId}/datasync",
                "/ai/notebook",
                "/ai/notebook/{notebookId}/backup/{backupId}/fork",
                "/ai/notebook/{notebookId}/datasync",
                "/ai/notebook/{notebookId}/restart",
                "/ai/registry",
                "/ai/token",
                "/ai/token/{id}/renew",
                "/user",
                "/user/{userId}/regeneratePassword",
                "/user/{userId}/role",
                "/user/{userId}/s3Credentials",
                "/containerRegistry/{registryID}/users",
                "/kube/{kubeId}/kubeconfig/reset",
            ]
        );
    }
}
