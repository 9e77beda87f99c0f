//! Every case under `test-fixtures/translator`, against what is expected and against every law.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, sync::LazyLock};

use ovhai_engine::{
    Error, InMemory, Index, Options, Outcome, Phase, Profile, Report, Repository as _,
    account::Disposition, survey::FileSurvey, translate, verify::Rewritten,
};
use ovhai_syntax::{Edit, Edits, FileClass, comments};
use test_fixtures::{Case, Tree, cases, compare, read_tree};

static PROFILE: LazyLock<Profile> =
    LazyLock::new(|| Profile::built_in("kubernetes").unwrap().unwrap());

/// What a case is run with, where it has a file of that name.
const OPTIONS: &str = "options.json";

/// Contents of [`OPTIONS`].
#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Given {
    phase: String,
    /// Files beside it, by the folder of the root module they are for.
    evidence: BTreeMap<String, Vec<String>>,
    only: Vec<String>,
    skip: Vec<String>,
}

/// The options of a case, and the files that say so.
fn options(case: &Case) -> (Options, Tree) {
    let mut options = Options::new(PROFILE.clone());
    let mut files = Tree::new();
    let place = case.path.join(OPTIONS);
    if !place.is_file() {
        return (options, files);
    }
    let text = std::fs::read(place).unwrap();
    let given: Given = serde_json::from_slice(&text).unwrap();
    files.insert(OPTIONS.to_owned(), text);
    options.phase = match given.phase.as_str() {
        "" => Phase::Rewrite,
        "backend" => Phase::Backend,
        "cleanup" => Phase::Cleanup,
        other => panic!("{}: there is no phase {other}", case.name),
    };
    options.only = given.only;
    options.skip = given.skip;
    for (root, names) in given.evidence {
        for name in names {
            let bytes = std::fs::read(case.path.join(&name)).unwrap();
            options
                .evidence
                .add(Some(root.clone()), &name, &bytes)
                .unwrap();
            files.insert(name, bytes);
        }
    }
    (options, files)
}

fn run(files: &Tree, options: &Options) -> (Index, Outcome) {
    let repository = InMemory(files.clone());
    let index = Index::of(&repository);
    let outcome = translate(&index, &repository, options)
        .unwrap_or_else(|error| panic!("{error}: {:?}", std::error::Error::source(&error)));
    (index, outcome)
}

fn bytes(files: &Tree, file: &Rewritten) -> Vec<u8> {
    let repository = InMemory(files.clone());
    file.bytes(&repository).unwrap().into_owned()
}

fn result(files: &Tree, outcome: &Outcome) -> Tree {
    let mut result = files.clone();
    for file in &outcome.files {
        if file.is_gone {
            result.remove(&file.path);
        } else {
            result.insert(file.path.clone(), bytes(files, file));
        }
    }
    result
}

fn each(check: impl Fn(&Case, &Tree, &Index, &Outcome)) {
    for case in cases("translator") {
        let files = read_tree(&case.folder("input"));
        assert!(!files.is_empty(), "{} has no input", case.name);
        let (index, outcome) = run(&files, &options(&case).0);
        check(&case, &files, &index, &outcome);
    }
}

/// Without the modules that are the profile's own, as they are.
fn own(tree: &Tree) -> Tree {
    let files = PROFILE.files();
    tree.iter()
        .filter(|(path, bytes)| {
            files
                .get(*path)
                .is_none_or(|text| text.as_bytes() != bytes.as_slice())
        })
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect()
}

