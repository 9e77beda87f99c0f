//! Finding the subjects and lowering them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ovhai_syntax::{Block, Named, Notation, Span, parse_some};

use super::{Fate, Subject};
use crate::{
    catalogue::{Catalogue, Kind, OPENSTACK_SECTION, Row, Treatment},
    error::Error,
    finding,
    index::{BlockRef, Index, Module},
    lower::{Lowering, Refusal, Taken, Translation, split::waits},
    mappings,
    naming::{qualified, short_type, unique, without_vendor},
    options::{Options, Phase},
    repository::{Repository, folder},
    survey::{BlockKind, Place, fingerprint},
    vendor,
    workers::{Workers, made},
};

/// Stands in for a type that no release documents.
static UNKNOWN: Row = Row {
    of_type: String::new(),
    kind: Kind::Resource,
    section: String::new(),
    same_as: None,
    treatment: Treatment::None,
    target: String::new(),
    notes: String::new(),
    since: String::new(),
    until: String::new(),
    arguments: Vec::new(),
    exports: Vec::new(),
    noun: None,
    fates: BTreeMap::new(),
    inputs: None,
    sets: BTreeMap::new(),
    review: String::new(),
    advice: String::new(),
};

/// Every block of a module that declares something of the vendor's.
pub(super) fn find(index: &Index) -> Vec<Subject> {
    let mut subjects = Vec::new();
    for (number, file) in index.files().iter().enumerate() {
        if !file.class.is_module_part() {
            continue;
        }
        for (block, fact) in file.blocks().iter().enumerate() {
            let BlockKind::Declares(named) = &fact.kind else {
                continue;
            };
            if vendor::type_of(named).is_none() && fact.made_by.is_none() {
                continue;
            }
            let row = Catalogue::get().row_of(named).unwrap_or(&UNKNOWN);
            subjects.push(Subject {
                at: BlockRef {
                    file: number,
                    block,
                },
                path: file.path.clone(),
                folder: folder(&file.path).to_owned(),
                named: named.clone(),
                row,
                repetition: fact.repetition,
                translation: translation(row).unwrap_or(Translation::Drop),
                name: String::new(),
                is_called_alike: false,
                taken: Arc::default(),
            });
        }
    }
    name(&mut subjects, index);
    subjects
}

fn translation(row: &'static Row) -> Option<Translation> {
    if let Some(mapping) = mappings::coded(row) {
        return Some(Translation::Coded(mapping));
    }
    if let Some(noun) = &row.noun {
        return Some(Translation::Row(noun.clone()));
    }
    // What is only read can go without a successor: its values are supplied.
    let is_only_read = row.kind == Kind::Data && row.treatment != Treatment::None;
    let goes = row.treatment == Treatment::Drop || row.inputs.is_some() || is_only_read;
    goes.then_some(Translation::Drop)
}

/// Names what takes the place of each subject: its own name, with its type where several things share it.
fn name(subjects: &mut [Subject], index: &Index) {
    let mut wanted: BTreeMap<(String, String), usize> = BTreeMap::new();
    let plain = |subject: &Subject| {
        let (Named::Resource { of_type, name }
        | Named::Data { of_type, name }
        | Named::Ephemeral { of_type, name }) = &subject.named
        else {
            return (String::new(), String::new());
        };
        let short = short_type(of_type);
        (without_vendor(name, short), short.to_owned())
    };
    for subject in subjects.iter() {
        let key = (subject.folder.clone(), plain(subject).0);
        *wanted.entry(key).or_default() += 1;
    }
    let mut taken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for subject in subjects.iter_mut() {
        let taken = taken.entry(subject.folder.clone()).or_insert_with(|| {
            let calls = index.module(&subject.folder).map(|module| &module.calls);
            calls
                .into_iter()
                .flatten()
                .map(|call| call.name.clone())
                .collect()
        });
        let (name, short) = plain(subject);
        let qualified = qualified(&name, &short);
        let is_shared = wanted[&(subject.folder.clone(), name.clone())] > 1;
        let names = if is_shared {
            vec![qualified]
        } else {
            vec![name, qualified]
        };
        subject.name = unique(&names, taken);
    }
    let mut subjects_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for subject in subjects.iter() {
        let names = subjects_of.entry(subject.folder.clone()).or_default();
        names.insert(subject.name.clone());
    }
    let taken: BTreeMap<String, Arc<Taken>> = subjects_of
        .into_iter()
        .map(|(folder, subjects)| {
            let module = index.module(&folder);
            let variables = module.map_or_else(BTreeSet::new, Module::variables);
            (
                folder,
                Arc::new(Taken {
                    variables,
                    subjects,
                }),
            )
        })
        .collect();
    let alike = called_alike(subjects, index);
    for subject in subjects {
        subject.is_called_alike = alike.contains(&(subject.folder.clone(), subject.name.clone()));
        subject.taken = Arc::clone(&taken[&subject.folder]);
    }
}

