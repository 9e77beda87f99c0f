//! Hosts of the platform that are written out in blocks of anybody: a variable takes the host's place, the rest of the string
//! stays.
//!
//! Only hosts whose purpose is known become variables, because a variable must be able to say what it is for. Everything else
//! stays and is a finding: pages of documentation, the vendor's own API, defaults of variables, settings of backends.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::Fidelity;
use ovhai_syntax::{
    Attribute, Block, Edit, Expression, ExpressionKind, Named, Notation, Span, TemplatePart, Visit,
    visit, walk,
};

use super::{Context, Planned, Rule, Told, inputs::Inputs, purpose::purpose, references};
use crate::{
    census::{Hit, Pattern},
    decide::Subject,
    finding,
    index::Module,
    input::Input,
    naming::unique,
    options::{Options, Phase},
    repository::folder,
    survey::{BlockFact, BlockKind, FileSurvey, Place},
};

/// Variables for hosts: one per host and folder.
#[derive(Default)]
pub(super) struct Names {
    by_host: BTreeMap<(String, String), String>,
    taken: BTreeMap<String, BTreeSet<String>>,
}

impl Names {
    fn of(&mut self, context: &Context<'_>, folder: &str, host: &str, wanted: &str) -> String {
        let key = (folder.to_owned(), host.to_owned());
        if let Some(name) = self.by_host.get(&key) {
            return name.clone();
        }
        let taken = self.taken.entry(folder.to_owned()).or_insert_with(|| {
            let module = context.index.module(folder);
            module.map_or_else(BTreeSet::new, Module::variables)
        });
        // What begins with the name of a block that leaves is about that block.
        let is_about = |subject: &Subject| {
            let rest = wanted.strip_prefix(subject.name.as_str());
            subject.folder == folder && rest.is_some_and(|rest| rest.starts_with('_'))
        };
        let wanted = match context.decisions.subjects.iter().any(is_about) {
            true => format!("{wanted}_in_text"),
            false => wanted.to_owned(),
        };
        let name = unique(&[wanted], taken);
        self.by_host.insert(key, name.clone());
        name
    }
}

/// Whether the file may have such hosts.
pub(super) fn touches(file: &FileSurvey, options: &Options) -> bool {
    options.phase != Phase::Cleanup && candidates(file, options).next().is_some()
}

/// The hits that may become variables: hosts in strings that say nothing else of the vendor.
fn candidates<'a>(file: &'a FileSurvey, options: &'a Options) -> impl Iterator<Item = Hit> + 'a {
    let is_part = file.class.is_module_part()
        && !options.frozen.contains_key(folder(&file.path))
        && file.facts.is_some();
    let claims = file.claims.iter().filter(move |claim| {
        let hits = || claim.hits.iter().map(|hit| file.hits[*hit]);
        is_part
            && claim.place == Place::Literal
            && hits().all(|hit| hit.pattern == Pattern::Host)
            && claim
                .block
                .and_then(|block| file.blocks().get(block))
                .is_some_and(|block| {
                    block.problem.is_none()
                        && !is_living(block)
                        && takes_variables(&block.kind, options.phase)
                })
    });
    claims.flat_map(|claim| claim.hits.iter().map(|hit| file.hits[*hit]))
}

/// Whether it stands for something that runs on the platform, through the interface of OpenStack. While it stays, another value in it
/// may make Terraform replace it, as `user_data` of a machine does.
const fn is_living(block: &BlockFact) -> bool {
    matches!(block.kind, BlockKind::Declares(Named::Resource { .. })) && block.made_by.is_some()
}

/// Hosts in blocks of the vendor's that leave, in code that goes along.
fn in_carried_code(context: &Context<'_>) -> Vec<Hit> {
    let mut found = Vec::new();
    for (_, lowered) in context.leaving() {
        for span in references::carried(lowered) {
            let hits = context.file.hits_in(span).iter();
            found.extend(hits.filter(|hit| hit.pattern == Pattern::Host));
        }
    }
    found
}

