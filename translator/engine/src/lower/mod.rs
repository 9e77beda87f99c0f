//! One block of the vendor's to a neutral item: which module takes its place, with which arguments.

mod carry;
mod counted;
mod elements;
mod mapped;
pub(crate) mod meta;
mod nested;
mod parent;
mod parting;
mod rename;
mod row;
pub(crate) mod single;
mod source;
pub(crate) mod split;
mod subject;
mod view;

use ovhai_model::FindingKind;

use ovhai_syntax::{
    Attribute, Block, Named, Notation, Span,
    emit::{Piece, Value},
};

use crate::{
    catalogue::{Catalogue, Kind},
    index::Index,
    input::Input,
    mappings::Target,
    profile::Profile,
    survey::Repetition,
};

pub(crate) use rename::{Variables, rename, rename_code};
pub use subject::{Subject, Taken, Translation};
pub use view::{Nested, View};

/// Why a block is not translated.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// What it is.
    pub kind: &'static FindingKind,
    /// Which value of which argument it is about. Never a value that may be secret.
    pub detail: String,
    /// The blocks that can be made of it first, each of which may then be translated.
    pub split: Option<split::Split>,
}

impl Refusal {
    /// This refusal, with `detail` saying what it is about.
    #[must_use]
    pub fn new(kind: &'static FindingKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            split: None,
        }
    }
}

/// One argument of the neutral module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// The argument it was taken from, so that comments there go along.
    pub from: Option<Span>,
}

/// Something a person should know about the block.
#[derive(Clone, Debug)]
pub struct Note {
    /// What it is.
    pub kind: &'static FindingKind,
    /// What it is about.
    pub detail: String,
    /// Where.
    pub at: Span,
}

/// A condition of the block that has to hold before anything is done.
#[derive(Clone, Debug)]
pub struct Condition {
    /// `condition` and `error_message`, as far as they are given.
    pub arguments: Vec<(String, Value)>,
    /// The block that says it.
    pub from: Span,
}

/// A reference that means another attribute of what it names than the one it takes.
#[derive(Clone, Debug)]
pub struct Meant {
    /// The reference.
    pub span: Span,
    /// What it names, which must leave too.
    pub named: Named,
    /// What is meant.
    pub attribute: &'static str,
}

/// A block, translated.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// What takes its place.
    pub target: Target,
    /// Arguments of the module, in order, meta-arguments among them.
    pub arguments: Vec<Argument>,
    /// Variables it needs, by their names in the module.
    pub inputs: Vec<(String, Input)>,
    /// Conditions that a resource beside the module checks, because a module has none.
    pub conditions: Vec<Condition>,
    /// References that mean something else on the new platform.
    pub meant: Vec<Meant>,
    /// What a person should know.
    pub notes: Vec<Note>,
}

/// A block on its way. What a mapping works with.
pub struct Lowering<'a> {
    /// What is translated.
    pub subject: &'a Subject,
    /// Its tree.
    pub block: &'a Block,
    /// The choices.
    pub profile: &'a Profile,
    text: &'a str,
    notation: Notation,
    index: &'a Index,
    arguments: Vec<Argument>,
    inputs: Vec<(String, Input)>,
    conditions: Vec<Condition>,
    meant: Vec<Meant>,
    notes: Vec<Note>,
}

impl<'a> Lowering<'a> {
    /// Translates `subject`, whose tree is `block` in the file `text`, which is written in `notation`.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if the block cannot be understood.
    pub fn run(
        subject: &'a Subject,
        block: &'a Block,
        text: &'a str,
        notation: Notation,
        index: &'a Index,
        profile: &'a Profile,
    ) -> Result<Lowered, Refusal> {
        let mut lowering = Self {
            subject,
            block,
            profile,
            text,
            notation,
            index,
            arguments: Vec::new(),
            inputs: Vec::new(),
            conditions: Vec::new(),
            meant: Vec::new(),
            notes: Vec::new(),
        };
        lowering.before()?;
        lowering.parting()?;
        lowering.carry();
        let target = match &subject.translation {
            Translation::Coded(mapping) => mapping.lower(&mut lowering)?,
            Translation::Row(noun) => {
                lowering.by_row();
                Target::Module(noun.clone())
            }
            Translation::Drop => {
                if subject.row.inputs.is_some() && subject.row.kind == Kind::Resource {
                    let of_type = crate::vendor::type_of(&subject.named).unwrap_or_default();
                    let guidance = subject.row.guidance(of_type);
                    lowering.note(&crate::finding::SET_UP_BY_HAND, guidance);
                }
                Target::Inputs
            }
        };
        if let Target::Module(noun) = &target
            && profile.module(noun).is_none()
        {
            return Err(Refusal::new(
                &crate::finding::BY_HAND,
                format!("the profile has no module {noun}"),
            ));
        }
        if let Target::Module(noun) = &target {
            lowering.list_single_blocks(noun);
            lowering.complete(noun);
        }
        lowering.after(&target);
        Ok(Lowered {
            target,
            arguments: lowering.arguments,
            inputs: lowering.inputs,
            conditions: lowering.conditions,
            meant: lowering.meant,
            notes: lowering.notes,
        })
    }

