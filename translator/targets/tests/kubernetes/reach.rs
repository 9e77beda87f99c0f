//! Who reaches a workload, and what it reaches.

use std::collections::BTreeSet;

use ovhai_model::{Permission, Resource, Scaling, Source, Volume};
use ovhai_targets::{Authentication, Exposure, Format};
use serde_json::{Value, json};
use test_fixtures::cases;

use crate::load::{Input, objects};

fn input() -> Input {
    let case = cases("targets/kubernetes")
        .into_iter()
        .find(|case| case.name == "minimal")
        .unwrap();
    let mut input = Input::of(&case);
    input.estate.workloads.truncate(1);
    input.estate.workloads[0].is_public = false;
    input
}

fn object(input: &Input, kind: &str) -> Value {
    let objects = objects(&input.export(Format::Json).tree);
    let found = objects.into_iter().find(|(_, one)| one["kind"] == kind);
    found.unwrap_or_else(|| panic!("no {kind}")).1
}

fn findings(input: &Input) -> BTreeSet<(String, String)> {
    let rendered = input.export(Format::Json).rendered;
    rendered[0]
        .findings
        .iter()
        .map(|finding| (finding.slug.clone(), finding.detail.clone()))
        .collect()
}

fn has(input: &Input, slug: &str) -> bool {
    findings(input)
        .iter()
        .any(|(known, _)| *known == format!("kubernetes/{slug}"))
}

/// The namespaces of one direction of the policy.
fn namespaces(input: &Input, direction: &str, peers: &str) -> Vec<String> {
    let policy = object(input, "NetworkPolicy");
    let rules = policy["spec"][direction].as_array().unwrap().clone();
    rules
        .iter()
        .filter_map(|rule| {
            let peer = rule[peers].as_array()?.first()?;
            let label = &peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"];
            label.as_str().map(str::to_owned)
        })
        .collect()
}

#[test]
fn pods_of_the_gateway_may_run_elsewhere() {
    let mut input = input();
    assert_eq!(namespaces(&input, "ingress", "from"), ["gateway-system"]);
    assert!(has(&input, "gateway-pods-guessed"));
    input.profile.gateway.pods_namespace = Some("envoy-pods".to_owned());
    assert_eq!(namespaces(&input, "ingress", "from"), ["envoy-pods"]);
    assert!(!has(&input, "gateway-pods-guessed"));
    input.profile.gateway.pods_namespace = Some("Not A Label".to_owned());
    assert_eq!(
        input.session(Format::Yaml).err().unwrap()[0].attribute,
        ["profile", "gateway", "pods_namespace"]
    );
}

#[test]
fn workloads_call_each_other_through_the_entrance() {
    let mut input = input();
    input.profile.gateway.pods_namespace = Some("envoy-pods".to_owned());
    assert_eq!(namespaces(&input, "egress", "to"), ["envoy-pods"]);
    input.profile.exposure = Exposure::Ingress;
    assert_eq!(namespaces(&input, "egress", "to"), ["ingress-system"]);
    assert!(!has(&input, "gateway-pods-guessed"));
    input.profile.exposure = Exposure::None;
    assert_eq!(namespaces(&input, "egress", "to"), [""; 0]);
}

#[test]
fn a_login_that_pods_can_be_called_past_is_told() {
    let mut input = input();
    assert!(!has(&input, "pod-port-open-in-cluster"));
    input.profile.network_policy.enabled = false;
    for authentication in [Authentication::BearerProxy, Authentication::Gateway] {
        input.profile.authentication = authentication;
        let all = findings(&input);
        let found = all
            .iter()
            .find(|(slug, _)| slug == "kubernetes/pod-port-open-in-cluster");
        assert_eq!(found.unwrap().1, "port 8080 of its pods");
    }
    input.estate.workloads[0].is_public = true;
    assert!(!has(&input, "pod-port-open-in-cluster"));
}

#[test]
fn the_login_proxy_is_not_throttled() {
    let deployment = object(&input(), "Deployment");
    let containers = &deployment["spec"]["template"]["spec"]["containers"];
    let proxy = containers
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "auth-proxy")
        .unwrap();
    let resources = &proxy["resources"];
    assert_eq!(resources["requests"]["cpu"], "100m");
    assert_eq!(resources["limits"].get("cpu"), None);
    assert_eq!(resources["limits"]["memory"], "256Mi");
}