/// Folder and name of the subjects whose names one root module may hold several times.
fn called_alike(subjects: &[Subject], index: &Index) -> BTreeSet<(String, String)> {
    let mut folders: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for subject in subjects {
        let key = (subject.row.of_type.as_str(), subject.name.as_str());
        let folders = folders.entry(key).or_default();
        folders.insert(&subject.folder);
    }
    let mut places: BTreeMap<&str, (BTreeSet<String>, bool)> = BTreeMap::new();
    let mut alike = BTreeSet::new();
    for ((_, name), folders) in &folders {
        let mut by_root: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for folder in folders {
            let (roots, is_called_again) = places.entry(folder).or_insert_with(|| {
                let roots = index.roots(folder).into_iter().map(|(root, _)| root);
                (roots.collect(), index.is_called_again(folder))
            });
            if *is_called_again {
                alike.insert(((*folder).to_owned(), (*name).to_owned()));
            }
            for root in roots.iter() {
                by_root.entry(root.clone()).or_default().push(folder);
            }
        }
        let together = by_root.into_values().filter(|folders| folders.len() > 1);
        alike.extend(
            together
                .flatten()
                .map(|folder| (folder.to_owned(), (*name).to_owned())),
        );
    }
    alike
}

/// Lowers every subject that may be lowered, file by file.
pub(super) fn lower(
    workers: &dyn Workers,
    subjects: &[Subject],
    index: &Index,
    repository: &dyn Repository,
    options: &Options,
) -> Result<Vec<Fate>, Error> {
    let mut seen: Seen<'_> = BTreeMap::new();
    for subject in subjects {
        *seen.entry((&subject.folder, &subject.named)).or_default() += 1;
    }
    let files: Vec<&[Subject]> = subjects.chunk_by(|a, b| a.at.file == b.at.file).collect();
    let fates = made(workers, &files, |_, these| {
        in_file(these, &seen, index, repository, options)
    });
    let mut all = Vec::with_capacity(subjects.len());
    for fates in fates {
        all.extend(fates?);
    }
    Ok(all)
}

/// How often a folder declares a name.
type Seen<'a> = BTreeMap<(&'a str, &'a Named), usize>;

/// The fates of `these` subjects, which are all of one file.
fn in_file(
    these: &[Subject],
    seen: &Seen<'_>,
    index: &Index,
    repository: &dyn Repository,
    options: &Options,
) -> Result<Vec<Fate>, Error> {
    let Some(first) = these.first() else {
        return Ok(Vec::new());
    };
    let file = index.file(first.at.file);
    let bytes = repository
        .read(&file.path)
        .ok()
        .filter(|bytes| fingerprint(bytes) == file.fingerprint)
        .ok_or_else(|| Error::Changed {
            path: file.path.clone(),
        })?;
    // Subjects are in the order of blocks.
    let wanted: Vec<Span> = these
        .iter()
        .map(|subject| index.block(subject.at).span)
        .collect();
    let document = parse_some(&bytes, file.class, &wanted);
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    let blocks: BTreeMap<Span, &Block> = document
        .body
        .blocks()
        .map(|block| (block.span, block))
        .collect();
    let fate = |subject: &Subject| {
        let block = blocks.get(&index.block(subject.at).span).copied();
        let is_twice = seen
            .get(&(subject.folder.as_str(), &subject.named))
            .is_some_and(|count| *count > 1);
        let stays = options.stays.get(&subject.folder);
        if let Some((kind, why)) = stays.filter(|_| options.phase == Phase::Rewrite) {
            let detail = format!("`{}` ({why})", subject.named);
            return Fate::refused(kind, detail);
        }
        if options.phase == Phase::Rewrite && waits(index, &subject.folder, &subject.named) {
            let detail = "the `moved` blocks are still there";
            return Fate::kept(&finding::PARTED, detail);
        }
        early(subject, options, is_twice)
            .unwrap_or_else(|| leave(subject, block, text, document.notation, index, options))
    };
    Ok(these.iter().map(fate).collect())
}