/// Whether variables may stand in a block of this kind. What reads a state elsewhere follows that state, not the rest.
fn takes_variables(kind: &BlockKind, phase: Phase) -> bool {
    let is_remote_state = is_remote_state(kind);
    match phase {
        Phase::Backend => is_remote_state,
        Phase::Cleanup => false,
        Phase::Rewrite => match kind {
            BlockKind::Declares(Named::Variable(_)) => false,
            BlockKind::Declares(_)
            | BlockKind::Provider { .. }
            | BlockKind::Output(_)
            | BlockKind::Locals(_) => !is_remote_state,
            BlockKind::Other(name) => name.starts_with("check."),
            BlockKind::Terraform | BlockKind::State { .. } => false,
        },
    }
}

/// Whether a block of this kind reads a state that lies elsewhere.
pub(crate) fn is_remote_state(kind: &BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Declares(Named::Data { of_type, .. }) if of_type == "terraform_remote_state"
    )
}

/// The edits for the hosts of the file.
pub(super) fn edits(
    context: &Context<'_>,
    names: &mut Names,
    inputs: &mut Inputs,
    told: &mut Vec<Told>,
) -> Vec<Planned> {
    let mut hits: BTreeSet<Hit> = match context.options.phase {
        Phase::Cleanup => return Vec::new(),
        _ => candidates(context.file, context.options).collect(),
    };
    if context.options.phase == Phase::Rewrite {
        hits.extend(in_carried_code(context));
    }
    if hits.is_empty() {
        return Vec::new();
    }
    let mut finder = Finder {
        context,
        hits,
        found: Vec::new(),
    };
    visit(&context.document.body, &mut finder);
    // A string whose hosts are not all known stays as it is: it would be half done.
    let is_known = |hit: &Hit| {
        let mut found = finder.found.iter();
        found.any(|found| found.hit == *hit && purpose(&found.host).is_some())
    };
    let literals = context.file.claims.iter();
    let literals = literals.filter(|claim| claim.place == Place::Literal);
    let claimed = literals.map(|claim| {
        let hits = claim.hits.iter().map(|hit| context.file.hits[*hit]);
        hits.collect::<Vec<Hit>>()
    });
    let lines = finder
        .found
        .iter()
        .map(|found| context.file.hits_in(found.line).to_vec());
    let is_whole = |hits: &Vec<Hit>| hits.iter().all(is_known);
    let whole: BTreeSet<Hit> = claimed.chain(lines).filter(is_whole).flatten().collect();
    let folder = folder(&context.file.path);
    let mut planned = Vec::new();
    for Found {
        hit,
        host,
        span,
        whole: all,
        line: _,
    } in &finder.found
    {
        let Some(purpose) = purpose(host).filter(|_| whole.contains(hit)) else {
            continue;
        };
        let (wanted, what) = match context.options.phase {
            Phase::Backend => ("state_host", "Host of the S3 endpoint that holds the state"),
            Phase::Rewrite | Phase::Cleanup => purpose,
        };
        let name = names.of(context, folder, host, wanted);
        let description = format!("{what}, without a scheme");
        let at = hit.span();
        inputs.add(
            folder,
            &name,
            Input::new(&name, "string", &description).serving(host),
            context.number,
            at,
        );
        let block = context
            .file
            .blocks()
            .iter()
            .find(|block| block.span.contains(at));
        let address = block.map_or_else(String::new, BlockFact::address);
        told.push(Told {
            kind: &finding::HOST_INPUT,
            file: context.number,
            at,
            address: address.clone(),
            detail: format!("`{host}` is `var.{name}`"),
        });
        let (span, text) = match all {
            Some(all) => (*all, format!("var.{name}")),
            None => (*span, format!("${{var.{name}}}")),
        };
        planned.push(Planned {
            edit: Edit::new(span, text),
            rule: Rule::Host,
            fidelity: Fidelity::Adapted,
            address,
            carried: Vec::new(),
        });
    }
    planned
}

/// Hosts in strings and templates, where something else may be put in.
struct Finder<'a> {
    context: &'a Context<'a>,
    hits: BTreeSet<Hit>,
    found: Vec<Found>,
}

/// A host in a string.
struct Found {
    /// What the census saw.
    hit: Hit,
    /// Its name, with `*` for what is put in when Terraform runs.
    host: String,
    /// All of it.
    span: Span,
    /// The string, if the host is all of it.
    whole: Option<Span>,
    /// The line of plain text that it stands in: what is claimed as one place once it is in a block of anybody's.
    line: Span,
}