#[test]
fn every_case_gives_what_is_expected() {
    let failures = std::cell::RefCell::new(Vec::new());
    each(|case, files, _, outcome| {
        let mut produced: Tree = own(&result(files, outcome))
            .into_iter()
            .map(|(path, bytes)| (format!("expected/{path}"), bytes))
            .collect();
        produced.insert(
            "expected.report.json".to_owned(),
            outcome.report.json().into_bytes(),
        );
        produced.extend(
            files
                .iter()
                .map(|(path, bytes)| (format!("input/{path}"), bytes.clone())),
        );
        produced.extend(options(case).1);
        if let Err(mismatch) = compare(&case.path, &produced) {
            failures
                .borrow_mut()
                .push(format!("{}: {mismatch}", case.name));
        }
    });
    let failures = failures.into_inner();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_second_run_changes_nothing() {
    each(|case, files, _, outcome| {
        let after = result(files, outcome);
        let (_, second) = run(&after, &options(case).0);
        let changed: Vec<_> = second.files.iter().map(|file| &file.path).collect();
        assert!(changed.is_empty(), "{}: {changed:?}", case.name);
        let summary = second.report.summary;
        assert_eq!(summary.rewritten + summary.removed, 0, "{}", case.name);
    });
}

#[test]
fn the_second_scan_finds_what_stays_and_what_the_state_forgets() {
    each(|case, files, _, outcome| {
        let first = outcome.report.summary;
        let (index, second) = run(&result(files, outcome), &options(case).0);
        let forgets = index
            .files()
            .iter()
            .filter(|file| {
                file.path.ends_with("forget.tf")
                    || file.path.ends_with("forget.sh")
                    || file.path.ends_with("parted.tf")
                    || file.path.contains(".kubernetes/")
            })
            .filter(|file| !files.contains_key(&file.path))
            .map(|file| file.claims.len())
            .sum::<usize>();
        // A block that is parted is there several times.
        let parted = |file: &Rewritten, edit: &Edit| {
            outcome.report.edits.iter().any(|known| {
                known.rule == "parting"
                    && known.file == file.path
                    && known.span == Some([edit.span.start, edit.span.end])
            })
        };
        let again = outcome.files.iter().map(|file| {
            let edits = file.edits.iter().flat_map(Edits::placed);
            let spans = edits.filter(|(edit, _)| parted(file, edit));
            let claims = &index.file_at(&file.path).map(|file| &file.claims);
            spans
                .flat_map(|(_, span)| claims.iter().map(move |claims| (span, claims)))
                .map(|(span, claims)| {
                    let inside = claims.iter().filter(|claim| span.contains(claim.span));
                    inside.count()
                })
                .sum::<usize>()
        });
        let again = again.sum::<usize>();
        assert_eq!(
            second.report.summary.found,
            first.kept + first.refused + forgets + again,
            "{}",
            case.name
        );
    });
}

/// The types that come up most in public repositories, by the study's count.
const FREQUENT: [&str; 20] = [
    "ovh_cloud_project_user",
    "ovh_cloud_project_kube_nodepool",
    "ovh_cloud_project_database",
    "ovh_cloud_project_kube",
    "data.ovh_order_cart_product_plan",
    "ovh_cloud_project_user_s3_credential",
    "ovh_cloud_project_network_private_subnet",
    "ovh_cloud_project_network_private",
    "ovh_cloud_project_storage",
    "ovh_cloud_project_database_postgresql_user",
    "ovh_cloud_project_database_ip_restriction",
    "ovh_cloud_project",
    "ovh_cloud_project_gateway",
    "data.ovh_order_cart",
    "data.ovh_me",
    "ovh_cloud_project_database_database",
    "ovh_iam_policy",
    "ovh_cloud_project_user_s3_policy",
    "ovh_cloud_project_database_user",
    "ovh_vrack",
];

/// Cases that are about what stays, and why that is more than a twentieth of their blocks.
const STAYING: [(&str, &str); 9] = [
    ("backend", "a phase that touches no block"),
    ("choices", "an engine that a file of values says otherwise"),
    (
        "database-unclear",
        "an engine that is not known ahead of a run, or that callers give differently",
    ),
    (
        "json-syntax",
        "what JSON does not tell from a value, and a provisioner",
    ),
    ("odd-files", "what cannot be read stays"),
    ("parting", "instances that would become different things"),
    ("parting-count", "the same, told apart by their positions"),
    ("pinned", "what stays keeps what it refers to"),
    ("triggers", "what a check reads in a scope of its own"),
];

#[test]
fn nearly_all_blocks_of_frequent_types_leave() {
    let failures = std::cell::RefCell::new(Vec::new());
    each(|case, _, _, outcome| {
        let (mut all, mut stay) = (0, 0);
        for entry in &outcome.report.occurrences {
            let of_type = entry
                .address
                .rsplit_once('.')
                .map_or("", |(start, _)| start);
            if entry.place != "block" || !FREQUENT.contains(&of_type) {
                continue;
            }
            all += 1;
            if matches!(entry.disposition, Disposition::Kept | Disposition::Refused) {
                stay += 1;
            }
        }
        let is_enough = stay * 20 <= all;
        let is_about_staying = STAYING.iter().any(|(name, _)| *name == case.name);
        if is_enough == is_about_staying {
            let message = format!("{}: {stay} of {all} stay", case.name);
            failures.borrow_mut().push(message);
        }
    });
    let failures = failures.into_inner();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn bytes_outside_of_edits_stay() {
    each(|case, files, _, outcome| {
        for file in &outcome.files {
            let Some(edits) = &file.edits else { continue };
            let old = &files[&file.path];
            let new = bytes(files, file);
            for (offset, byte) in old.iter().enumerate() {
                if let Some(moved) = edits.moved(offset) {
                    assert_eq!(
                        new[moved], *byte,
                        "{}: {} at {offset}",
                        case.name, file.path
                    );
                }
            }
        }
    });
}

#[test]
fn comments_survive() {
    each(|case, files, _, outcome| {
        for file in outcome.files.iter().filter(|file| file.edits.is_some()) {
            let texts = |bytes: &[u8]| {
                let text = String::from_utf8(bytes.to_vec()).unwrap();
                let found: Vec<String> = comments(&text)
                    .into_iter()
                    .map(|span| span.text(&text).trim().to_owned())
                    .collect();
                found
            };
            let mut after = texts(&bytes(files, file));
            // Also those in blocks that were replaced; only blocks that go without a successor take theirs along.
            let gone: Vec<String> = outcome
                .report
                .edits
                .iter()
                .filter(|edit| {
                    edit.file == file.path && ["removal", "cleanup"].contains(&edit.rule)
                })
                .filter_map(|edit| edit.span)
                .flat_map(|[start, end]| texts(&files[&file.path][start..end]))
                .collect();
            let gone_from_json = notes(&files[&file.path], &file.path)
                .into_iter()
                .filter(|note| !notes(&bytes(files, file), &file.path).contains(note));
            let unnoted: Vec<String> = gone_from_json.collect();
            assert!(unnoted.is_empty(), "{}: {unnoted:?}", case.name);
            for comment in texts(&files[&file.path]) {
                match after.iter().position(|known| *known == comment) {
                    Some(at) => drop(after.remove(at)),
                    None => assert!(
                        gone.contains(&comment),
                        "{}: {comment} in {}",
                        case.name,
                        file.path
                    ),
                }
            }
        }
    });
}

/// What `//` says anywhere in a JSON file, however it is put together.
fn notes(bytes: &[u8], path: &str) -> Vec<String> {
    fn within(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(members) => {
                for (name, value) in members {
                    match (name.as_str(), value) {
                        ("//", serde_json::Value::Array(notes)) => {
                            found.extend(notes.iter().map(ToString::to_string));
                        }
                        ("//", note) => found.push(note.to_string()),
                        _ => within(value, found),
                    }
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| within(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    if path.ends_with(".json") {
        let text = String::from_utf8_lossy(bytes);
        let value = serde_json::from_str(text.trim_start_matches('\u{feff}'));
        within(&value.unwrap_or_default(), &mut found);
    }
    found
}

#[test]
fn the_account_adds_up() {
    each(|case, _, index, outcome| {
        let report = &outcome.report;
        let s = report.summary;
        assert_eq!(
            s.found,
            s.rewritten + s.removed + s.kept + s.refused,
            "{}",
            case.name
        );
        assert_eq!(s.found, report.occurrences.len(), "{}", case.name);
        let hits: usize = index.files().iter().map(|file| file.hits.len()).sum();
        assert_eq!(s.hits, hits, "{}", case.name);
        let stays = report
            .occurrences
            .iter()
            .filter(|entry| matches!(entry.disposition, Disposition::Kept | Disposition::Refused));
        for entry in stays {
            let slug = entry
                .slug
                .unwrap_or_else(|| panic!("{}: {entry:?}", case.name));
            let is_told = report.findings.iter().any(|finding| {
                finding.slug == slug && finding.file == entry.file && finding.line == entry.line
            });
            assert!(is_told, "{}: {entry:?}", case.name);
        }
    });
}

#[test]
fn results_parse_and_new_text_is_formatted() {
    each(|case, files, _, outcome| {
        for file in &outcome.files {
            let after = bytes(files, file);
            let class = FileClass::of(&file.path, &after);
            if !class.is_hcl() {
                continue;
            }
            let problems = |bytes: &[u8]| ovhai_syntax::parse(bytes, class).problems().count();
            let before = files.get(&file.path).map_or(0, |bytes| problems(bytes));
            assert_eq!(problems(&after), before, "{}: {}", case.name, file.path);
        }
    });
}

#[test]
fn every_run_gives_the_same_bytes() {
    each(|case, files, index, outcome| {
        // Surveyed in another order, as threads would.
        let repository = InMemory(files.clone());
        let mut surveys: Vec<FileSurvey> = repository
            .paths()
            .iter()
            .map(|path| FileSurvey::of(path, &files[path]))
            .collect();
        surveys.reverse();
        let other = Index::build(surveys, Vec::new());
        let again = translate(&other, &repository, &options(case).0).unwrap();
        assert_eq!(again.files, outcome.files, "{}", case.name);
        assert_eq!(again.report.json(), outcome.report.json(), "{}", case.name);
        assert_eq!(other.files().len(), index.files().len());
    });
}

#[test]
fn line_endings_and_marks_do_not_matter() {
    each(|case, files, _, outcome| {
        let with_returns: Tree = files
            .iter()
            .map(|(path, bytes)| {
                let class = FileClass::of(path, bytes);
                let text = String::from_utf8_lossy(bytes).into_owned();
                let bytes = if class.is_module_part() && !text.contains('\r') {
                    format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes()
                } else {
                    bytes.clone()
                };
                (path.clone(), bytes)
            })
            .collect();
        let (_, other) = run(&with_returns, &options(case).0);
        assert_eq!(
            summary(&other.report),
            summary(&outcome.report),
            "{}",
            case.name
        );
        let edited = other.files.iter().filter(|file| file.edits.is_some());
        for file in edited.filter(|file| FileClass::of(&file.path, b"").is_module_part()) {
            let text = String::from_utf8(bytes(&with_returns, file)).unwrap();
            let returns = text.matches("\r\n").count();
            let mixed = files[&file.path].windows(2).any(|pair| pair == b"\r\n");
            assert!(
                mixed || returns == text.matches('\n').count(),
                "{}: {}",
                case.name,
                file.path
            );
        }
    });
}

fn summary(report: &Report) -> (usize, usize, usize, usize, usize) {
    let s = report.summary;
    (s.found, s.rewritten, s.removed, s.kept, s.refused)
}

/// One phase after the other, each on what the one before left, and then a state that holds nothing any more.
#[test]
fn after_all_phases_nothing_needs_the_vendors_providers() {
    let mut cleaned = 0;
    for case in cases("translator") {
        let mut files = read_tree(&case.folder("input"));
        for phase in [Phase::Backend, Phase::Rewrite, Phase::Cleanup] {
            let repository = InMemory(files.clone());
            let index = Index::of(&repository);
            let (mut options, _) = options(&case);
            options.phase = phase;
            options.evidence = Default::default();
            if phase == Phase::Cleanup {
                for root in index.modules().filter(|module| module.is_root()) {
                    let state = br#"{"version":4,"resources":[]}"#;
                    let root = Some(root.folder.clone());
                    options.evidence.add(root, "state", state).unwrap();
                }
            }
            let outcome = match translate(&index, &repository, &options) {
                Ok(outcome) => outcome,
                // What has no place elsewhere stays, and so do the providers.
                Err(Error::StillDeclared { .. }) if phase == Phase::Cleanup => break,
                Err(error) => panic!("{}: {error}", case.name),
            };
            files = result(&files, &outcome);
            if phase != Phase::Cleanup {
                continue;
            }
            cleaned += 1;
            let slugs = outcome.report.counts();
            let is_broken = slugs.contains_key("file/part-cannot-be-parsed");
            for slug in ["state/forget-first", "state/block-stays"] {
                assert!(
                    is_broken || !slugs.contains_key(slug),
                    "{}: {slug}",
                    case.name
                );
            }
            let forgets = files.keys().filter(|path| path.contains("forget."));
            let forgets: Vec<_> = forgets
                .filter(|path| !path.contains("modules/k8s"))
                .collect();
            assert!(
                is_broken || forgets.is_empty(),
                "{}: {forgets:?}",
                case.name
            );
        }
    }
    assert!(cleaned > 5, "{cleaned}");
}
