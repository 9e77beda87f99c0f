//! One module at a time: its files are opened, and what stands in them is replaced.

use ovhai_syntax::{Document, Span, parse_some};

use super::{Planned, Rewrite, Source, Told, blocks, hosts, inputs, members, references};
use crate::{
    decide::{Decisions, Subject},
    error::Error,
    index::Index,
    lower::Lowered,
    options::Options,
    repository::Repository,
    survey::FileSurvey,
};

/// What the files of one module become. Modules need nothing of each other here.
#[derive(Default)]
pub(super) struct Edited {
    pub(super) inputs: inputs::Inputs,
    /// By file.
    pub(super) files: Vec<(usize, EditedFile)>,
}

/// Its edits, and what a person should know.
pub(super) type EditedFile = (Vec<Planned>, Vec<Told>);

impl Edited {
    /// The edits of the files `touched` of one module, after those that `rewrite` has of them.
    pub(super) fn make(
        index: &Index,
        repository: &dyn Repository,
        options: &Options,
        decisions: &Decisions,
        rewrite: &Rewrite,
        touched: &[usize],
    ) -> Result<Self, Error> {
        let mut names = hosts::Names::default();
        let mut members = members::Members::default();
        // What becomes a part of another call is needed before that call is written, in whichever file it stands.
        for number in touched {
            if decisions.has_members(*number) {
                let opened = Opened::new(index, repository, *number)?;
                let context = opened.context(index, options, decisions);
                let mut unused = inputs::Inputs::default();
                let (replaced, _) = references::edits(&context, &mut names, &mut unused);
                members.collect(&context, &replaced);
            }
        }
        let mut edited = Self::default();
        for number in touched {
            let opened = Opened::new(index, repository, *number)?;
            let context = opened.context(index, options, decisions);
            let inputs = &mut edited.inputs;
            let (replaced, mut told) = references::edits(&context, &mut names, inputs);
            let before = rewrite.edits.get(&context.file.path);
            let mut planned = before.cloned().unwrap_or_default();
            blocks::edits(
                &context,
                &replaced,
                &members,
                &mut planned,
                &mut told,
                inputs,
            );
            planned.extend(replaced.outside(&context));
            blocks::trim_end(&context.source.text, &mut planned);
            edited.files.push((*number, (planned, told)));
        }
        Ok(edited)
    }
}

/// A file that is worked on, with the trees of what is claimed in it.
struct Opened {
    number: usize,
    source: Source,
    document: Document,
}

impl Opened {
    fn new(index: &Index, repository: &dyn Repository, number: usize) -> Result<Self, Error> {
        let file = index.file(number);
        let source = Source::read(repository, file)?;
        // What nobody claims is not worked on, and of a large file it would be most of the memory.
        let is_claimed = |span: Span| {
            let from = file
                .claims
                .partition_point(|claim| claim.span.start < span.start);
            let claim = file.claims.get(from);
            claim.is_some_and(|claim| claim.span.start < span.end)
        };
        let spans = file.blocks().iter().map(|block| block.span);
        let wanted: Vec<Span> = spans.filter(|span| is_claimed(*span)).collect();
        let document = parse_some(source.text.as_bytes(), file.class, &wanted);
        Ok(Self {
            number,
            source,
            document,
        })
    }

    fn context<'a>(
        &'a self,
        index: &'a Index,
        options: &'a Options,
        decisions: &'a Decisions,
    ) -> Context<'a> {
        Context {
            index,
            options,
            decisions,
            number: self.number,
            file: index.file(self.number),
            source: &self.source,
            document: &self.document,
        }
    }
}

/// What every step needs to know of the file it works on.
pub(crate) struct Context<'a> {
    pub(crate) index: &'a Index,
    pub(crate) options: &'a Options,
    pub(crate) decisions: &'a Decisions,
    pub(crate) number: usize,
    pub(crate) file: &'a FileSurvey,
    pub(crate) source: &'a Source,
    /// Items that nobody claims may be left out.
    pub(crate) document: &'a Document,
}

impl Context<'_> {
    /// The subjects of the file that leave.
    pub(crate) fn leaving(&self) -> impl Iterator<Item = (&Subject, &Lowered)> {
        self.decisions.leaving(self.number)
    }

    /// Whether the block at `span` leaves.
    pub(crate) fn leaves(&self, span: Span) -> bool {
        self.leaving()
            .any(|(subject, _)| self.index.block(subject.at).span == span)
    }
}
