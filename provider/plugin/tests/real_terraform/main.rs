//! The example provider under real Terraform: the one on PATH, or the one at `TF_ACC_TERRAFORM_PATH`.

#![allow(
    clippy::unwrap_used,
    reason = "a failed step of a test is a failed test"
)]
#![cfg(unix)]

#[path = "../lab_binary/mod.rs"]
mod lab_binary;
mod later_units;
mod workspace;

use std::time::{Duration, Instant};

use serde_json::Value as Json;
use workspace::{Workspace, wait_until};

const EVERYTHING: &str = r#"
resource "terraform_data" "later" { input = "x" }

resource "lab_thing" "all" {
  name             = "all"
  ratio            = 0.1
  big              = 123456789012345678901234567890.123
  document         = "{\"b\": 1, \"a\": [2]}"
  ttl              = "90s"
  mode             = "Fast"
  secret           = "terraform-test-secret"
  password         = "terraform-test-password"
  password_version = 1
  anything         = { a = [1, "x", null, 2.5], b = null, c = terraform_data.later.id }
  labels           = { x = "y", id = terraform_data.later.id }
  tags             = ["b", "a", terraform_data.later.id]
  modes            = ["fast"]
  grid             = [[1, null], []]
  one              = { port = 80 }
  many             = [{ port = 22 }, { port = 81, protocol = "udp", remark = terraform_data.later.id }]
  some             = [{ port = 82 }, { port = 83, remark = terraform_data.later.id }]
  named            = { a = { port = 84 } }
  timeouts         = { create = "1h" }
  settings {
    title = "s"
    rule { port = 85 }
  }
  dynamic "step" {
    for_each = toset([terraform_data.later.output])
    content { port = 86 }
  }
  piece { port = 87 }
  piece { port = 88 }
  shelf "top" { title = terraform_data.later.id }
}

resource "lab_note" "n" { text = "one\ntwo" }

data "lab_echo" "e" { text = lab_note.n.id }

output "echo" { value = data.lab_echo.e.shout }
"#;

