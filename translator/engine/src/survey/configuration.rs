//! From the tree of a configuration file to facts and to candidates for claims.

use ovhai_syntax::{
    Address, Attribute, Block, Body, Expression, ExpressionKind, FileClass, Item, Named, Notation,
    ObjectItem, Root, Span, Template, TemplatePart, parse, parse_each, walk,
};

use super::{
    BlockFact, BlockKind, Claim, Facts, Place, Reference, Repetition, Requirement,
    nodes::{
        kind_of, literal_of, literals, names_vendors_provider, passed, provider_of, step, wrappers,
    },
    reads,
};
use crate::{
    census::{self, Hit},
    vendor,
};

/// What the file says, and where its hits may belong.
pub(super) fn read(bytes: &[u8], hits: &[Hit], class: FileClass) -> (Facts, Vec<Claim>) {
    let mut reader = Reader::of(bytes, hits, class);
    reader.comments();
    (reader.facts, reader.claims)
}

/// What the file says.
pub(super) fn facts(bytes: &[u8], hits: &[Hit], class: FileClass) -> Facts {
    Reader::of(bytes, hits, class).facts
}

pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    hits: &'a [Hit],
    class: FileClass,
    pub(super) facts: Facts,
    claims: Vec<Claim>,
    /// The top-level block that is being read.
    pub(super) block: Option<usize>,
    pub(super) address: String,
    /// Whether it is the vendor's as a whole: then nothing in it is an occurrence of its own.
    is_vendors: bool,
    /// Names of the nested blocks that are being read.
    path: Vec<String>,
    /// What the top-level block reads of the objects of its `for_each`.
    each: reads::Reads,
}

impl<'a> Reader<'a> {
    /// Where the file is plain, no more than one item of it is held as a tree.
    fn of(bytes: &'a [u8], hits: &'a [Hit], class: FileClass) -> Self {
        let mut reader = Self::new(bytes, hits, class);
        if !parse_each(bytes, class, &mut |item| reader.item(item)) {
            let document = parse(bytes, class);
            reader = Self::new(bytes, hits, class);
            reader.facts.notation = document.notation;
            reader.facts.repairs = document.repairs;
            for item in &document.body.items {
                reader.item(item);
            }
        }
        reader
    }

    fn new(bytes: &'a [u8], hits: &'a [Hit], class: FileClass) -> Self {
        Self {
            bytes,
            hits,
            class,
            facts: Facts {
                notation: Notation::Native,
                blocks: Vec::new(),
                references: Vec::new(),
                repairs: Vec::new(),
                values: Vec::new(),
                requirements: Vec::new(),
            },
            claims: Vec::new(),
            block: None,
            address: String::new(),
            is_vendors: false,
            path: Vec::new(),
            each: None,
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Attribute(attribute) => {
                if matches!(self.class, FileClass::Values | FileClass::ValuesJson) {
                    let value = (attribute.name.text.clone(), literal_of(&attribute.value));
                    self.facts.values.push(value);
                }
                self.attribute(attribute);
            }
            Item::Block(block) => self.top(block),
            Item::Isolated(isolated) => self.isolated(isolated),
        }
    }

    pub(super) fn hits_in(&self, span: Span) -> &[Hit] {
        census::within(self.hits, span)
    }

    pub(super) fn claim(&mut self, span: Span, place: Place) {
        let address = self.address.clone();
        self.claim_as(span, place, address);
    }

    pub(super) fn claim_as(&mut self, span: Span, place: Place, address: String) {
        if !self.is_vendors && !self.hits_in(span).is_empty() {
            self.claims
                .push(Claim::new(span, place, address, self.block));
        }
    }

    pub(super) fn begin(&mut self, kind: BlockKind, span: Span, repetition: Repetition) {
        let fact = BlockFact {
            kind,
            span,
            repetition,
            literals: Vec::new(),
            problem: None,
            provider: None,
            providers: Vec::new(),
            made_by: None,
        };
        self.address = fact.address();
        self.block = Some(self.facts.blocks.len());
        self.facts.blocks.push(fact);
    }

