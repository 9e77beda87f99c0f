//! The schema part of a page.

use crate::schema::describe::{FieldDescription, Usage};

/// Lists by usage, then one section for each kind of nested object, with anchors.
pub(super) fn schema(fields: &[FieldDescription]) -> String {
    let mut out = lists(fields, "", "### ");
    sections(fields, "", &mut out);
    out
}

/// The attributes of an identity, which has no sections of its own.
pub(super) fn identity(fields: &[FieldDescription]) -> String {
    lists(fields, "", "#### ")
}

/// Required, optional and read-only fields; `heading` stands before the title of each list.
fn lists(fields: &[FieldDescription], parent: &str, heading: &str) -> String {
    let mut out = String::new();
    for (usage, title) in [
        (Usage::Required, "Required"),
        (Usage::Optional, "Optional"),
        (Usage::ReadOnly, "Read-Only"),
    ] {
        let mut chosen = fields
            .iter()
            .filter(|field| field.usage == usage)
            .peekable();
        if chosen.peek().is_none() {
            continue;
        }
        if heading.is_empty() {
            out.push_str(&format!("{title}:\n\n"));
        } else {
            out.push_str(&format!("{heading}{title}\n\n"));
        }
        for field in chosen {
            out.push_str(&item(field, parent));
        }
        out.push('\n');
    }
    out
}

fn item(field: &FieldDescription, parent: &str) -> String {
    let mut notes = vec![field.type_name.clone()];
    if field.block {
        let (min, max) = field.items;
        notes.extend((min > 0).then(|| format!("Min: {min}")));
        notes.extend((max > 0).then(|| format!("Max: {max}")));
    }
    notes.extend(field.sensitive.then(|| "Sensitive".to_owned()));
    notes.extend(field.write_only.then(|| "Write-only".to_owned()));
    notes.extend(field.deprecated.is_some().then(|| "Deprecated".to_owned()));

    let mut more = Vec::new();
    let mut add = |sentence: String| more.push(sentence);
    if let Some(default) = &field.default {
        add(format!("Default: `{default}`."));
    }
    for rule in &field.rules {
        add(format!("The value {rule}."));
    }
    for effect in &field.effects {
        add(effect.clone());
    }
    if let Some(message) = &field.deprecated {
        add(format!("**Deprecated**: {message}"));
    }
    if !field.nested.is_empty() {
        add(format!(
            "(see [below for nested schema](#{}))",
            anchor(field, parent)
        ));
    }
    let text = super::sentences(&field.description, more.into_iter());
    // Further paragraphs belong to the same list item.
    let text = text.replace('\n', "\n  ").replace("\n  \n", "\n\n");
    format!("- `{}` ({}) {text}\n", field.name, notes.join(", "))
}

fn anchor(field: &FieldDescription, parent: &str) -> String {
    let kind = if field.block {
        "nestedblock"
    } else {
        "nestedatt"
    };
    format!("{kind}--{}", full_name(field, parent).replace('.', "--"))
}

fn full_name(field: &FieldDescription, parent: &str) -> String {
    if parent.is_empty() {
        field.name.clone()
    } else {
        format!("{parent}.{}", field.name)
    }
}

fn sections(fields: &[FieldDescription], parent: &str, out: &mut String) {
    for field in fields.iter().filter(|field| !field.nested.is_empty()) {
        let name = full_name(field, parent);
        out.push_str(&format!(
            "<a id=\"{}\"></a>\n### Nested Schema for `{name}`\n\n",
            anchor(field, parent)
        ));
        out.push_str(&lists(&field.nested, &name, ""));
        sections(&field.nested, &name, out);
    }
}
