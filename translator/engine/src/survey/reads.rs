//! What is read of an object that is referred to as a whole: `for user in X : user.name` reads `name` of each, and nothing else.

use std::collections::BTreeSet;

use ovhai_syntax::{
    Attribute, Block, Body, Directive, Expression, ExpressionKind, For, Root, Span, Step, StepKind,
    Template, TemplatePart, Traversal, Visit, visit, walk,
};

/// Names of attributes; nothing if more may be read than can be told.
pub(super) type Reads = Option<BTreeSet<String>>;

/// What the expressions `around` read of `expression`. `each` is what the block reads of the objects of its `for_each`, if that is
/// where the expression stands.
pub(super) fn of(expression: &Expression, around: &[&Expression], each: Option<&Reads>) -> Reads {
    let mut inner = expression;
    for outer in around.iter().rev() {
        match &outer.kind {
            ExpressionKind::Parenthesis(_) => {}
            ExpressionKind::Call { name, .. } if name.text == "values" => {}
            ExpressionKind::Call { name, .. }
                if ["keys", "length"].contains(&name.text.as_str()) =>
            {
                return Some(BTreeSet::new());
            }
            ExpressionKind::For(parts) if parts.collection.span == inner.span => {
                return element(parts);
            }
            ExpressionKind::Traversal(Traversal {
                root: Root::Expression(root),
                steps,
            }) if root.span == inner.span => return of_one(steps),
            ExpressionKind::Template(template) | ExpressionKind::Heredoc(template) => {
                return in_template(template, inner.span);
            }
            _ => return None,
        }
        inner = outer;
    }
    each?.clone()
}

/// What the `for` of a template that goes through the expression at `collection` reads of its elements.
fn in_template(template: &Template, collection: Span) -> Reads {
    template.parts.iter().find_map(|part| {
        let TemplatePart::Directive { directive, .. } = part else {
            return None;
        };
        match &**directive {
            Directive::For {
                value,
                collection: own,
                body,
            } if own.span == collection => {
                let mut uses = Uses::of(&value.text, &[]);
                uses.template(body);
                uses.found
            }
            Directive::For { body, .. } => in_template(body, collection),
            Directive::If { yes, no, .. } => {
                in_template(yes, collection).or_else(|| in_template(no.as_ref()?, collection))
            }
        }
    })
}

/// What `values(X)[*].name` or `values(X)[0].name` reads.
fn of_one(steps: &[Step]) -> Reads {
    match steps {
        [first, second, ..] if !matches!(first.kind, StepKind::Attribute(_)) => {
            match &second.kind {
                StepKind::Attribute(name) => Some(BTreeSet::from([name.clone()])),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What a `for` reads of its elements.
fn element(parts: &For) -> Reads {
    let mut uses = Uses::of(&parts.value.text, &[]);
    let inside = parts.result_key.iter().chain([&parts.result]);
    for expression in inside.chain(&parts.condition) {
        uses.expression(expression);
    }
    uses.found
}

/// What a block reads of the objects of its `for_each`.
pub(super) fn each(body: &Body) -> Reads {
    let mut uses = Uses::of("each", &["value"]);
    visit(body, &mut uses);
    uses.found
}

struct Uses<'a> {
    /// The name that stands for an object.
    name: &'a str,
    /// What has to be taken of it to come to the object.
    steps: &'a [&'a str],
    found: Reads,
}

impl Uses<'_> {
    fn template(&mut self, template: &Template) {
        for part in &template.parts {
            match part {
                TemplatePart::Literal(_) => {}
                TemplatePart::Interpolation { expression, .. } => self.expression(expression),
                TemplatePart::Directive { directive, .. } => match &**directive {
                    Directive::If { condition, yes, no } => {
                        self.expression(condition);
                        self.template(yes);
                        no.iter().for_each(|no| self.template(no));
                    }
                    Directive::For {
                        collection, body, ..
                    } => {
                        self.expression(collection);
                        self.template(body);
                    }
                },
            }
        }
    }
}

impl<'a> Uses<'a> {
    fn of(name: &'a str, steps: &'a [&'a str]) -> Self {
        Self {
            name,
            steps,
            found: Some(BTreeSet::new()),
        }
    }

    fn expression(&mut self, expression: &Expression) {
        walk(expression, &mut |expression, _| {
            let ExpressionKind::Traversal(Traversal {
                root: Root::Name(root),
                steps,
            }) = &expression.kind
            else {
                return;
            };
            if root.text != self.name {
                return;
            }
            let mut names = steps.iter().map(|step| match &step.kind {
                StepKind::Attribute(name) => Some(name.as_str()),
                _ => None,
            });
            for wanted in self.steps {
                match names.next() {
                    Some(Some(name)) if name == *wanted => {}
                    // `each.key`
                    Some(Some(_)) => return,
                    _ => {
                        self.found = None;
                        return;
                    }
                }
            }
            match (names.next(), &mut self.found) {
                (Some(Some(name)), Some(found)) => {
                    found.insert(name.to_owned());
                }
                _ => self.found = None,
            }
        });
    }
}

impl<'t> Visit<'t> for Uses<'_> {
    fn attribute(&mut self, attribute: &'t Attribute, _path: &[&'t Block]) {
        self.expression(&attribute.value);
    }
}
