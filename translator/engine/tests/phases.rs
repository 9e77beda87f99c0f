//! What the phases refuse, and what states and plans say.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use ovhai_engine::{Error, InMemory, Index, Options, Outcome, Phase, Profile, translate};

const EMPTY: &str = r#"{"version":4,"resources":[]}"#;

fn run(
    files: &[(&str, &str)],
    phase: Phase,
    evidence: &[(Option<&str>, &str)],
) -> Result<Outcome, Error> {
    let files: BTreeMap<String, Vec<u8>> = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
        .collect();
    let repository = InMemory(files);
    let mut options = Options::new(Profile::built_in("kubernetes").unwrap().unwrap());
    options.phase = phase;
    for (root, text) in evidence {
        options
            .evidence
            .add(root.map(str::to_owned), "state.json", text.as_bytes())
            .unwrap();
    }
    translate(&Index::of(&repository), &repository, &options)
}

/// What the first file comes to.
fn first(files: &[(&str, &str)], outcome: &Outcome) -> String {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let repository = InMemory(files.collect());
    let bytes = outcome.files[0].bytes(&repository).unwrap();
    String::from_utf8(bytes.into_owned()).unwrap()
}

fn paths(outcome: &Outcome) -> Vec<&str> {
    outcome
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect()
}

fn slugs(outcome: &Outcome) -> Vec<&str> {
    outcome.report.counts().into_keys().collect()
}

const PROVIDER: &str = "provider \"ovh\" {\n}\n";

#[test]
fn the_cleanup_wants_to_see_a_state() {
    let error = run(&[("live/main.tf", PROVIDER)], Phase::Cleanup, &[]).unwrap_err();
    assert!(
        matches!(&error, Error::NoState { roots } if roots == &["live"]),
        "{error}"
    );
    let nothing = run(&[("main.tf", "locals {\n}\n")], Phase::Cleanup, &[]).unwrap();
    assert_eq!(paths(&nothing), [""; 0]);
}

#[test]
fn the_cleanup_refuses_while_the_state_holds_something() {
    let held = r#"{"version":4,"resources":[{"mode":"managed","type":"ovh_vrack","name":"v",
        "provider":"provider[\"registry.terraform.io/ovh/ovh\"]","instances":[{"attributes":{"secret":"s3cret"}}]}]}"#;
    let error = run(&[("main.tf", PROVIDER)], Phase::Cleanup, &[(None, held)]).unwrap_err();
    let Error::StillHeld {
        addresses, count, ..
    } = &error
    else {
        panic!("{error}");
    };
    assert_eq!(
        (addresses.as_slice(), *count),
        (&["ovh_vrack.v".to_owned()][..], 1)
    );
    assert!(!format!("{error:?}").contains("s3cret"));
    // A plan that forgets it has not been applied yet.
    let plan = r#"{"format_version":"1.2","resource_changes":[{"mode":"managed","type":"ovh_vrack","name":"v",
        "provider_name":"registry.terraform.io/ovh/ovh","change":{"actions":["forget"]}}]}"#;
    let error = run(&[("main.tf", PROVIDER)], Phase::Cleanup, &[(None, plan)]).unwrap_err();
    assert!(matches!(error, Error::StillHeld { .. }), "{error}");
    // What the vendor's provider read is held too, and what OpenStack made on the platform.
    let files = [(
        "main.tf",
        "provider \"openstack\" {\n  auth_url = \"https://auth.cloud.ovh.net/v3\"\n}\n",
    )];
    let state = r#"{"version":4,"resources":[{"mode":"managed","type":"openstack_compute_instance_v2","name":"v","instances":[{}]}]}"#;
    let error = run(&files, Phase::Cleanup, &[(None, state)]).unwrap_err();
    assert!(matches!(error, Error::StillHeld { .. }), "{error}");
    let done = run(&files, Phase::Cleanup, &[(None, EMPTY)]).unwrap();
    assert_eq!(first(&files, &done), "");
}

