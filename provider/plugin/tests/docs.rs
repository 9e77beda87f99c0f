//! Registry pages of the example provider.

#![allow(
    clippy::unwrap_used,
    reason = "a failed step of a test is a failed test"
)]

#[path = "../examples/lab/provider/mod.rs"]
mod provider;

use terraform_plugin::docs::{Extras, page, path};
use terraform_plugin::schema::describe::{FieldDescription, Usage, describe};

#[test]
fn pages_follow_the_registry() {
    let lab = describe(&provider::Lab);
    let note = &lab.resources[1];
    assert_eq!(path(&lab, note), "resources/note.md");
    let extras = Extras {
        example: Some("resource \"lab_note\" \"x\" {\n  text = \"hi\"\n}\n"),
        import_block: Some("import {\n  to = lab_note.x\n  id = \"name\"\n}"),
        import_command: Some("terraform import lab_note.x name"),
        notes: None,
    };
    let expected = "\
---
page_title: \"lab_note Resource - lab\"
subcategory: \"\"
description: |-
  A note in a file, which is its only copy.
---

# lab_note (Resource)

A note in a file, which is its only copy.

## Example Usage

```terraform
resource \"lab_note\" \"x\" {
  text = \"hi\"
}
```

## Schema

### Required

- `text` (String) What it says.

### Optional

- `name` (String) The name of the note; chosen by the provider unless given. Changing it replaces the resource.

### Read-Only

- `changes` (Number) Changes made through Terraform, kept in private data.
- `id` (String) The name of the note.
- `lines` (Number) Lines of the text.

## Import

With an `import` block (Terraform 1.5 and later):

```terraform
import {
  to = lab_note.x
  id = \"name\"
}
```

On the command line:

```shell
terraform import lab_note.x name
```
";
    assert_eq!(page(&lab, note, &extras), expected);
}

#[test]
fn nested_schemas_have_anchors_and_details() {
    let lab = describe(&provider::Lab);
    let text = page(&lab, &lab.resources[2], &Extras::default());
    for part in [
        "- `many` (Attributes List) Rules in order. (see [below for nested schema](#nestedatt--many))\n",
        "- `step` (Block List) Steps in order. The value must have 0 to 5 elements. (see [below for nested schema](#nestedblock--step))\n",
        "<a id=\"nestedblock--settings--rule\"></a>\n### Nested Schema for `settings.rule`\n\nRequired:\n\n- `port` (Number) The port. The value must be from 1 to 65535.\n",
        "- `rule` (Block List, Max: 3) Rules in it. (see [below for nested schema](#nestedblock--shelf--rule))\n",
        "- `password` (String, Sensitive, Write-only) A secret that is not in the state.",
        "- `legacy` (String, Deprecated) Not used any more. **Deprecated**: use `text`\n",
        "- `protocol` (String) The protocol. Default: `\"tcp\"`.\n",
        "- `labels` (Map of String) Labels by name.\n",
        "- `grid` (List of List of Number)",
        "- `anything` (Dynamic) Anything.\n",
        "- `create` (String) How long creating may take, such as `20m`.\n",
    ] {
        assert!(text.contains(part), "{part}\nis not in\n{text}");
    }
    let index = page(&lab, &lab.config, &Extras::default());
    assert!(index.starts_with("---\npage_title: \"Provider: lab\"\n"));
    assert!(index.contains("### Required\n\n- `root` (String)"));
    let echo = page(&lab, &lab.data_sources[0], &Extras::default());
    assert!(
        echo.contains("subcategory: \"Sounds\"\n") && echo.contains("# lab_echo (Data Source)\n")
    );
}

#[test]
fn every_anchor_that_is_linked_exists() {
    let lab = describe(&provider::Lab);
    for unit in lab
        .resources
        .iter()
        .chain(&lab.data_sources)
        .chain([&lab.config])
    {
        let text = page(&lab, unit, &Extras::default());
        for link in text
            .split("](#")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            assert_eq!(
                text.matches(&format!("<a id=\"{link}\"></a>")).count(),
                1,
                "{}: {link}",
                unit.type_name
            );
        }
    }
}

#[test]
fn descriptions_are_plain_data() {
    fn check(fields: &[FieldDescription]) {
        assert!(fields.is_sorted_by_key(|field| &field.name));
        for field in fields {
            assert!(!field.description.is_empty(), "{}", field.name);
            check(&field.nested);
        }
    }
    let lab = describe(&provider::Lab);
    check(&lab.resources[2].fields);
    let json = serde_json::to_value(&lab).unwrap();
    assert_eq!(json["resources"][2]["type_name"], "lab_thing");
    let size = lab.resources[2]
        .fields
        .iter()
        .find(|field| field.name == "size")
        .unwrap();
    assert_eq!(
        (size.usage, size.computed, size.default.as_deref()),
        (Usage::Optional, true, Some("3"))
    );
}