#[test]
fn everything_is_planned_applied_stable_changed_and_destroyed() {
    let room = Workspace::new(EVERYTHING);
    room.terraform(["apply", "-auto-approve"]).succeeds();
    let state = room.state();
    let thing = state.resource("lab_thing");
    assert_eq!(thing["id"], "thing-all");
    assert_eq!(thing["password"], Json::Null);
    assert_eq!(thing["password_length"], 23);
    assert!(
        state.text.contains("123456789012345678901234567890.123"),
        "the number keeps its digits"
    );
    assert!(
        !state.text.contains("terraform-test-password"),
        "write-only values are not stored"
    );

    let again = room.terraform(["plan", "-detailed-exitcode"]).succeeds();
    assert!(again.contains("No changes."), "{again}");

    let edited = EVERYTHING.replace(
        r#"ttl              = "90s""#,
        r#"ttl              = "1m30s""#,
    );
    room.write(&edited);
    room.terraform(["plan", "-detailed-exitcode"]).succeeds();

    room.write(
        &edited
            .replace("{ port = 82 }, ", "")
            .replace("one\\ntwo", "three"),
    );
    let plan = room.terraform(["plan"]).succeeds();
    assert!(
        plan.contains("Plan: 0 to add, 2 to change, 0 to destroy."),
        "{plan}"
    );
    room.terraform(["apply", "-auto-approve"]).succeeds();
    room.terraform(["plan", "-detailed-exitcode"]).succeeds();
    assert_eq!(
        room.state().resource("lab_note")["changes"],
        2,
        "private data lives across processes"
    );

    room.write(&edited.replace(r#"= "all""#, r#"= "other""#));
    let plan = room.terraform(["plan"]).succeeds();
    assert!(plan.contains("forces replacement"), "{plan}");
    room.terraform(["destroy", "-auto-approve"]).succeeds();
    assert_eq!(room.objects(), Vec::<String>::new());
    room.no_provider_is_left();
}

#[test]
fn terraform_accepts_the_whole_schema() {
    for (position, terraform) in workspace::each_terraform().into_iter().enumerate() {
        let room = Workspace::with(terraform, "");
        let text = room.terraform(["providers", "schema", "-json"]).succeeds();
        let schema: Json = serde_json::from_str(&text).unwrap();
        let schemas = &schema["provider_schemas"]["registry.terraform.io/acme/lab"];
        assert_eq!(schemas["resource_schemas"].as_object().unwrap().len(), 3);
        let some = &schemas["resource_schemas"]["lab_thing"]["block"]["attributes"]["some"];
        assert_eq!(some["nested_type"]["nesting_mode"], "set");
        assert_eq!(schemas["functions"]["shout"]["return_type"], "string");
        let key = &schemas["ephemeral_resource_schemas"]["lab_key"]["block"];
        assert_eq!(key["attributes"]["secret"]["sensitive"], true);
        if position == 1 {
            let note = &schemas["resource_identity_schemas"]["lab_note"];
            assert_eq!(note["attributes"]["name"]["required_for_import"], true);
            let config = &schemas["list_resource_schemas"]["lab_note"]["block"];
            assert!(config.to_string().contains("\"prefix\""), "{config}");
            let action = &schemas["action_schemas"]["lab_append"]["block"];
            assert_eq!(action["attributes"]["password"]["write_only"], true);
        }
    }
}

#[test]
fn errors_point_at_the_line() {
    let room = Workspace::new(
        "resource \"lab_thing\" \"x\" {\n  name = \"x\"\n  many = [{ port = 0 }]\n}\n",
    );
    let text = room.terraform(["validate"]).fails();
    assert!(
        text.contains("The value must be from 1 to 65535; it is 0."),
        "{text}"
    );
    assert!(
        text.contains("lab_thing.x") && text.contains("main.tf line"),
        "{text}"
    );
}

#[test]
fn imported_objects_need_no_change() {
    let room = Workspace::new(
        "import {\n  to = lab_note.n\n  id = \"found\"\n}\nresource \"lab_note\" \"n\" { text = \"hello\" }\n",
    );
    std::fs::write(room.root().join("note-found"), "hello").unwrap();
    let text = room.terraform(["apply", "-auto-approve"]).succeeds();
    assert!(
        text.contains("1 imported, 0 added, 0 changed, 0 destroyed"),
        "{text}"
    );
}

#[test]
fn an_interrupt_saves_what_a_slow_create_has_made() {
    let room = Workspace::new(
        "resource \"lab_job\" \"slow\" {\n  name = \"slow\"\n  work = \"120s\"\n}\n",
    );
    let mut apply = room.start(["apply", "-auto-approve"]);
    wait_until("the job is being created", || {
        room.root().join("job-slow").exists()
    });
    std::thread::sleep(Duration::from_millis(300));
    let start = Instant::now();
    // To the whole group, as a terminal does: the provider gets it too, and must not die of it.
    workspace::signal("INT", -i64::from(apply.0.id()));
    let status = apply.0.wait().unwrap();
    assert!(!status.success());
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
    let state = room.state();
    assert_eq!(state.resource("lab_job")["id"], "job-slow");
    assert!(state.resource("lab_job")["progress"].as_i64().unwrap() < 1_000);
    assert!(state.text.contains("\"status\": \"tainted\""));
    room.no_provider_is_left();
}

#[test]
fn a_killed_terraform_leaves_no_provider_behind() {
    let room = Workspace::new(
        "resource \"lab_job\" \"slow\" {\n  name = \"orphan\"\n  work = \"120s\"\n}\n",
    );
    let mut apply = room.start(["apply", "-auto-approve"]);
    wait_until("the job is being created", || {
        room.root().join("job-orphan").exists()
    });
    assert!(!room.providers().is_empty());
    workspace::signal("KILL", i64::from(apply.0.id()));
    apply.0.wait().unwrap();
    room.no_provider_is_left();
}

#[test]
fn without_tls_terraform_is_served_on_the_private_socket_only() {
    let room = Workspace::new("resource \"lab_note\" \"n\" { text = \"plain\" }\n");
    room.terraform_with(
        ["apply", "-auto-approve"],
        &[("TF_DISABLE_PLUGIN_TLS", "1")],
    )
    .succeeds();
    let both = [("TF_DISABLE_PLUGIN_TLS", "1"), ("TF_PLUGIN_FORCE_TCP", "1")];
    room.terraform_with(["plan"], &both).fails();
}

#[test]
fn tcp_with_tls_works_where_there_are_no_unix_sockets() {
    let room = Workspace::new("resource \"lab_note\" \"n\" { text = \"tcp\" }\n");
    room.terraform_with(["apply", "-auto-approve"], &[("TF_PLUGIN_FORCE_TCP", "1")])
        .succeeds();
}

#[test]
fn a_long_temporary_folder_is_no_obstacle() {
    let room = Workspace::new("resource \"lab_note\" \"n\" { text = \"long\" }\n");
    let long = room.root().join("x".repeat(150));
    std::fs::create_dir(&long).unwrap();
    room.terraform_with(
        ["apply", "-auto-approve"],
        &[("PLUGIN_UNIX_SOCKET_DIR", long.to_str().unwrap())],
    )
    .succeeds();
}

#[test]
fn logs_are_structured_and_without_secrets() {
    let room = Workspace::new(EVERYTHING);
    let run = room.terraform_with(
        ["apply", "-auto-approve"],
        &[
            ("TF_LOG", "TRACE"),
            ("TF_LOG_PROVIDER", "TRACE"),
            ("TF_LOG_CORE", "OFF"),
        ],
    );
    let log = run.stderr.clone();
    run.succeeds();
    assert!(
        log.contains("[INFO]  provider.terraform-provider-lab: created"),
        "{log}"
    );
    let line = log
        .lines()
        .find(|line| line.contains("terraform-provider-lab: created"))
        .unwrap();
    for part in [
        "tf_rpc=ApplyResourceChange",
        "tf_type=lab_thing",
        "tf_req_id=",
        "password=\"***\"",
        "secret=\"***\"",
        "@module=lab.",
    ] {
        assert!(line.contains(part), "{part} is not in {line}");
    }
    for secret in [
        "terraform-test-secret",
        "terraform-test-password",
        "terraform-test-token",
    ] {
        let found: Vec<_> = log
            .lines()
            .filter(|line| line.contains("terraform-provider-lab") && line.contains(secret))
            .collect();
        assert!(found.is_empty(), "{found:#?}");
    }

    let room = Workspace::new("data \"lab_echo\" \"e\" { text = \"panic in validate\" }\n");
    let run = room.terraform_with(
        ["validate"],
        &[("TF_LOG", "ERROR"), ("RUST_BACKTRACE", "1")],
    );
    let (log, text) = (run.stderr.clone(), run.fails());
    assert!(
        log.contains(
            "[ERROR] provider.terraform-provider-lab: provider crashed: asked for in validate"
        ),
        "{log}"
    );
    assert!(
        text.contains("lab_echo panicked in ValidateDataResourceConfig"),
        "{text}"
    );
    assert!(
        !log.contains("stack backtrace") && !text.contains("stack backtrace"),
        "{log}"
    );
}

#[test]
fn a_debug_server_serves_several_runs() {
    let room = Workspace::new("resource \"lab_note\" \"n\" { text = \"debug\" }\n");
    let (mut server, reattach) = room.debug_server();
    let environment = [("TF_REATTACH_PROVIDERS", reattach.as_str())];
    room.terraform_with(["apply", "-auto-approve"], &environment)
        .succeeds();
    room.terraform_with(["plan", "-detailed-exitcode"], &environment)
        .succeeds();
    room.terraform_with(["destroy", "-auto-approve"], &environment)
        .succeeds();
    assert!(
        server.0.try_wait().unwrap().is_none(),
        "the server outlives the runs"
    );
    let socket: Json = serde_json::from_str(&reattach).unwrap();
    let socket = socket["registry.terraform.io/acme/lab"]["Addr"]["String"]
        .as_str()
        .unwrap()
        .to_owned();
    workspace::signal("INT", i64::from(server.0.id()));
    assert!(server.0.wait().unwrap().success());
    assert!(
        !std::path::Path::new(&socket).exists(),
        "the socket is removed"
    );
}

#[test]
fn the_checker_names_the_attribute_of_an_invalid_plan() {
    let room = Workspace::new(
        "resource \"lab_job\" \"bad\" {\n  name = \"bad\"\n  mischief = \"plan nonsense\"\n}\n",
    );
    let text = room
        .terraform_with(["plan"], &[("TF_PLUGIN_CHECK", "1")])
        .fails();
    assert!(
        text.contains("Provider produced an invalid plan")
            && text.contains("`name` planned \"another name\""),
        "{text}"
    );
}

#[test]
fn started_by_hand_it_explains_itself() {
    let output = std::process::Command::new(lab_binary::lab())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr).unwrap();
    for part in [
        "This is the lab provider for Terraform, version 0.1.0",
        "source = \"acme/lab\"",
        "dev_overrides",
        "--debug",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(text.lines().all(|line| line.len() <= 100));
}