#[test]
fn the_cleanup_refuses_while_the_code_declares_something() {
    for (text, named) in [
        (
            "resource \"ovh_vrack\" \"v\" {\n}\n",
            "ovh_vrack.v (main.tf)",
        ),
        (
            "import {\n  to = ovh_vrack.v\n  id = \"x\"\n}\n",
            "import.ovh_vrack.v (main.tf)",
        ),
        (
            "check \"c\" {\n  data \"ovh_me\" \"m\" {\n  }\n}\n",
            "data.ovh_me.m (main.tf)",
        ),
        (
            "module \"m\" {\n  source = \"example/x/y\"\n  providers = { ovh = ovh }\n}\n",
            "module.m, which is handed the provider on (main.tf)",
        ),
    ] {
        let text = format!("{PROVIDER}{text}");
        let error = run(&[("main.tf", &text)], Phase::Cleanup, &[(None, EMPTY)]).unwrap_err();
        let Error::StillDeclared { addresses, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(addresses, &[named.to_owned()]);
    }
}

#[test]
fn a_module_is_cleaned_up_when_all_its_roots_are() {
    let call = "module \"m\" {\n  source = \"../m\"\n}\n";
    let requires =
        "terraform {\n  required_providers {\n    ovh = { source = \"ovh/ovh\" }\n  }\n}\n";
    let files = [
        ("a/main.tf", call),
        ("b/main.tf", call),
        ("m/main.tf", requires),
    ];
    let one = run(&files, Phase::Cleanup, &[(Some("a"), EMPTY)]).unwrap();
    assert_eq!(paths(&one), [""; 0]);
    assert_eq!(slugs(&one), ["state/forget-first"]);
    let both = run(
        &files,
        Phase::Cleanup,
        &[(Some("a"), EMPTY), (Some("b"), EMPTY)],
    )
    .unwrap();
    assert_eq!(paths(&both), ["m/main.tf"]);
    assert_eq!(both.report.summary.removed, 1);
    let error = run(&files, Phase::Cleanup, &[(None, EMPTY)]).unwrap_err();
    assert!(
        matches!(&error, Error::Root { roots, .. } if roots == &["a", "b"]),
        "{error}"
    );
}

#[test]
fn openstack_of_another_cloud_keeps_its_requirement() {
    let text = "terraform {\n  required_providers {\n    openstack = {\n      source = \"terraform-provider-openstack/openstack\"\n    }\n  }\n}\n\
        provider \"openstack\" {\n  auth_url = \"https://auth.cloud.ovh.net/v3\"\n}\n\n\
        provider \"openstack\" {\n  alias    = \"other\"\n  auth_url = \"https://keystone.example.com/v3\"\n}\n";
    let files = [("main.tf", text)];
    let outcome = run(&files, Phase::Cleanup, &[(None, EMPTY)]).unwrap();
    let result = first(&files, &outcome);
    assert!(result.contains("terraform-provider-openstack") && result.contains("keystone"));
    assert!(!result.contains("ovh"), "{result}");
    let summary = outcome.report.summary;
    assert_eq!((summary.removed, summary.kept), (1, 1));
}

#[test]
fn where_openstack_points_decides_whose_its_blocks_are() {
    let vm = "resource \"openstack_compute_instance_v2\" \"vm\" {\n}\n";
    let found = |files: &[(&str, &str)]| {
        let outcome = run(files, Phase::Rewrite, &[]).unwrap();
        let entries = outcome.report.occurrences.into_iter();
        entries
            .filter(|entry| entry.address.ends_with("compute_instance_v2.vm"))
            .map(|entry| entry.made_by.unwrap_or_default())
            .collect::<Vec<_>>()
    };
    assert_eq!(found(&[("main.tf", vm)]), [""; 0]);
    let rc = (
        "openrc.sh",
        "export OS_AUTH_URL=https://auth.cloud.ovh.net/v3\n",
    );
    assert_eq!(found(&[("main.tf", vm), rc]), ["openrc.sh"]);
    let elsewhere = "provider \"openstack\" {\n  auth_url = \"https://keystone.example.com\"\n}\n";
    assert_eq!(found(&[("main.tf", vm), ("p.tf", elsewhere), rc]), [""; 0]);
    assert_eq!(
        found(&[
            ("main.tf", vm),
            (
                "user.tf",
                "resource \"ovh_cloud_project_user\" \"u\" {\n}\n"
            )
        ]),
        ["ovh_cloud_project_user.u"]
    );
    let cloud = "provider \"openstack\" {\n  cloud = \"ovh\"\n}\n";
    assert_eq!(
        found(&[("main.tf", vm), ("p.tf", cloud)]),
        ["provider.openstack"]
    );
    let by_local = "locals {\n  url = \"https://auth.cloud.ovh.net/v3\"\n}\nprovider \"openstack\" {\n  auth_url = local.url\n}\n";
    assert_eq!(
        found(&[("main.tf", vm), ("p.tf", by_local)]),
        ["provider.openstack"]
    );
    let call = "module \"vm\" {\n  source = \"./vm\"\n  providers = {\n    openstack = openstack.x\n  }\n}\n\
        provider \"openstack\" {\n  alias = \"x\"\n  auth_url = \"https://auth.cloud.ovh.net/v3\"\n}\n";
    assert_eq!(
        found(&[("vm/main.tf", vm), ("main.tf", call)]),
        ["provider.openstack.x"]
    );
}

#[test]
fn a_plan_that_destroys_data_forbids_everything() {
    let plan = |of_type: &str| {
        format!(
            r#"{{"format_version":"1.2","resource_changes":[{{"mode":"managed","type":"{of_type}","name":"x","change":{{"actions":["delete"]}}}}]}}"#
        )
    };
    let outcome = run(
        &[("main.tf", "")],
        Phase::Rewrite,
        &[(None, &plan("aws_s3_bucket"))],
    )
    .unwrap();
    assert!(outcome.report.forbids());
    assert_eq!(slugs(&outcome), ["state/plan-destroys-data"]);
    let outcome = run(
        &[("main.tf", "")],
        Phase::Rewrite,
        &[(None, &plan("null_resource"))],
    )
    .unwrap();
    assert!(!outcome.report.forbids());
    assert_eq!(slugs(&outcome), ["state/plan-destroys"]);
}

#[test]
fn providers_of_other_releases_or_sources_are_named() {
    let found = |entry: &str| {
        let text = format!(
            "terraform {{\n  required_providers {{\n    aws = {entry}\n  }}\n}}\nprovider \"aws\" {{\n}}\n\
            resource \"ovh_cloud_project_storage\" \"b\" {{\n  name = \"b\"\n}}\n"
        );
        let outcome = run(&[("main.tf", &text)], Phase::Rewrite, &[]).unwrap();
        slugs(&outcome).contains(&"provider/versions-disagree")
    };
    assert!(found(
        "{ source = \"hashicorp/aws\", version = \"~> 4.0\" }"
    ));
    assert!(found("{ source = \"example/aws\" }"));
    assert!(found("\"~> 3.0\""));
    assert!(!found(
        "{ source = \"registry.terraform.io/hashicorp/aws\", version = \"~> 5.1\" }"
    ));
    assert!(!found("{ source = var.never_valid }"));
}
