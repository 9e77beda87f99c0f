//! What newer Terraforms ask for: functions, ephemeral resources, identities, searches, actions,
//! moves and generated configuration.

use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::workspace::{self, Workspace, each_terraform, terraform_115, wait_until};

#[test]
fn functions_are_called_with_all_kinds_of_arguments() {
    for terraform in each_terraform() {
        let room = Workspace::with(
            terraform,
            r#"
resource "terraform_data" "later" { input = "x" }
output "shout" { value = provider::lab::shout(2, null, "hey", terraform_data.later.output) }
output "first" { value = provider::lab::first([123456789012345678901234567890, "x"]) }
output "none" { value = provider::lab::first([]) }
output "inspect" { value = provider::lab::inspect({ a = [true] }) }
"#,
        );
        room.terraform(["apply", "-auto-approve"]).succeeds();
        let text = room.terraform(["output", "-json"]).succeeds();
        assert!(text.contains("123456789012345678901234567890"), "{text}");
        let outputs: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(outputs["shout"]["value"], "HEY!! X!!");
        assert_eq!(outputs["none"]["value"], Json::Null);
        let inspected =
            json!({ "state": "known", "type": "[\"object\",{\"a\":[\"tuple\",[\"bool\"]]}]" });
        assert_eq!(outputs["inspect"]["value"], inspected);
        room.terraform(["plan", "-detailed-exitcode"]).succeeds();

        room.write("output \"o\" { value = provider::lab::shout(1, \"\", \"a\", \"silent b\") }\n");
        let text = room.terraform(["plan"]).fails();
        assert!(text.contains("\"silent b\" cannot be shouted."), "{text}");
        assert!(text.contains("\"words\""), "the parameter is named: {text}");
    }
}

const EPHEMERAL: &str = r#"
ephemeral "lab_key" "k" {
  name        = "k"
  renew_every = "1s"
}
resource "lab_job" "slow" {
  name = "slow"
  work = "WORK"
}
resource "lab_thing" "t" {
  name             = "t"
  password         = ephemeral.lab_key.k.secret
  password_version = 1
  depends_on       = [lab_job.slow]
}
"#;

#[test]
fn an_ephemeral_resource_lives_as_long_as_it_is_needed() {
    for terraform in each_terraform() {
        let room = Workspace::with(terraform, &EPHEMERAL.replace("WORK", "4s"));
        room.terraform(["apply", "-auto-approve"]).succeeds();
        let state = room.state();
        assert_eq!(state.resource("lab_thing")["password_length"], 8);
        assert!(!state.text.contains("kkkkkkkk"), "the secret is nowhere");
        let objects = room.objects();
        assert!(
            !objects.contains(&"key-k".to_owned()),
            "it is closed: {objects:?}"
        );
        assert!(
            objects.contains(&"renewed-k".to_owned()),
            "it was renewed: {objects:?}"
        );
        room.terraform(["plan", "-detailed-exitcode"]).succeeds();
        assert!(!room.objects().contains(&"key-k".to_owned()));
    }
}

#[test]
fn an_interrupt_closes_what_is_open() {
    for terraform in each_terraform() {
        let room = Workspace::with(terraform, &EPHEMERAL.replace("WORK", "120s"));
        let mut apply = room.start(["apply", "-auto-approve"]);
        let open = || {
            ["key-k", "job-slow"]
                .iter()
                .all(|name| room.root().join(name).exists())
        };
        wait_until("the key is open and the job at work", open);
        std::thread::sleep(Duration::from_millis(300));
        workspace::signal("INT", -i64::from(apply.0.id()));
        assert!(!apply.0.wait().unwrap().success());
        assert!(!room.root().join("key-k").exists(), "the key is closed");
        room.no_provider_is_left();
    }
}

#[test]
fn a_killed_terraform_leaves_nothing_open() {
    let room = Workspace::new(&EPHEMERAL.replace("WORK", "120s"));
    let mut apply = room.start(["apply", "-auto-approve"]);
    let open = || {
        ["key-k", "job-slow"]
            .iter()
            .all(|name| room.root().join(name).exists())
    };
    wait_until("the key is open and the job at work", open);
    workspace::signal("KILL", i64::from(apply.0.id()));
    apply.0.wait().unwrap();
    wait_until("the key is closed", || !room.root().join("key-k").exists());
    room.no_provider_is_left();
}

#[test]
fn imports_with_generated_configuration_leave_nothing_to_do() {
    for (position, terraform) in each_terraform().into_iter().enumerate() {
        let by_identity = position == 1;
        let target = if by_identity {
            "identity = { name = \"found\" }"
        } else {
            "id = \"found\""
        };
        let import = format!("import {{\n  to = lab_note.n\n  {target}\n}}\n");
        let room = Workspace::with(terraform, &import);
        std::fs::write(room.root().join("note-found"), "one\ntwo").unwrap();
        room.terraform(["plan", "-generate-config-out=generated.tf"])
            .succeeds();
        let generated = room.read_file("generated.tf");
        assert!(generated.contains("one\\ntwo"), "{generated}");
        assert!(!generated.contains("lines"), "{generated}");
        let text = room.terraform(["apply", "-auto-approve"]).succeeds();
        assert!(
            text.contains("1 imported, 0 added, 0 changed, 0 destroyed"),
            "{text}"
        );
        room.terraform(["plan", "-detailed-exitcode"]).succeeds();
        if by_identity {
            let state = room.state();
            let note = state.instance("lab_note");
            assert_eq!(note["identity"], json!({ "name": "found", "kind": "note" }));
            assert_eq!(note["identity_schema_version"], 1);
        }
    }
}