    fn top(&mut self, block: &Block) {
        let labels: Vec<&str> = block.labels.iter().map(|l| l.text.as_str()).collect();
        let kind = kind_of(&block.keyword.text, &labels, Some(&block.body));
        let repetition = if block.body.attribute("count").is_some() {
            Repetition::Count
        } else if block.body.attribute("for_each").is_some() {
            Repetition::ForEach
        } else {
            Repetition::Once
        };
        self.each = match repetition {
            Repetition::ForEach => reads::each(&block.body),
            Repetition::Once | Repetition::Count => None,
        };
        let place = self.vendors_block(&kind, block.label(0));
        self.begin(kind, block.span, repetition);
        if let Some(fact) = self.facts.blocks.last_mut() {
            fact.literals = literals(&fact.kind, &block.body);
            match &fact.kind {
                BlockKind::Declares(Named::Module(_)) => fact.providers = passed(&block.body),
                BlockKind::Declares(_) => fact.provider = provider_of(&block.body),
                _ => {}
            }
        }
        if let (FileClass::Lock, "provider") = (self.class, block.keyword.text.as_str()) {
            self.facts.requirements.push(Requirement {
                name: String::new(),
                source: Some(block.label(0).to_owned()),
                version: None,
                span: block.span,
                block: self.facts.blocks.len() - 1,
            });
        }
        if let Some(place) = place {
            self.claim(block.span, place);
            // In JSON the key of the type stands outside of the block, and may be shared by several.
            let outside = block
                .labels
                .first()
                .filter(|label| !block.span.contains(label.span));
            if let Some(label) = outside {
                self.claim(label.span, place);
                if self.hits_in(block.span).is_empty() {
                    let mut claim = Claim::new(block.span, place, self.address.clone(), self.block);
                    claim.made_by = Some(label.text.clone());
                    self.claims.push(claim);
                }
            }
            self.is_vendors = true;
        }
        for label in &block.labels {
            self.claim(label.span, Place::Name);
        }
        match (block.keyword.text.as_str(), self.class) {
            ("terraform", _) => self.settings(block),
            _ => self.body(&block.body),
        }
        self.is_vendors = false;
        self.block = None;
        self.address.clear();
    }

    /// What a block is if it is the vendor's as a whole.
    pub(super) fn vendors_block(&self, kind: &BlockKind, label: &str) -> Option<Place> {
        match kind {
            BlockKind::Declares(named) => vendor::type_of(named).map(|_| Place::Block),
            BlockKind::Provider { name, .. } if self.class == FileClass::Lock => {
                vendor::is_source(name).then_some(Place::Requirement)
            }
            BlockKind::Provider { name, .. } => vendor::PROVIDERS
                .contains(&name.as_str())
                .then_some(Place::Block),
            BlockKind::State { about, .. } => about
                .as_ref()
                .and_then(vendor::type_of)
                .map(|_| Place::Block),
            // `list "type" "name"` of a query, `action "type" "name"`
            BlockKind::Other(_) => vendor::is_type(label).then_some(Place::Block),
            _ => None,
        }
    }

    pub(super) fn nested(&mut self, block: &Block) {
        // A data source within a `check` is known nowhere else.
        let is_vendors =
            self.path.is_empty() && block.keyword.text == "data" && vendor::is_type(block.label(0));
        if is_vendors && !self.is_vendors {
            let address = format!("data.{}.{}", block.label(0), block.label(1));
            self.claim_as(block.span, Place::Block, address);
            self.is_vendors = true;
            self.body(&block.body);
            self.is_vendors = false;
            return;
        }
        for label in &block.labels {
            self.claim(label.span, Place::Name);
        }
        let name = match block.keyword.text.as_str() {
            "dynamic" => block.label(0).to_owned(),
            keyword => keyword.to_owned(),
        };
        self.path.push(name);
        self.body(&block.body);
        self.path.pop();
    }

    fn body(&mut self, body: &Body) {
        for item in &body.items {
            match item {
                Item::Attribute(attribute) => self.attribute(attribute),
                Item::Block(block) => self.nested(block),
                Item::Isolated(isolated) => self.isolated(isolated),
            }
        }
    }

