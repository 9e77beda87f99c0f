//! Every case, damaged: spans deleted, doubled and put elsewhere, bytes that are no text, foreign line endings, deep nesting.
//! Whatever comes in, there is no panic, the account adds up, and a second run changes nothing.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, sync::OnceLock};

use ovhai_engine::{
    InMemory, Index, Options, Outcome, Phase, Profile, account::Disposition, translate,
};
use ovhai_syntax::{TokenKind, tokens};
use proptest::prelude::*;
use test_fixtures::{Tree, cases, read_tree};

/// What is put in somewhere.
const PIECES: &[&str] = &[
    "{",
    "}",
    "\"",
    "${",
    "[",
    "]",
    "<<EOT\n",
    "\nEOT\n",
    "#",
    "/*",
    "*/",
    "=",
    ",",
    "\n",
    "\r\n",
    "\u{feff}",
    "\u{a0}é",
    "\0",
    " ovh ",
    "ovh_a.b.c",
    "count = 2\n",
    "for_each = toset([\"a\"])\n",
    "provider = ovh.eu\n",
    "depends_on = [ovh_cloud_project_kube.main]\n",
    "lifecycle {\n  replace_triggered_by = [ovh_cloud_project_kube.main]\n}\n",
    "terraform {\n  backend \"s3\" {\n    endpoint = \"https://s3.gra.io.cloud.ovh.net\"\n  }\n}\n",
    "provider \"openstack\" {\n  auth_url = \"https://auth.cloud.ovh.net/v3\"\n}\n",
    "resource \"openstack_compute_keypair_v2\" \"k\" {\n  name = ovh_cloud_project_kube.main.name\n}\n",
    "output \"o\" {\n  value = openstack_compute_keypair_v2.k.name\n}\n",
    "module \"again\" {\n  source = \"./modules/k8s\"\n  providers = { ovh = ovh }\n}\n",
    "locals {\n  host = \"s3.gra.io.cloud.ovh.net\"\n}\n",
    "removed {\n  from = module.x[0].ovh_cloud_project_kube.main\n}\n",
    "required_providers {\n  ovh = { source = \"ovh/ovh\" }\n}\n",
];