#[test]
fn states_with_old_identities_and_without_any_go_on() {
    let room = Workspace::with(
        terraform_115(),
        "resource \"lab_note\" \"n\" { text = \"x\" }\n",
    );
    room.terraform(["apply", "-auto-approve"]).succeeds();
    let state = room.state().text;
    let mut json: Json = serde_json::from_str(&state).unwrap();
    let instance = &mut json["resources"][0]["instances"][0];
    assert_eq!(instance["identity_schema_version"], 1);
    instance["identity_schema_version"] = json!(0);
    instance["identity"] = json!({ "note": "unnamed" });
    let old = json.to_string();
    room.write_file("terraform.tfstate", &old);
    room.terraform(["plan", "-detailed-exitcode"]).succeeds();

    let instance = json["resources"][0]["instances"][0]
        .as_object_mut()
        .unwrap();
    instance.remove("identity");
    instance.remove("identity_schema_version");
    room.write_file("terraform.tfstate", &json.to_string());
    room.terraform(["plan", "-detailed-exitcode"]).succeeds();
    room.terraform(["apply", "-refresh-only", "-auto-approve"])
        .succeeds();
    let state = room.state();
    assert_eq!(state.instance("lab_note")["identity"]["name"], "unnamed");
}

#[test]
fn a_query_finds_objects_and_writes_their_configuration() {
    let room = Workspace::with(terraform_115(), "");
    for number in 0..5 {
        std::fs::write(
            room.root().join(format!("note-n{number}")),
            format!("text {number}"),
        )
        .unwrap();
    }
    room.write_file(
        "all.tfquery.hcl",
        r#"
list "lab_note" "some" {
  provider         = lab
  limit            = 3
  include_resource = true
  config { prefix = "n" }
}
list "lab_note" "bare" { provider = lab }
"#,
    );
    let text = room.terraform(["query"]).succeeds();
    for part in ["list.lab_note.some", "name=n2", "Note n2", "name=n4"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    room.write_file(
        "all.tfquery.hcl",
        "list \"lab_note\" \"all\" {\n  provider = lab\n  include_resource = true\n}\n",
    );
    room.terraform(["query", "-generate-config-out=generated.tf"])
        .succeeds();
    // Without states there is nothing to write but the imports.
    room.write_file(
        "all.tfquery.hcl",
        "list \"lab_note\" \"all\" {\n  provider = lab\n}\n",
    );
    room.terraform(["query", "-generate-config-out=bare.tf"])
        .succeeds();
    let bare = room.read_file("bare.tf");
    assert_eq!(bare.matches("to       = lab_note.").count(), 5, "{bare}");
    room.remove_file("bare.tf");
    room.remove_file("all.tfquery.hcl");
    let text = room.terraform(["apply", "-auto-approve"]).succeeds();
    assert!(
        text.contains("5 imported, 0 added, 0 changed, 0 destroyed"),
        "{text}\n{}",
        room.read_file("generated.tf")
    );
    room.terraform(["plan", "-detailed-exitcode"]).succeeds();
    room.write_file(
        "bad.tfquery.hcl",
        "list \"lab_note\" \"bad\" {\n  provider = lab\n  config { mischief = \"fail late\" }\n}\n",
    );
    let text = room.terraform(["query"]).fails();
    assert!(text.contains("Failed as asked"), "{text}");
}

#[test]
fn actions_report_their_progress() {
    let room = Workspace::with(
        terraform_115(),
        r#"
action "lab_append" "more" {
  config {
    note     = "log"
    times    = 2
    password = "terraform-test-word"
  }
}
resource "lab_note" "n" {
  text = "x"
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.lab_append.more]
    }
  }
}
action "lab_append" "bad" {
  config {
    note     = "log"
    mischief = "fail"
  }
}
"#,
    );
    std::fs::write(room.root().join("note-log"), "").unwrap();
    let log = || std::fs::read_to_string(room.root().join("note-log")).unwrap();
    let text = room.terraform(["apply", "-auto-approve"]).succeeds();
    for part in ["1 of 2", "2 of 2", "the password is ***"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!room.state().text.contains("terraform-test-word"));
    assert_eq!(log().lines().count(), 2);
    room.terraform(["apply", "-auto-approve", "-invoke=action.lab_append.more"])
        .succeeds();
    assert_eq!(log().lines().count(), 4);
    let text = room
        .terraform(["apply", "-auto-approve", "-invoke=action.lab_append.bad"])
        .fails();
    assert!(text.contains("Failed as asked"), "{text}");
    room.no_provider_is_left();
}

#[test]
fn a_wrapper_is_moved_to_what_it_wraps() {
    for terraform in each_terraform() {
        let room = Workspace::with(
            terraform,
            "resource \"terraform_data\" \"n\" { input = \"old\" }\n",
        );
        std::fs::write(room.root().join("note-old"), "text").unwrap();
        room.terraform(["apply", "-auto-approve"]).succeeds();
        room.write(
            "moved {\n  from = terraform_data.n\n  to   = lab_note.n\n}\nresource \"lab_note\" \"n\" { text = \"text\" }\n",
        );
        let text = room.terraform(["apply", "-auto-approve"]).succeeds();
        assert!(text.contains("0 added, 0 changed, 0 destroyed"), "{text}");
        assert_eq!(room.state().resource("lab_note")["changes"], 7);
        room.terraform(["plan", "-detailed-exitcode"]).succeeds();

        room.write(
            "moved {\n  from = lab_note.n\n  to   = lab_job.n\n}\nresource \"lab_job\" \"n\" { name = \"x\" }\n",
        );
        let text = room.terraform(["plan"]).fails();
        assert!(text.contains("cannot become a lab_job"), "{text}");
    }
}
