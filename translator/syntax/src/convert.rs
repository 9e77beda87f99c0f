//! The parser's tree to ours: spans moved to where they stand in the original file, decorations dropped.

use hcl_edit::{
    Ident, Span as _,
    expr::{self, Expression as Source, ObjectKey, TraversalOperator},
    structure::{self, BlockLabel},
    template::{self, Element},
};

use crate::{
    Attribute, Block, Body, Conditional, Directive, Expression, ExpressionKind, For, Item, Label,
    Name, ObjectItem, Root, Span, Step, StepKind, Template, TemplatePart, Traversal,
};

/// Where the text that was parsed stands in the original file.
pub(crate) enum Origin {
    /// All of it from this offset on.
    At(usize),
    /// Decoded text: the original offset of each byte, and of the end.
    Decoded(Vec<usize>),
}

impl Origin {
    fn offset(&self, offset: usize) -> usize {
        match self {
            Self::At(start) => start + offset,
            Self::Decoded(offsets) => offsets
                .get(offset)
                .or(offsets.last())
                .copied()
                .unwrap_or_default(),
        }
    }
}

/// Converts what was parsed from `text`, which stands at `origin`. `text` is the original: where a repair changed a word for
/// the parser, the word is read from here.
pub(crate) struct Converter<'a> {
    pub(crate) text: &'a str,
    pub(crate) origin: Origin,
}

