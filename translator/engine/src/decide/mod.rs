//! What becomes of each block of the vendor's, before anything is written.
//!
//! Every such block is a [`Subject`]. It is [lowered](crate::lower) if something knows how; then references decide whether it
//! may really go: what stays keeps what it refers to, until nothing changes any more. So a rewritten repository never has a
//! reference to something that is gone.

mod fate;
mod lacking;
mod parting;
mod plan;
mod reach;
mod refer;
mod subjects;
mod whole;

use std::collections::{BTreeMap, BTreeSet};

use ovhai_syntax::{Named, emit::Value};

use crate::{
    census,
    error::Error,
    finding,
    index::{BlockRef, Index, Literal, ReferenceRef},
    lower::{Lowered, Note},
    mappings::Target,
    options::Options,
    repository::{Repository, folder},
    survey::{BlockKind, Reference, Repetition, StepFactKind},
    workers::Workers,
};

pub use crate::lower::Subject;
pub use fate::Fate;
pub use plan::{Part, Plan, PlanKind};

/// Subjects and what becomes of them.
#[derive(Debug)]
pub struct Decisions {
    /// Every block that declares something of the vendor's and can be told apart.
    pub subjects: Vec<Subject>,
    /// What becomes of each, in the same order.
    pub fates: Vec<Fate>,
    by_name: BTreeMap<String, BTreeMap<Named, usize>>,
    by_block: BTreeMap<BlockRef, usize>,
    /// Blocks that are the vendor's as a whole.
    whole: BTreeSet<BlockRef>,
}

impl Decisions {
    /// Decides about everything in `index`.
    ///
    /// # Errors
    ///
    /// [`Error::Changed`] if a file is no longer what was surveyed.
    pub fn make(
        workers: &dyn Workers,
        index: &Index,
        repository: &dyn Repository,
        options: &Options,
    ) -> Result<Self, Error> {
        let subjects = subjects::find(index);
        let fates = subjects::lower(workers, &subjects, index, repository, options)?;
        let mut by_name: BTreeMap<String, BTreeMap<Named, usize>> = BTreeMap::new();
        let mut by_block = BTreeMap::new();
        for (number, subject) in subjects.iter().enumerate() {
            let names = by_name.entry(subject.folder.clone()).or_default();
            names.insert(subject.named.clone(), number);
            by_block.insert(subject.at, number);
        }
        let mut decisions = Self {
            subjects,
            fates,
            by_name,
            by_block,
            whole: subjects::claimed(index),
        };
        decisions.settle(index, options);
        while decisions.pin(index, options) {}
        decisions.keep_whole(index);
        Ok(decisions)
    }

    /// The subject that `named` is in `folder`.
    #[must_use]
    pub fn subject(&self, folder: &str, named: &Named) -> Option<usize> {
        self.by_name.get(folder)?.get(named).copied()
    }

    /// The subject that the block at `at` declares.
    #[must_use]
    pub fn subject_at(&self, at: BlockRef) -> Option<usize> {
        self.by_block.get(&at).copied()
    }

    /// What takes the place of a reference, if what it names leaves.
    #[must_use]
    pub fn plan(&self, index: &Index, options: &Options, at: ReferenceRef) -> Option<Plan> {
        let reference = index.reference(at);
        let holder = BlockRef {
            file: at.file,
            block: reference.block,
        };
        let meant = self.meant(holder, reference);
        let reference = meant.as_ref().unwrap_or(reference);
        let number = self.subject(index.folder_of(holder), &reference.named)?;
        let lowered = self.fates[number].lowered()?;
        let parent = self
            .parent(number)
            .map(|parent| &self.subjects[parent].name);
        let subject = &self.subjects[number];
        let joins = self
            .subject_at(holder)
            .and_then(|holder| self.fates[holder].lowered())
            .and_then(|lowered| match &lowered.target {
                Target::Member(member) => Some(&member.parent),
                Target::Module(_) | Target::Inputs => None,
            });
        // Where it is written in its parent's call, nothing is left of what said so, however that was written.
        let is_said = joins.is_some_and(|parent| {
            (parent.is_for_each && reference.attribute == "for_each")
                || (parent.named == reference.named && reference.attribute == parent.argument)
        });
        if is_said {
            return Some(Plan::dropped(reference.span));
        }
        let call = self.call(number);
        let is_inside =
            call.is_some() && self.subject_at(holder).and_then(|one| self.call(one)) == call;
        let block = index.block(holder);
        let is_open = matches!(block.kind, BlockKind::Output(_))
            && block.literal("sensitive") != Some(&Literal::Bool(true));
        let around = refer::Around {
            is_open,
            parent,
            over: self.over(index, subject, lowered),
            is_inside,
        };
        refer::plan(reference, subject, lowered, around, &options.profile)
    }