/// One change of one file; places are parts of its length.
#[derive(Clone, Debug)]
enum Change {
    Delete(u16, u16),
    Double(u16, u16, u16),
    Insert(u16, usize),
    Bytes(u16, Vec<u8>),
    Returns,
    Mark,
    Nest(u16, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<u16>;
    prop_oneof![
        4 => (at(), 1..200_u16).prop_map(|(at, length)| Change::Delete(at, length)),
        3 => (at(), 1..400_u16, at()).prop_map(|(at, length, to)| Change::Double(at, length, to)),
        6 => (at(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Insert(at, piece)),
        1 => (at(), prop::collection::vec(any::<u8>(), 1..4)).prop_map(|(at, bytes)| Change::Bytes(at, bytes)),
        1 => Just(Change::Returns),
        1 => Just(Change::Mark),
        1 => (at(), 60..70_usize).prop_map(|(at, levels)| Change::Nest(at, levels)),
    ]
}

impl Change {
    fn make(&self, bytes: &mut Vec<u8>) {
        let length = bytes.len();
        let place = |at: u16| usize::from(at) * length / usize::from(u16::MAX);
        let span = |at: u16, size: u16| place(at)..(place(at) + usize::from(size)).min(length);
        match self {
            Self::Delete(at, size) => drop(bytes.drain(span(*at, *size))),
            Self::Double(at, size, to) => {
                let part = bytes[span(*at, *size)].to_vec();
                let to = place(*to);
                bytes.splice(to..to, part);
            }
            Self::Insert(at, piece) => {
                let at = place(*at);
                bytes.splice(at..at, PIECES[*piece].bytes());
            }
            Self::Bytes(at, new) => {
                let at = place(*at);
                bytes.splice(at..at, new.iter().copied());
            }
            Self::Returns => {
                let mut last = 0;
                let mut out = Vec::with_capacity(length + 64);
                for byte in bytes.iter() {
                    if *byte == b'\n' && last != b'\r' {
                        out.push(b'\r');
                    }
                    out.push(*byte);
                    last = *byte;
                }
                *bytes = out;
            }
            Self::Mark => drop(bytes.splice(0..0, *b"\xef\xbb\xbf")),
            Self::Nest(at, levels) => {
                let at = place(*at);
                let text = format!(
                    "\nx = {}ovh_a.b.c{}\n",
                    "[".repeat(*levels),
                    "]".repeat(*levels)
                );
                bytes.splice(at..at, text.into_bytes());
            }
        }
    }
}

fn inputs() -> &'static [Tree] {
    static INPUTS: OnceLock<Vec<Tree>> = OnceLock::new();
    INPUTS.get_or_init(|| {
        let cases = cases("translator").into_iter();
        cases.map(|case| read_tree(&case.folder("input"))).collect()
    })
}

fn run(files: &Tree, phase: Phase) -> Result<Outcome, ovhai_engine::Error> {
    let repository = InMemory(files.clone());
    let index = Index::of(&repository);
    let mut options = Options::new(Profile::built_in("kubernetes").unwrap().unwrap());
    options.phase = phase;
    let roots = index.modules().filter(|module| module.is_root());
    if phase == Phase::Cleanup {
        for root in roots {
            let state = br#"{"version":4,"resources":[]}"#;
            let root = Some(root.folder.clone());
            options.evidence.add(root, "state", state).unwrap();
        }
    }
    translate(&index, &repository, &options)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_repositories_have_an_account_and_a_second_run_changes_nothing(
        case in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), change()), 1..5),
        phase in prop_oneof![4 => Just(Phase::Rewrite), 1 => Just(Phase::Backend), 2 => Just(Phase::Cleanup)],
    ) {
        let mut files = case.get(inputs()).clone();
        for (file, change) in &changes {
            let name = file.get(&files.keys().cloned().collect::<Vec<_>>()).clone();
            change.make(files.get_mut(&name).unwrap());
        }
        let outcome = match run(&files, phase) {
            Ok(outcome) => outcome,
            // What is still declared is refused, and nothing is changed.
            Err(ovhai_engine::Error::StillDeclared { .. }) if phase == Phase::Cleanup => return Ok(()),
            Err(error) => {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                return Err(TestCaseError::fail(format!("{error} {source:?}")));
            }
        };
        let summary = outcome.report.summary;
        prop_assert_eq!(summary.found, summary.rewritten + summary.removed + summary.kept + summary.refused);
        let mut findings = outcome.report.findings.iter();
        let told = findings.find(|finding| finding.slug == "type/result-not-confirmed");
        prop_assert!(told.is_none(), "{told:?}");

        let before = InMemory(files.clone());
        let mut after = files;
        for file in &outcome.files {
            if file.is_gone {
                after.remove(&file.path);
            } else {
                after.insert(file.path.clone(), file.bytes(&before).unwrap().into_owned());
            }
        }
        let second = run(&after, phase).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let changed: Vec<_> = second.files.iter().map(|file| file.path.clone()).collect();
        prop_assert_eq!(changed, Vec::<String>::new());
        let leaves = second.report.occurrences.iter().filter(|entry| matches!(entry.disposition, Disposition::Rewritten | Disposition::Removed));
        prop_assert_eq!(leaves.count(), 0);
    }
}

/// Names are the customer's: any of them may look like the vendor's, and is carried along all the same.
#[test]
fn any_text_may_name_the_vendor() {
    let mut seen = BTreeSet::new();
    for files in inputs() {
        for (name, bytes) in files {
            let (true, Ok(text)) = (name.ends_with(".tf"), std::str::from_utf8(bytes)) else {
                continue;
            };
            for token in tokens(text) {
                let line = text[..token.span.start].rsplit('\n').next().unwrap();
                if token.kind != TokenKind::Text || !seen.insert(line) {
                    continue;
                }
                let mut changed = text.to_owned();
                changed.insert_str(token.span.end, "ovh_a.b.c");
                let mut files = files.clone();
                files.insert(name.clone(), changed.into_bytes());
                let outcome = run(&files, Phase::Rewrite).unwrap();
                let mut findings = outcome.report.findings.iter();
                let told = findings.find(|finding| finding.slug == "type/result-not-confirmed");
                assert!(told.is_none(), "{name}, {line}: {told:?}");
            }
        }
    }
    assert!(seen.len() > 100);
}