#[test]
fn the_home_of_an_image_stays() {
    let mut input = input();
    let environment = |input: &Input| {
        let deployment = object(input, "Deployment");
        deployment["spec"]["template"]["spec"]["containers"][0]["env"].clone()
    };
    let sets_home = |environment: Value| {
        let entries = environment.as_array().cloned().unwrap_or_default();
        entries.into_iter().find(|entry| entry["name"] == "HOME")
    };
    assert_eq!(sets_home(environment(&input)), None);
    input.profile.home = Some("/opt/app".to_owned());
    let home = json!({"name": "HOME", "value": "/opt/app"});
    assert_eq!(sets_home(environment(&input)), Some(home));
}

/// Between one replica and the highest number only the platform's rule counts.
#[test]
fn requests_wake_and_do_not_scale() {
    let mut input = input();
    input.estate.workloads[0].scaling = Scaling::Utilization {
        resource: Resource::Cpu,
        target: 75,
        min: 0,
        max: 5,
        up_window: None,
        down_window: None,
        cooldown: None,
    };
    let http = object(&input, "HTTPScaledObject");
    assert_eq!(
        http["spec"]["scalingMetric"]["concurrency"]["targetValue"],
        i32::MAX
    );
}

#[test]
fn registry_rewrites_end_at_a_part_of_the_name() {
    let mut input = input();
    let prefix = "registry.example.com/team".to_owned();
    let replacement = "new.example.com/team".to_owned();
    input.profile.registry_rewrites = [(prefix, replacement)].into();
    for (given, wanted) in [
        (
            "registry.example.com/team-b/app:1",
            "registry.example.com/team-b/app:1",
        ),
        (
            "registry.example.com/team/app:1",
            "new.example.com/team/app:1",
        ),
        ("registry.example.com/team:1", "new.example.com/team:1"),
        ("registry.example.com/team", "new.example.com/team"),
    ] {
        input.estate.workloads[0].image.reference = given.to_owned();
        let deployment = object(&input, "Deployment");
        let image = &deployment["spec"]["template"]["spec"]["containers"][0]["image"];
        assert_eq!(image, wanted);
    }
}

#[test]
fn a_registry_rewrite_to_a_digest_is_for_one_image() {
    let mut input = input();
    let copy = format!("new.example.com/app@sha256:{}", "a".repeat(64));
    input.profile.registry_rewrites = [
        ("registry.example.com/app".to_owned(), copy.clone()),
        ("registry.example.com/app:2".to_owned(), copy.clone()),
    ]
    .into();
    for (given, wanted) in [
        ("registry.example.com/app", copy.as_str()),
        ("registry.example.com/app:2", &copy),
        ("registry.example.com/app:1", "registry.example.com/app:1"),
        (
            "registry.example.com/app/side:2",
            "registry.example.com/app/side:2",
        ),
    ] {
        input.estate.workloads[0].image.reference = given.to_owned();
        let deployment = object(&input, "Deployment");
        let image = &deployment["spec"]["template"]["spec"]["containers"][0]["image"];
        assert_eq!(image, wanted);
    }
}

#[test]
fn one_place_is_mounted_once() {
    let mut input = input();
    let volume = |path: &str| Volume {
        mount_path: path.to_owned(),
        permission: Permission::ReadWrite,
        cache: false,
        source: Source::Empty { name: None },
        target: None,
    };
    input.estate.workloads[0].volumes = vec![
        volume("/data/x"),
        volume("/data//x"),
        volume("/data/./x/"),
        volume("//y/"),
    ];
    let deployment = object(&input, "Deployment");
    let mounts = deployment["spec"]["template"]["spec"]["containers"][0]["volumeMounts"].clone();
    let paths: Vec<&str> = mounts
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|mount| mount["mountPath"].as_str())
        .collect();
    assert_eq!(paths, ["/data/x", "/y"]);
    let refused = findings(&input);
    let refused = refused
        .iter()
        .find(|(slug, _)| slug == "kubernetes/mount-path-refused")
        .unwrap();
    assert!(refused.1.contains("is used twice"), "{refused:?}");
}