impl<'t> Visit<'t> for Finder<'_> {
    fn attribute(&mut self, attribute: &'t Attribute, path: &[&'t Block]) {
        let name = attribute.name.text.as_str();
        let is_fixed = match path {
            [module] if module.keyword.text == "module" => {
                ["source", "version", "providers"].contains(&name)
            }
            [_, lifecycle] if lifecycle.keyword.text == "lifecycle" => true,
            [] => true,
            _ => false,
        };
        if is_fixed {
            return;
        }
        walk(&attribute.value, &mut |expression, around| {
            self.expression(expression, around);
        });
    }
}

impl Finder<'_> {
    fn expression(&mut self, expression: &Expression, around: &[&Expression]) {
        match &expression.kind {
            ExpressionKind::String(_) => {
                let source = &self.context.source.text;
                // A bare word as a key of an object is a string too; keys are never candidates.
                let is_key = around.last().is_some_and(|outer| match &outer.kind {
                    ExpressionKind::Object(items) => {
                        items.iter().any(|item| item.key.span == expression.span)
                    }
                    _ => false,
                });
                if is_key || !expression.span.text(source).starts_with('"') {
                    return;
                }
                let inside = Span::new(expression.span.start + 1, expression.span.end - 1);
                self.within(inside, None, Some(expression.span));
            }
            ExpressionKind::Template(template) => {
                self.parts(&template.parts, Some(expression.span));
            }
            ExpressionKind::Heredoc(template) => self.parts(&template.parts, None),
            _ => {}
        }
    }

    fn parts(&mut self, parts: &[TemplatePart], whole: Option<Span>) {
        for (number, part) in parts.iter().enumerate() {
            let TemplatePart::Literal(span) = part else {
                continue;
            };
            let before = match &parts[..number] {
                [
                    ..,
                    TemplatePart::Literal(before),
                    TemplatePart::Interpolation { span, .. },
                ] => Some((*before, *span)),
                _ => None,
            };
            self.within(*span, before, whole);
        }
    }

    /// The hosts in `span`. `before` is the text before it and what is put in between, `whole` the string.
    fn within(&mut self, span: Span, before: Option<(Span, Span)>, whole: Option<Span>) {
        let source = &self.context.source.text;
        let first = Hit {
            start: span.start,
            end: span.start,
            pattern: Pattern::Host,
        };
        let near = self.hits.range(first..);
        let near = near.take_while(|hit| hit.start < span.end);
        for hit in near.filter(|hit| span.contains(hit.span())) {
            let (mut host, mut at) = (hit.span().text(source).to_owned(), hit.span());
            let is_first = Span::new(span.start, at.start).text(source) == ".";
            // `s3.${var.region}.io.cloud.…`: a part of the name is put in.
            if let Some((before, between)) = before.filter(|_| is_first && purpose(&host).is_none())
                && let Some(start) = self.name_before(before, between)
            {
                let first = Span::new(start, before.end).text(source);
                host = format!("{first}*.{host}");
                at = Span::new(start, at.end);
            }
            // In JSON a variable stands in a string too.
            let is_native = self.context.document.notation == Notation::Native;
            let is_all = |whole: &Span| whole.start + 1 == at.start && at.end + 1 == whole.end;
            let before = Span::new(span.start, hit.start).text(source);
            let after = Span::new(hit.end, span.end).text(source);
            let line = Span::new(
                hit.start - before.len() + before.rfind('\n').map_or(0, |at| at + 1),
                hit.end + after.find('\n').unwrap_or(after.len()),
            );
            self.found.push(Found {
                hit: *hit,
                host,
                span: at,
                whole: whole.filter(|whole| is_native && is_all(whole)),
                line,
            });
        }
    }

    /// Where the name of a host begins that ends `before`, if nothing of the vendor's is put in `between`.
    fn name_before(&self, before: Span, between: Span) -> Option<usize> {
        let text = before.text(&self.context.source.text);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
        let name = &text[text.trim_end_matches(is_name).len()..];
        let name = name.trim_start_matches('.');
        let mut claims = self.context.file.claims.iter();
        let is_free =
            !claims.any(|claim| claim.place == Place::Reference && between.contains(claim.span));
        (is_free && name.ends_with('.')).then(|| before.end - name.len())
    }
}