    pub(super) fn attribute(&mut self, attribute: &Attribute) {
        let name = attribute.name.text.as_str();
        if name == "provider" && names_vendors_provider(&attribute.value) {
            return self.claim(attribute.span, Place::ProviderArgument);
        }
        self.claim(attribute.name.span, Place::Name);
        if let ("providers", ExpressionKind::Object(items)) = (name, &attribute.value.kind) {
            for item in items {
                let span = item.key.span.to(item.value.span);
                if names_vendors_provider(&item.value) {
                    self.claim(span, Place::ProviderArgument);
                } else {
                    self.claim(span, Place::Name);
                }
            }
            return;
        }
        let in_locals = self.address == "locals" && self.path.is_empty();
        let block_address = self.address.clone();
        if in_locals {
            self.address = format!("local.{name}");
        }
        let mut path = self.path.join(".");
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
        walk(&attribute.value, &mut |expression, around| {
            self.expression(expression, around, &path);
        });
        self.address = block_address;
    }

    fn expression(&mut self, expression: &Expression, around: &[&Expression], attribute: &str) {
        match &expression.kind {
            ExpressionKind::String(_) => self.claim(expression.span, Place::Literal),
            ExpressionKind::Template(template) | ExpressionKind::Heredoc(template) => {
                self.template(template);
            }
            ExpressionKind::Object(items) => {
                for ObjectItem { key, .. } in items {
                    self.claim(key.span, Place::Name);
                }
            }
            ExpressionKind::Traversal(traversal) => {
                if let Some(address) = Address::of(expression) {
                    self.reference(expression, &address, around, attribute);
                } else if let Root::Name(_) = traversal.root {
                    self.claim(expression.span, Place::Name);
                }
            }
            _ => {}
        }
    }

    fn reference(
        &mut self,
        expression: &Expression,
        address: &Address,
        around: &[&Expression],
        attribute: &str,
    ) {
        let is_vendors = vendor::type_of(&address.named).is_some();
        let is_openstack = vendor::is_openstack(&address.named);
        let place = if is_vendors {
            Place::Reference
        } else {
            Place::Name
        };
        self.claim_as(expression.span, place, address.named.to_string());
        let matters = is_vendors
            || is_openstack
            || matches!(
                address.named,
                Named::Module(_) | Named::Local(_) | Named::Variable(_)
            );
        let Some(block) = self.block.filter(|_| matters) else {
            return;
        };
        self.facts.references.push(Reference {
            named: address.named.clone(),
            span: expression.span,
            address: address.span,
            steps: address.steps.iter().map(step).collect(),
            around: wrappers(expression, around),
            block,
            attribute: attribute.to_owned(),
            reads: reads::of(
                expression,
                around,
                (attribute == "for_each").then_some(&self.each),
            ),
        });
    }

    /// Plain text between interpolations: a place per line that has a hit.
    fn template(&mut self, template: &Template) {
        for part in &template.parts {
            let TemplatePart::Literal(span) = part else {
                continue;
            };
            if self.hits_in(*span).is_empty() {
                continue;
            }
            let mut start = span.start;
            let lines: Vec<Span> = span
                .of(self.bytes)
                .split_inclusive(|byte| *byte == b'\n')
                .map(|line| {
                    let from = start;
                    start += line.len();
                    let lead = line.iter().take_while(|b| b.is_ascii_whitespace()).count();
                    let trail = line
                        .iter()
                        .rev()
                        .take_while(|b| b.is_ascii_whitespace())
                        .count();
                    Span::new(from + lead.min(line.len()), (start - trail).max(from))
                })
                .collect();
            for line in lines {
                self.claim(line, Place::Literal);
            }
        }
    }

    fn comments(&mut self) {
        let Ok(text) = std::str::from_utf8(self.bytes) else {
            return;
        };
        if self.hits.is_empty() || self.class.is_json() {
            return;
        }
        let vendors: Vec<Span> = self
            .claims
            .iter()
            .filter(|claim| {
                matches!(
                    claim.place,
                    Place::Block | Place::Requirement | Place::Backend
                )
            })
            .map(|claim| claim.span)
            .collect();
        for comment in ovhai_syntax::comments(text) {
            let is_inside = vendors.iter().any(|span| span.contains(comment));
            if !is_inside {
                self.claim_as(comment, Place::Comment, String::new());
            }
        }
    }
}