    /// The block as something with members.
    #[must_use]
    pub fn view(&self) -> View<'a> {
        View::Body(&self.block.body)
    }

    /// The argument `name`, if it is written as one.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&'a Attribute> {
        self.block.body.attribute(name)
    }

    /// Carries the argument `name`, a region of the platform, into `region`: as the profile translates it, as the expression
    /// it is, or as an input, because no other platform knows its name.
    pub fn region(&mut self, name: &str) {
        let Some(region) = self.attribute(name) else {
            return;
        };
        let at = Some(region.span);
        let known = |name: &str| self.profile.settings.regions.get(name);
        let known = |name: &str| known(name).cloned().map(Value::Text);
        let mapped = self.mapped(&region.value, &known);
        // What is chosen among the vendor's names alone is none of the new platform's.
        let is_choice = self.possible(&region.value).is_some();
        if mapped.is_none() && !is_choice {
            let value = self.code(&region.value);
            self.note_at(
                &crate::finding::REGION,
                format!("`{name}` is passed on as it is"),
                region.span,
            );
            return self.set_from("region", value, at);
        }
        let value = mapped.unwrap_or_else(|| {
            let description =
                "Where it lies on the new platform; null if there is nothing to choose";
            self.input(Input::new("region", "string", description).or("null"))
        });
        self.set_from("region", value, at);
    }

    /// Sets an argument of the neutral module that nothing was carried into.
    pub fn set(&mut self, argument: &str, value: impl Into<Value>) {
        self.set_from(argument, value, None);
    }

    /// Sets an argument of the neutral module to something made of the argument at `from`.
    pub fn set_from(&mut self, argument: &str, value: impl Into<Value>, from: Option<Span>) {
        let (name, value) = (argument.to_owned(), value.into());
        match self.arguments.iter_mut().find(|known| known.name == name) {
            Some(known) => known.value = value,
            None => self.arguments.push(Argument { name, value, from }),
        }
    }

    /// The types, by their names in the catalogue, of what refers to the block in the attribute `attribute`.
    pub fn referrers(&self, attribute: &'a str) -> impl Iterator<Item = &'static str> {
        let subject = self.subject;
        self.index
            .referrers(&subject.folder, &subject.named, attribute)
            .filter_map(|named| Catalogue::get().row_of(named))
            .map(|row| row.of_type.as_str())
    }

    /// Whether the profile's module `noun` has the argument `name`.
    #[must_use]
    pub fn takes(&self, noun: &str, name: &str) -> bool {
        self.profile
            .module(noun)
            .is_some_and(|template| template.takes(name))
    }

    /// A name for each object of a block that gives none. Where the block's own name is not enough to tell it from others, a
    /// person gives one.
    pub fn default_name(&mut self) -> Value {
        if self.subject.is_called_alike {
            let description =
                "Name on the new platform, unlike that of what is called alike in other modules";
            return self.input(Input::new("name", "string", description));
        }
        let name = self.subject.name.replace('_', "-");
        let index = match self.subject.repetition {
            Repetition::Once => return Value::Text(name),
            Repetition::Count => "count.index",
            Repetition::ForEach => "each.key",
        };
        Value::Template(vec![
            Piece::Text(format!("{name}-")),
            Piece::Code(index.to_owned(), None),
        ])
    }

    /// Asks for a variable and gives the code that reads it for this object.
    pub fn input(&mut self, input: Input) -> Value {
        let name = self.subject.variable(&input.name);
        let value = self.subject.lookup(&name, &input);
        if !self.inputs.iter().any(|(known, _)| *known == name) {
            self.inputs.push((name, input));
        }
        Value::Code(value, None)
    }

    /// Tells a person something about the block.
    pub fn note(&mut self, kind: &'static FindingKind, detail: impl Into<String>) {
        self.note_at(kind, detail, self.block.span);
    }

    /// Tells a person something about a part of the block.
    pub fn note_at(&mut self, kind: &'static FindingKind, detail: impl Into<String>, at: Span) {
        self.notes.push(Note {
            kind,
            detail: detail.into(),
            at,
        });
    }

    /// Where the first thing called `name` stands; the block, if there is none.
    #[must_use]
    pub fn place(&self, name: &str) -> Span {
        let attribute = self.attribute(name).map(|attribute| attribute.span);
        let block = || {
            let mut blocks = self.block.body.blocks();
            blocks
                .find(|block| block.keyword.text == name || block.label(0) == name)
                .map(|block| block.span)
        };
        attribute.or_else(block).unwrap_or(self.block.span)
    }
}