    /// A reference as it is meant, where that is another attribute than the one it takes.
    fn meant(&self, holder: BlockRef, reference: &Reference) -> Option<Reference> {
        let lowered = self.fates[self.subject_at(holder)?].lowered()?;
        let mut meant = lowered.meant.iter();
        let meant = meant.find(|meant| meant.span == reference.span)?;
        let mut reference = reference.clone();
        reference.steps.last_mut()?.kind = StepFactKind::Attribute(meant.attribute.to_owned());
        Some(reference)
    }

    /// The `count` or `for_each` of a subject, if it is short and refers to nothing that may leave; or that of the subject whose
    /// objects it goes through.
    fn over<'a>(
        &'a self,
        index: &Index,
        subject: &Subject,
        lowered: &'a Lowered,
    ) -> Option<&'a str> {
        let (mut subject, mut lowered) = (subject, lowered);
        // One that goes through itself is a mistake of the configuration.
        for _ in 0..self.subjects.len() {
            let argument = lowered
                .arguments
                .iter()
                .find(|argument| ["count", "for_each"].contains(&argument.name.as_str()))?;
            let Value::Code(code, Some(origin)) = &argument.value else {
                return None;
            };
            // Every reference of the file is asked for every reference to the block: the cheap question comes first.
            let leads_away = |reference: &&Reference| {
                origin.span.contains(reference.span)
                    && self.subject(&subject.folder, &reference.named).is_some()
            };
            let mut references = index.file(subject.at.file).references().iter();
            let Some(reference) = references.find(leads_away) else {
                let is_plain = !code.contains(['\n', '#']) && !code.contains("/*");
                let is_plain = is_plain && code.len() <= 80;
                return (is_plain && census::scan(code.as_bytes()).is_empty()).then_some(code);
            };
            let next = self.subject(&subject.folder, &reference.named)?;
            let is_all = reference.span == origin.span && reference.steps.is_empty();
            let is_keyed = self.subjects[next].repetition == Repetition::ForEach;
            if !is_all || !is_keyed {
                return None;
            }
            subject = &self.subjects[next];
            lowered = self.fates[next].lowered()?;
        }
        None
    }

    /// The subject whose call the subject `number` is written in, its own or another's.
    fn call(&self, number: usize) -> Option<usize> {
        match &self.fates[number].lowered()?.target {
            Target::Module(_) => Some(number),
            Target::Member(_) => self.parent(number),
            Target::Inputs => None,
        }
    }

    /// The subjects declared in the file `file` that leave.
    pub fn leaving(&self, file: usize) -> impl Iterator<Item = (&Subject, &Lowered)> {
        // Subjects are in the order of files.
        let from = self
            .subjects
            .partition_point(|subject| subject.at.file < file);
        self.subjects[from..]
            .iter()
            .zip(&self.fates[from..])
            .take_while(move |(subject, _)| subject.at.file == file)
            .filter_map(|(subject, fate)| Some((subject, fate.lowered()?)))
    }

    /// Whether a block of the file `file` becomes a part of another call.
    #[must_use]
    pub fn has_members(&self, file: usize) -> bool {
        self.leaving(file)
            .any(|(_, lowered)| matches!(lowered.target, Target::Member(_)))
    }

    /// Whether something in the file `file` may have to change.
    #[must_use]
    pub fn touches(&self, index: &Index, file: usize) -> bool {
        let survey = index.file(file);
        let folder = folder(&survey.path);
        if !survey.class.is_module_part() {
            return false;
        }
        let mut blocks = 0..survey.blocks().len();
        let names = self.by_name.get(folder);
        let leaves = |named: &Named| {
            let number = names.and_then(|names| names.get(named));
            number.is_some_and(|number| self.fates[*number].lowered().is_some())
        };
        self.leaving(file).next().is_some()
            || blocks.any(|block| self.goes_with(index, BlockRef { file, block }))
            || names.is_some() && survey.references().iter().any(|it| leaves(&it.named))
    }

    /// Whether the block at `at` imports something that leaves, and goes with it.
    #[must_use]
    pub fn goes_with(&self, index: &Index, at: BlockRef) -> bool {
        let BlockKind::State {
            keyword,
            about: Some(about),
            within,
        } = &index.block(at).kind
        else {
            return false;
        };
        let mut calls = within.iter();
        let folder = calls.try_fold(index.folder_of(at), |folder, call| {
            index.called(folder, call)
        });
        keyword == "import"
            && index.file(at.file).class.is_module_part()
            && folder
                .and_then(|folder| self.subject(folder, about))
                .is_some_and(|number| self.fates[number].lowered().is_some())
    }

    /// The subject whose call the subject `number` becomes a part of, if that leaves as one call.
    #[must_use]
    pub fn parent(&self, number: usize) -> Option<usize> {
        let Target::Member(member) = &self.fates[number].lowered()?.target else {
            return None;
        };
        let parent = self.subject(&self.subjects[number].folder, &member.parent.named)?;
        let is_one = self.subjects[parent].repetition == Repetition::Once;
        let names_one = is_one == member.parent.instance.is_none();
        (names_one && self.fates[parent].noun().is_some()).then_some(parent)
    }

    /// Lets members become inputs where what they belong to leaves without room for them.
    fn settle(&mut self, index: &Index, options: &Options) {
        let mut homeless = Vec::new();
        for (number, fate) in self.fates.iter().enumerate() {
            let Some(lowered) = fate.lowered() else {
                continue;
            };
            let Target::Member(member) = &lowered.target else {
                continue;
            };
            let parent = self.subject(&self.subjects[number].folder, &member.parent.named);
            let Some(parent) = parent.and_then(|parent| self.fates[parent].lowered()) else {
                continue;
            };
            let detail = match &parent.target {
                Target::Module(noun) => {
                    let template = options.profile.module(noun);
                    if template.is_some_and(|template| template.takes(&member.argument)) {
                        continue;
                    }
                    format!("module {noun} has no `{}`", member.argument)
                }
                Target::Inputs => format!("`{}` is not made here", member.parent.named),
                Target::Member(_) => continue,
            };
            homeless.push((number, detail));
        }
        for (number, detail) in homeless {
            let at = index.block(self.subjects[number].at).span;
            if let Fate::Leaves(lowered) = &mut self.fates[number] {
                lowered.target = Target::Inputs;
                lowered.notes.push(Note {
                    kind: &finding::NO_PLACE,
                    detail,
                    at,
                });
            }
        }
    }

    /// Lets subjects stay that something needs that stays; says whether there was one.
    fn pin(&mut self, index: &Index, options: &Options) -> bool {
        let mut pins: Vec<(usize, Fate)> = Vec::new();
        for (number, subject) in self.subjects.iter().enumerate() {
            let Some(lowered) = self.fates[number].lowered() else {
                continue;
            };
            if let Target::Member(member) = &lowered.target
                && self.parent(number).is_none()
            {
                let detail = format!("`{}`", member.parent.named);
                pins.push((number, Fate::kept(&finding::PARENT_STAYS, detail)));
                continue;
            }
            let mut meant = lowered.meant.iter();
            let stays = meant.find(|meant| {
                let named = self.subject(&subject.folder, &meant.named);
                named.is_none_or(|named| self.fates[named].stays())
            });
            if let Some(stays) = stays {
                let detail = format!("`{}`", stays.named);
                pins.push((number, Fate::kept(&finding::PARENT_STAYS, detail)));
                continue;
            }
            let references = index
                .module(&subject.folder)
                .and_then(|module| module.references.get(&subject.named));
            let reason = references
                .into_iter()
                .flatten()
                .find_map(|at| self.holds(index, options, *at, lowered));
            pins.extend(reason.map(|fate| (number, fate)));
        }
        let changed = !pins.is_empty();
        for (number, fate) in pins {
            self.fates[number] = fate;
        }
        changed
    }

    /// Why the reference at `at` keeps what it names from leaving.
    fn holds(
        &self,
        index: &Index,
        options: &Options,
        at: ReferenceRef,
        lowered: &Lowered,
    ) -> Option<Fate> {
        let reference = index.reference(at);
        let holder = BlockRef {
            file: at.file,
            block: reference.block,
        };
        let block = index.block(holder);
        let line = index.file(at.file).line(reference.span);
        let place = format!("{} ({}:{line})", block.address(), index.file(at.file).path);
        if block.problem.is_some() {
            return Some(Fate::refused(&finding::UNREADABLE_BLOCK, place));
        }
        let holder_stays = self
            .subject_at(holder)
            .is_some_and(|holder| self.fates[holder].stays());
        // What is the vendor's because of its provider alone may refer to something else if that has the same value: an input, or a
        // name. For another identifier, such as that of a volume, Terraform would replace what still runs.
        let mut read = reference.steps.iter().filter_map(|step| match &step.kind {
            StepFactKind::Attribute(name) => Some(name.as_str()),
            _ => None,
        });
        let is_same = matches!(lowered.target, Target::Inputs)
            || reference.attribute == "depends_on"
            || read.next() == Some("name");
        if holder_stays && !(block.made_by.is_some() && is_same) {
            return Some(Fate::kept(&finding::NEEDED_BY_KEPT, place));
        }
        let is_vendors = self.whole.contains(&holder);
        if is_vendors && block.made_by.is_none() && self.subject_at(holder).is_none() {
            return Some(Fate::kept(&finding::NEEDED_BY_KEPT, place));
        }
        if self.plan(index, options, at).is_none() {
            let detail = format!("{place} takes the object as a whole");
            return Some(Fate::refused(&finding::NO_COUNTERPART, detail));
        }
        None
    }
}
