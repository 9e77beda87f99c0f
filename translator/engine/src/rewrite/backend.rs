//! The state moves away from the platform: a phase of its own, before everything else. Where the state lies must change in one
//! step with the state itself, and nothing may be planned in between.
//!
//! Backends take no variables. So what says where the state lies leaves the block and becomes a file of settings to fill in,
//! and the rest of the block stays.

use std::collections::BTreeMap;

use ovhai_model::Fidelity;
use ovhai_syntax::{Block, Edit, Lines, Notation, Span, parse};

use super::{NewFile, Planned, Rewrite, Rule, Source, Told, blocks::with_its_line};
use crate::{
    error::Error,
    finding,
    index::Index,
    options::Options,
    repository::{Repository, folder, join},
    survey::{FileSurvey, Place},
};

/// The file of settings, one per module.
const FILE: &str = "new-state.s3.tfbackend";

/// Settings of a backend `s3` that say where the state lies or who may reach it, with what stands for them in the file until
/// a person fills it in.
const SETTINGS: &[(&str, &str)] = &[
    ("access_key", ""),
    ("endpoint", "{ s3 = \"https://s3.example.com\" }"),
    ("endpoints", "{ s3 = \"https://s3.example.com\" }"),
    ("iam_endpoint", ""),
    ("profile", ""),
    ("region", "\"us-east-1\""),
    ("secret_key", ""),
    ("shared_credentials_file", ""),
    ("sts_endpoint", ""),
    ("token", ""),
];

/// What stands at the top of the file. The steps hold for one set of credentials per place, which is why the state is pulled
/// first: Terraform reads both places with the credentials it has then.
const HEADER: &str = "\
# Where the state lies from now on. Fill this in; credentials belong into the environment, not here.
#
# 1. Before this change, with the old settings, once per workspace:
#      terraform init
#      terraform state pull > before.tfstate
# 2. With this change, and credentials that reach both places:
#      terraform init -migrate-state -backend-config=new-state.s3.tfbackend
#    Where no credentials reach both:
#      terraform init -reconfigure -backend-config=new-state.s3.tfbackend
#      terraform state push before.tfstate
# 3. terraform plan must show no changes. Then remove before.tfstate, which holds secrets, and the old object.
";

/// Moves the settings of every backend on the platform out of the configuration.
pub(super) fn write(
    index: &Index,
    repository: &dyn Repository,
    options: &Options,
    rewrite: &mut Rewrite,
) -> Result<(), Error> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for (number, file) in index.files().iter().enumerate() {
        let place = folder(&file.path);
        if !is_on_platform(file) || options.frozen.contains_key(place) {
            continue;
        }
        let source = Source::read(repository, file)?;
        let document = parse(source.text.as_bytes(), file.class);
        if document.notation != Notation::Native {
            continue;
        }
        let lines = Lines::of(source.text.as_bytes());
        let settings = document.body.blocks_of("terraform");
        for backend in settings.flat_map(|settings| settings.body.blocks_of("backend")) {
            let mut claims = file.claims.iter();
            let claim = claims
                .find(|claim| claim.place == Place::Backend && backend.span.contains(claim.span));
            let Some(claim) = claim.filter(|_| backend.label(0) == "s3") else {
                continue;
            };
            let text = proposal(backend);
            for (span, name) in leaving(backend) {
                let span = match before_comment(&source.text, span) {
                    Some(span) => span,
                    None => with_its_line(&source.text, &lines, span),
                };
                rewrite.plan(
                    &file.path,
                    Planned {
                        edit: Edit::new(span, ""),
                        rule: Rule::Backend,
                        fidelity: Fidelity::Manual,
                        address: format!("backend.s3.{name}"),
                        carried: Vec::new(),
                    },
                );
            }
            rewrite.told.push(Told {
                kind: &finding::BACKEND_SETTINGS,
                file: number,
                at: claim.span,
                address: "backend.s3".to_owned(),
                detail: format!("`{}`", join(place, FILE)),
            });
            files.insert(join(place, FILE), text);
        }
    }
    for (path, text) in files {
        if index.file_at(&path).is_none() {
            let rule = Rule::Backend;
            rewrite.files.insert(path, NewFile { text, rule });
        }
    }
    Ok(())
}

/// `span` up to the comment behind it on the same line, which takes its place.
fn before_comment(text: &str, span: Span) -> Option<Span> {
    let rest = &text[span.end..];
    let gap = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let is_comment = ["#", "//", "/*"]
        .iter()
        .any(|sign| rest[gap..].starts_with(sign));
    is_comment.then(|| Span::new(span.start, span.end + gap))
}

fn is_on_platform(file: &FileSurvey) -> bool {
    file.class.is_module_part()
        && file
            .claims
            .iter()
            .any(|claim| claim.place == Place::Backend)
}

/// What leaves the block.
fn leaving(backend: &Block) -> Vec<(Span, &str)> {
    let is_setting = |name: &str| SETTINGS.iter().any(|(known, _)| *known == name);
    let attributes = backend.body.attributes().map(|attribute| {
        let name = attribute.name.text.as_str();
        (attribute.span, name)
    });
    let blocks = backend
        .body
        .blocks()
        .map(|block| (block.span, block.keyword.text.as_str()));
    attributes
        .chain(blocks)
        .filter(|(_, name)| is_setting(name))
        .collect()
}

/// The file of settings for `backend`. Names of buckets and keys that stay in the block are not repeated.
fn proposal(backend: &Block) -> String {
    let names = leaving(backend);
    let mut settings: Vec<(&str, &str)> = SETTINGS
        .iter()
        .filter(|(name, value)| !value.is_empty() && names.iter().any(|(_, used)| used == name))
        // Older releases know the first name only, newer ones want the second.
        .map(|(name, value)| {
            (
                if *name == "endpoint" {
                    "endpoints"
                } else {
                    name
                },
                *value,
            )
        })
        .collect();
    settings.dedup();
    let width = settings.iter().map(|(name, _)| name.len()).max();
    let width = width.unwrap_or_default();
    let lines: String = settings
        .iter()
        .map(|(name, value)| format!("{name:width$} = {value}\n"))
        .collect();
    format!("{HEADER}\n{lines}# bucket = \"…\" if it has another name in the new place\n")
}