/// Reasons to stay that need no look into the block.
fn early(subject: &Subject, options: &Options, is_twice: bool) -> Option<Fate> {
    let row = subject.row;
    if options.phase != Phase::Rewrite {
        return Some(Fate::kept(&finding::OTHER_PHASE, subject.named.to_string()));
    }
    let of_type = match &subject.named {
        Named::Resource { of_type, .. }
        | Named::Data { of_type, .. }
        | Named::Ephemeral { of_type, .. } => of_type.as_str(),
        _ => "",
    };
    if of_type.starts_with(vendor::OWN_TYPES) {
        return Some(Fate::kept(&finding::OWN_TYPE, format!("`{of_type}`")));
    }
    if row.of_type.is_empty() && of_type.starts_with(vendor::OPENSTACK_TYPES) {
        return Some(Fate::kept(&finding::OPENSTACK, format!("`{of_type}`")));
    }
    if row.of_type.is_empty() {
        let detail = format!("`{of_type}`");
        return Some(Fate::refused(&finding::UNKNOWN_TYPE, detail));
    }
    if let Some(why) = options.frozen.get(&subject.folder) {
        let detail = format!("`{of_type}` ({why})");
        return Some(Fate::refused(&finding::NOT_CONFIRMED, detail));
    }
    if !options.wants(of_type) {
        return Some(Fate::kept(&finding::LEFT_OUT, format!("`{of_type}`")));
    }
    if translation(row).is_none() {
        let kind = if row.section == OPENSTACK_SECTION {
            &finding::OPENSTACK
        } else if row.treatment == Treatment::None {
            &finding::NO_EQUIVALENT
        } else {
            &finding::BY_HAND
        };
        return Some(Fate::kept(kind, row.guidance(of_type)));
    }
    let (Named::Resource { name, .. } | Named::Data { name, .. } | Named::Ephemeral { name, .. }) =
        &subject.named
    else {
        return None;
    };
    if !ovhai_syntax::emit::is_word(name) {
        let detail = "its name is none that Terraform accepts";
        return Some(Fate::refused(&finding::UNREADABLE_PART, detail));
    }
    is_twice.then(|| Fate::refused(&finding::DECLARED_TWICE, format!("`{}`", subject.named)))
}

fn leave(
    subject: &Subject,
    block: Option<&Block>,
    text: &str,
    notation: Notation,
    index: &Index,
    options: &Options,
) -> Fate {
    let Some(block) = block else {
        return Fate::refused(&finding::UNREADABLE_PART, "the block cannot be parsed");
    };
    match Lowering::run(subject, block, text, notation, index, &options.profile) {
        Ok(lowered) => Fate::Leaves(Box::new(lowered)),
        Err(Refusal {
            split: Some(split),
            detail,
            ..
        }) => Fate::Parted {
            split: Box::new(split),
            detail,
        },
        Err(refusal) => Fate::refused(refusal.kind, refusal.detail),
    }
}

/// Every block that is claimed as a whole.
pub(super) fn claimed(index: &Index) -> BTreeSet<BlockRef> {
    let files = index.files().iter().enumerate();
    files
        .flat_map(|(file, survey)| {
            let claims = survey.claims.iter();
            let blocks = claims.filter(|claim| claim.place == Place::Block);
            blocks.filter_map(move |claim| {
                let block = claim.block?;
                Some(BlockRef { file, block })
            })
        })
        .collect()
}
