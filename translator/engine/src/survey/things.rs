//! What a place is about, by its words: so that the hint fits the thing.

use ovhai_model::FindingKind;
use ovhai_syntax::{FileClass, Span};

use super::{Claim, Place};
use crate::{
    census::{Hit, Pattern},
    finding,
};

/// What a place that names the platform is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Thing {
    /// Nothing that shows.
    #[default]
    Unclear,
    /// Images: a registry of the platform.
    Registry,
    /// Data: its object storage.
    ObjectStore,
    /// A workload, or the interface of the AI services.
    Workload,
    /// The platform's own interface.
    Interface,
    /// A command of OpenStack.
    OpenStack,
    /// A command of the vendor's, in a string or a heredoc.
    Command,
}

impl Thing {
    /// What `claim` is about.
    pub(super) fn of(bytes: &[u8], claim: &Claim, hits: &[Hit]) -> Self {
        if claim.place == Place::Command && claim.made_by.is_some() {
            return Self::OpenStack;
        }
        let host = claim
            .hits
            .iter()
            .map(|hit| &hits[*hit])
            .find(|hit| hit.pattern == Pattern::Host);
        match host {
            Some(hit) => Self::of_host(hit.span().of(bytes)),
            None if claim.place == Place::Literal && is_called(bytes, claim, hits) => Self::Command,
            None => Self::Unclear,
        }
    }

    /// Names of hosts are those of the vendor's documentation; which service a host of another form belongs to is not known.
    fn of_host(host: &[u8]) -> Self {
        let host = String::from_utf8_lossy(host).to_ascii_lowercase();
        let parts: Vec<&str> = host.split('.').collect();
        let has = |part: &str| parts.contains(&part);
        if has("container-registry") || has("registry") {
            Self::Registry
        } else if has("s3") || has("storage") || has("s3-website") {
            Self::ObjectStore
        } else if has("ai") {
            Self::Workload
        } else if has("api") {
            Self::Interface
        } else {
            Self::Unclear
        }
    }

    /// What is found, if it shows.
    #[must_use]
    pub const fn kind(self) -> Option<&'static FindingKind> {
        match self {
            Self::Unclear => None,
            Self::Registry => Some(&finding::REGISTRY_LOGIN),
            Self::ObjectStore => Some(&finding::OBJECT_STORE),
            Self::Workload => Some(&finding::AI_HOST),
            Self::Interface => Some(&finding::API_HOST),
            Self::OpenStack => Some(&finding::OPENSTACK_COMMAND),
            Self::Command => Some(&finding::COMMAND),
        }
    }

    /// What is found where a command is called.
    #[must_use]
    pub const fn command(self) -> &'static FindingKind {
        match self {
            Self::OpenStack => &finding::OPENSTACK_COMMAND,
            _ => &finding::COMMAND,
        }
    }
}

/// Whether one of the words is called: it stands where a command begins, and has arguments.
fn is_called(bytes: &[u8], claim: &Claim, hits: &[Hit]) -> bool {
    claim.hits.iter().map(|hit| hits[*hit]).any(|hit| {
        let before = bytes[claim.span.start..hit.start].trim_ascii_end();
        let begins = before.last().is_none_or(|byte| b"\"|;&(`".contains(byte));
        hit.pattern == Pattern::Command && begins && bytes.get(hit.end) == Some(&b' ')
    })
}

/// Clients of OpenStack, as they are called in scripts.
const CLIENTS: [&[u8]; 6] = [
    b"openstack",
    b"swift",
    b"nova",
    b"neutron",
    b"glance",
    b"cinder",
];
/// Begins the host where the platform's OpenStack identities are checked.
const IDENTITY: &[u8] = b"auth.cloud.ovh.";

/// Lines that call a client of OpenStack, in a text that says that it talks to the platform.
pub(super) fn openstack_commands(bytes: &[u8], class: FileClass, hits: &[Hit]) -> Vec<Claim> {
    let is_script = matches!(class, FileClass::Text | FileClass::Template);
    let identity = hits
        .iter()
        .filter(|hit| hit.pattern == Pattern::Host)
        .map(|hit| hit.span().of(bytes))
        .find(|host| host.starts_with(IDENTITY));
    let Some(host) = identity.filter(|_| is_script) else {
        return Vec::new();
    };
    let host = String::from_utf8_lossy(host).into_owned();
    let mut start = 0;
    let mut found = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let from = start;
        start += line.len();
        let text = line.trim_ascii_end();
        let lead = line.len() - line.trim_ascii_start().len();
        if text.len() <= lead || !calls_client(&text[lead..]) {
            continue;
        }
        let span = Span::new(from + lead, from + text.len());
        let mut claim = Claim::new(span, Place::Command, String::new(), None);
        claim.made_by = Some(host.clone());
        found.push(claim);
    }
    found
}

/// Whether one of the commands of the line is a client's: at its beginning, behind a prompt of a list, a pipe, or in `$(…)`.
fn calls_client(line: &[u8]) -> bool {
    if line.starts_with(b"#") {
        return false;
    }
    let commands = line.split(|byte| b"|;&(`".contains(byte));
    commands
        .map(|command| command.trim_ascii_start())
        .map(|command| command.strip_prefix(b"- ").unwrap_or(command))
        .any(|command| {
            let word = command
                .iter()
                .take_while(|byte| !byte.is_ascii_whitespace())
                .count();
            CLIENTS.contains(&&command[..word]) && command.len() > word
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_say_what_they_are_for() {
        for (host, thing) in [
            ("abc.gra7.container-registry.ovh.net", Thing::Registry),
            ("registry.gra.ai.cloud.ovh.net", Thing::Registry),
            ("s3.gra.io.cloud.ovh.net", Thing::ObjectStore),
            ("bucket.s3.sbg.perf.cloud.ovh.net", Thing::ObjectStore),
            ("storage.gra.cloud.ovh.net", Thing::ObjectStore),
            ("uuid.app.gra.ai.cloud.ovh.net", Thing::Workload),
            ("gra.ai.cloud.ovh.net", Thing::Workload),
            ("eu.api.ovh.com", Thing::Interface),
            ("www.ovhcloud.com", Thing::Unclear),
        ] {
            assert_eq!(Thing::of_host(host.as_bytes()), thing, "{host}");
        }
    }

    #[test]
    fn clients_of_openstack_are_found_where_the_platform_is_named() {
        let text = b"export OS_AUTH_URL=https://auth.cloud.ovh.net/v3\nID=$(openstack server list -f json | jq x)\n  - swift upload a b\n# openstack x\nopenstack\necho openstack y\n";
        let found = |text: &[u8]| {
            openstack_commands(text, FileClass::Text, &crate::census::scan(text)).len()
        };
        assert_eq!(found(text), 2);
        assert_eq!(found(&text[50..]), 0, "nothing names the platform");
    }
}