impl Converter<'_> {
    fn span(&self, range: Option<std::ops::Range<usize>>) -> Span {
        let range = range.unwrap_or_default();
        Span::new(
            self.origin.offset(range.start),
            self.origin.offset(range.end),
        )
    }

    fn name(&self, ident: &hcl_edit::Decorated<Ident>) -> Name {
        Name {
            text: ident.as_str().to_owned(),
            span: self.span(ident.span()),
        }
    }

    pub(crate) fn body(&self, body: &structure::Body) -> Body {
        let items: Vec<_> = body
            .iter()
            .map(|item| match item {
                structure::Structure::Attribute(attribute) => {
                    Item::Attribute(self.attribute(attribute))
                }
                structure::Structure::Block(block) => Item::Block(self.block(block)),
            })
            .collect();
        let span = match (items.first(), items.last()) {
            (Some(first), Some(last)) => first.span().to(last.span()),
            _ => self.span(body.span()),
        };
        Body { span, items }
    }

    fn attribute(&self, attribute: &structure::Attribute) -> Attribute {
        let name = self.name(&attribute.key);
        let value = self.expression(&attribute.value);
        Attribute {
            span: name.span.to(value.span),
            name,
            value,
        }
    }

    fn block(&self, block: &structure::Block) -> Block {
        let labels = block.labels.iter().map(|label| {
            let span = match label {
                BlockLabel::Ident(ident) => ident.span(),
                BlockLabel::String(string) => string.span(),
            };
            Label {
                text: label.as_str().to_owned(),
                span: self.span(span),
            }
        });
        Block {
            keyword: self.name(&block.ident),
            labels: labels.collect(),
            body: self.body(&block.body),
            span: self.span(block.span()),
        }
    }

    pub(crate) fn expression(&self, source: &Source) -> Expression {
        let kind = match source {
            Source::Null(_) => ExpressionKind::Null,
            Source::Bool(value) => ExpressionKind::Bool(*value.value()),
            Source::Number(_) => {
                let range = source.span().unwrap_or_default();
                ExpressionKind::Number(self.text.get(range).unwrap_or_default().to_owned())
            }
            Source::String(value) => ExpressionKind::String(value.value().clone()),
            Source::Array(array) => {
                ExpressionKind::Array(array.iter().map(|item| self.expression(item)).collect())
            }
            Source::Object(object) => ExpressionKind::Object(
                object
                    .iter()
                    .map(|(key, value)| ObjectItem {
                        key: self.key(key),
                        value: self.expression(value.expr()),
                    })
                    .collect(),
            ),
            Source::StringTemplate(template) => ExpressionKind::Template(self.template(template)),
            Source::HeredocTemplate(heredoc) => {
                ExpressionKind::Heredoc(self.template(&heredoc.template))
            }
            Source::Parenthesis(inner) => {
                ExpressionKind::Parenthesis(Box::new(self.expression(inner.inner())))
            }
            Source::Variable(name) => ExpressionKind::Traversal(Traversal {
                root: Root::Name(self.name(name)),
                steps: Vec::new(),
            }),
            Source::Traversal(traversal) => self.traversal(traversal),
            Source::FuncCall(call) => ExpressionKind::Call {
                name: self.function(&call.name),
                arguments: call.args.iter().map(|item| self.expression(item)).collect(),
                expands_last: call.args.expand_final(),
            },
            Source::UnaryOp(operation) => {
                ExpressionKind::Unary(Box::new(self.expression(&operation.expr)))
            }
            Source::BinaryOp(operation) => ExpressionKind::Binary(Box::new([
                self.expression(&operation.lhs_expr),
                self.expression(&operation.rhs_expr),
            ])),
            Source::Conditional(conditional) => {
                ExpressionKind::Conditional(Box::new(Conditional {
                    condition: self.expression(&conditional.cond_expr),
                    yes: self.expression(&conditional.true_expr),
                    no: self.expression(&conditional.false_expr),
                }))
            }
            Source::ForExpr(source) => ExpressionKind::For(Box::new(self.for_expression(source))),
        };
        Expression {
            span: self.span(source.span()),
            kind,
        }
    }

    fn for_expression(&self, source: &expr::ForExpr) -> For {
        For {
            key: source.intro.key_var.as_ref().map(|name| self.name(name)),
            value: self.name(&source.intro.value_var),
            collection: self.expression(&source.intro.collection_expr),
            result_key: source.key_expr.as_ref().map(|key| self.expression(key)),
            result: self.expression(&source.value_expr),
            condition: source.cond.as_ref().map(|cond| self.expression(&cond.expr)),
        }
    }

    fn function(&self, name: &expr::FuncName) -> Name {
        let mut text = String::new();
        for part in &name.namespace {
            text.push_str(part.as_str());
            text.push_str("::");
        }
        text.push_str(name.name.as_str());
        let last = self.span(name.name.span());
        Name {
            text,
            span: name
                .namespace
                .first()
                .map_or(last, |first| self.span(first.span()).to(last)),
        }
    }

    fn key(&self, key: &ObjectKey) -> Expression {
        let written = self.text.get(key.span().unwrap_or_default());
        match key {
            ObjectKey::Ident(name) => Expression {
                span: self.span(name.span()),
                kind: ExpressionKind::String(written.unwrap_or(name.as_str()).to_owned()),
            },
            ObjectKey::Expression(source) => {
                let mut key = self.expression(source);
                // A repair renames a repeated key for the parser, never one with an escape.
                if let (ExpressionKind::String(decoded), Some(written)) = (&mut key.kind, written)
                    && let Some(inner) = written.strip_prefix('"').and_then(|w| w.strip_suffix('"'))
                    && !inner.contains(['\\', '$', '%'])
                {
                    inner.clone_into(decoded);
                }
                key
            }
        }
    }

    fn traversal(&self, traversal: &expr::Traversal) -> ExpressionKind {
        let root = match &traversal.expr {
            Source::Variable(name) => Root::Name(self.name(name)),
            other => Root::Expression(Box::new(self.expression(other))),
        };
        let steps = traversal.operators.iter().map(|operator| Step {
            span: self.span(operator.span()),
            kind: match operator.value() {
                TraversalOperator::AttrSplat(_) => StepKind::LegacySplat,
                TraversalOperator::FullSplat(_) => StepKind::Splat,
                TraversalOperator::GetAttr(name) => {
                    StepKind::Attribute(name.value().as_str().to_owned())
                }
                TraversalOperator::Index(index) => StepKind::Index(self.expression(index)),
                TraversalOperator::LegacyIndex(index) => StepKind::LegacyIndex(*index.value()),
            },
        });
        ExpressionKind::Traversal(Traversal {
            steps: steps.collect(),
            root,
        })
    }

    pub(crate) fn template(&self, template: &template::Template) -> Template {
        let parts = template.iter().map(|element| match element {
            Element::Literal(literal) => TemplatePart::Literal(self.span(literal.span())),
            Element::Interpolation(interpolation) => TemplatePart::Interpolation {
                span: self.span(interpolation.span()),
                expression: self.expression(&interpolation.expr),
            },
            Element::Directive(directive) => TemplatePart::Directive {
                span: self.span(directive.span()),
                directive: Box::new(self.directive(directive)),
            },
        });
        Template {
            parts: parts.collect(),
        }
    }

    fn directive(&self, directive: &template::Directive) -> Directive {
        match directive {
            template::Directive::If(source) => Directive::If {
                condition: self.expression(&source.if_expr.cond_expr),
                yes: self.template(&source.if_expr.template),
                no: source
                    .else_expr
                    .as_ref()
                    .map(|other| self.template(&other.template)),
            },
            template::Directive::For(source) => Directive::For {
                value: self.name(&source.for_expr.value_var),
                collection: self.expression(&source.for_expr.collection_expr),
                body: self.template(&source.for_expr.template),
            },
        }
    }
}
