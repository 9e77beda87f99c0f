//! Registry pages of the example provider.

#![allow(
    clippy::unwrap_used,
    reason = "a failed step of a test is a failed test"
)]

#[path = "../examples/lab/provider/mod.rs"]
mod provider;

use terraform_plugin::docs::{
    Extras, example_path, function_example_path, function_page, function_path, page, path,
};
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
        ..Extras::default()
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
    for unit in lab.units() {
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

#[test]
fn functions_show_their_signature_and_arguments() {
    let lab = describe(&provider::Lab);
    let names: Vec<_> = lab
        .functions
        .iter()
        .map(|function| &function.name)
        .collect();
    assert_eq!(names, ["first", "inspect", "shout"]);
    let shout = &lab.functions[2];
    assert_eq!(function_path(shout), "functions/shout.md");
    assert_eq!(function_example_path(shout), "functions/shout/function.tf");
    let expected = "\
---
page_title: \"shout function - lab\"
subcategory: \"Sounds\"
description: |-
  Shouts words
---

# function: shout

Shouts words, each as loud as asked.

Words that are silent already cannot be shouted.

## Example Usage

```terraform
output \"x\" { value = provider::lab::shout(1, null, \"hey\") }
```

## Signature

```text
shout(volume number, separator string, words string...) string
```

## Arguments

1. `volume` (Number) How loud: the number of exclamation marks. The value must be from 0 to 9.
1. `separator` (String, Nullable) What stands between the words; a blank when null.
1. `words` (Variadic, String) The words. The value must not be blank.

## Result

The words in capital letters.
";
    let example = "output \"x\" { value = provider::lab::shout(1, null, \"hey\") }\n";
    assert_eq!(function_page(&lab, shout, Some(example), None), expected);
    let first = function_page(&lab, &lab.functions[0], None, None);
    assert!(first.contains("~> **Deprecated** use `list[0]`\n") && !first.contains("## Result"));
    let inspect = function_page(&lab, &lab.functions[1], None, Some("## More\n\nText."));
    assert!(inspect.contains("inspect(value dynamic) object({ state = string, type = string })\n"));
    assert!(inspect.contains("## More\n\nText.\n\n## Signature"));
}

#[test]
fn every_kind_has_its_place_and_title() {
    let lab = describe(&provider::Lab);
    let places: Vec<_> = lab
        .units()
        .map(|unit| (path(&lab, unit), example_path(unit)))
        .filter(|(path, _)| !path.starts_with("resources/"))
        .collect();
    let expected = [
        ("index.md", "provider/provider.tf"),
        (
            "data-sources/echo.md",
            "data-sources/lab_echo/data-source.tf",
        ),
        (
            "ephemeral-resources/key.md",
            "ephemeral-resources/lab_key/ephemeral-resource.tf",
        ),
        (
            "list-resources/note.md",
            "list-resources/lab_note/list-resource.tfquery.hcl",
        ),
        ("actions/append.md", "actions/lab_append/action.tf"),
    ];
    let expected = expected.map(|(path, example)| (path.to_owned(), example.to_owned()));
    assert_eq!(places, expected);
    for (unit, parts) in [
        (
            &lab.ephemeral_resources[0],
            [
                "page_title: \"lab_key Ephemeral Resource - lab\"",
                "# lab_key (Ephemeral Resource)\n",
                "### Read-Only\n\n- `secret` (String, Sensitive) The secret.",
            ],
        ),
        (
            &lab.list_resources[0],
            [
                "page_title: \"lab_note List Resource - lab\"",
                "# lab_note (List Resource)\n",
                "## Schema\n\nArguments of the `config` block:\n\n### Optional\n\n- `mischief`",
            ],
        ),
        (
            &lab.actions[0],
            [
                "page_title: \"lab_append Action - lab\"",
                "# lab_append (Action)\n",
                "- `password` (String, Sensitive, Write-only) A word",
            ],
        ),
    ] {
        let text = page(&lab, unit, &Extras::default());
        for part in parts {
            assert!(text.contains(part), "{part}\nis not in\n{text}");
        }
    }
}

#[test]
fn an_import_by_identity_is_shown_with_the_identity() {
    let lab = describe(&provider::Lab);
    let extras = Extras {
        import_by_identity: Some("import {\n  to = lab_note.x\n  identity = { name = \"a\" }\n}"),
        import_block: Some("import {\n  to = lab_note.x\n  id = \"a\"\n}"),
        ..Extras::default()
    };
    let text = page(&lab, &lab.resources[1], &extras);
    let expected = "\
## Import

With an `import` block by identity (Terraform 1.12 and later):

```terraform
import {
  to = lab_note.x
  identity = { name = \"a\" }
}
```

### Identity Schema

#### Required

- `name` (String) The name of the note.

#### Optional

- `kind` (String) The kind of object, which is always `note`.

With an `import` block by id (Terraform 1.5 and later):
";
    assert!(text.contains(expected), "{text}");
    assert!(lab.resources[0].identity.is_empty());
}
