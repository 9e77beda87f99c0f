//! Going through expressions with their ancestors.

use crate::{
    Attribute, Block, Body, Directive, Expression, ExpressionKind, Isolated, Item, Root, StepKind,
    Template, TemplatePart,
};

/// Calls `seen` for `expression` and everything within, outermost first, with the ancestors of each from `expression` down.
pub fn walk<'a>(
    expression: &'a Expression,
    seen: &mut impl FnMut(&'a Expression, &[&'a Expression]),
) {
    inner(expression, &mut Vec::new(), seen);
}

fn inner<'a>(
    expression: &'a Expression,
    ancestors: &mut Vec<&'a Expression>,
    seen: &mut impl FnMut(&'a Expression, &[&'a Expression]),
) {
    seen(expression, ancestors);
    ancestors.push(expression);
    let mut go = |child: &'a Expression| inner(child, ancestors, seen);
    match &expression.kind {
        ExpressionKind::Null
        | ExpressionKind::Bool(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::String(_) => {}
        ExpressionKind::Template(template) | ExpressionKind::Heredoc(template) => {
            in_template(template, &mut go);
        }
        ExpressionKind::Array(items)
        | ExpressionKind::Call {
            arguments: items, ..
        } => {
            items.iter().for_each(go);
        }
        ExpressionKind::Object(items) => {
            for item in items {
                go(&item.key);
                go(&item.value);
            }
        }
        ExpressionKind::Parenthesis(child) | ExpressionKind::Unary(child) => go(child),
        ExpressionKind::Binary(children) => children.iter().for_each(go),
        ExpressionKind::Traversal(traversal) => {
            if let Root::Expression(root) = &traversal.root {
                go(root);
            }
            for step in &traversal.steps {
                if let StepKind::Index(index) = &step.kind {
                    go(index);
                }
            }
        }
        ExpressionKind::Conditional(parts) => {
            go(&parts.condition);
            go(&parts.yes);
            go(&parts.no);
        }
        ExpressionKind::For(parts) => {
            go(&parts.collection);
            parts.result_key.iter().for_each(&mut go);
            go(&parts.result);
            parts.condition.iter().for_each(go);
        }
    }
    ancestors.pop();
}

fn in_template<'a>(template: &'a Template, go: &mut impl FnMut(&'a Expression)) {
    for part in &template.parts {
        match part {
            TemplatePart::Literal(_) => {}
            TemplatePart::Interpolation { expression, .. } => go(expression),
            TemplatePart::Directive { directive, .. } => match &**directive {
                Directive::If { condition, yes, no } => {
                    go(condition);
                    in_template(yes, go);
                    if let Some(no) = no {
                        in_template(no, go);
                    }
                }
                Directive::For {
                    collection, body, ..
                } => {
                    go(collection);
                    in_template(body, go);
                }
            },
        }
    }
}

/// What [`visit`] calls on its way through a body. `path` holds the blocks around, outermost first.
pub trait Visit<'a> {
    /// A block, before what is in it.
    fn block(&mut self, block: &'a Block, path: &[&'a Block]) {
        let _ = (block, path);
    }

    /// An attribute of a body.
    fn attribute(&mut self, attribute: &'a Attribute, path: &[&'a Block]) {
        let _ = (attribute, path);
    }

    /// A part that could not be read.
    fn isolated(&mut self, isolated: &'a Isolated) {
        let _ = isolated;
    }
}

/// Goes through everything in `body`, in order.
pub fn visit<'a>(body: &'a Body, visitor: &mut impl Visit<'a>) {
    within(body, &mut Vec::new(), visitor);
}

fn within<'a>(body: &'a Body, path: &mut Vec<&'a Block>, visitor: &mut impl Visit<'a>) {
    for item in &body.items {
        match item {
            Item::Attribute(attribute) => visitor.attribute(attribute, path),
            Item::Isolated(isolated) => visitor.isolated(isolated),
            Item::Block(block) => {
                visitor.block(block, path);
                path.push(block);
                within(&block.body, path, visitor);
                path.pop();
            }
        }
    }
}
