//! Laws that hold for any repository: no panic, and an account that the second scan confirms.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, sync::LazyLock};

use ovhai_engine::{InMemory, Index, Options, Profile, account::Disposition, translate};
use proptest::prelude::*;

/// Pieces of configuration that refer to each other, sound and broken.
const PIECES: &[&str] = &[
    "resource \"ovh_cloud_project_kube\" \"a\" {\n  name = \"ovh-x\" # ovh\n  region = var.ovh_region\n}\n",
    "resource \"ovh_cloud_project_kube\" \"b\" {\n  for_each = toset([\"k\"])\n  name = ovh_cloud_project_kube.a.name\n}\n",
    "resource \"ovh_cloud_project_kube_nodepool\" \"a\" {\n  kube_id = ovh_cloud_project_kube.a.id\n  depends_on = [ovh_cloud_project_kube.b, ovh_cloud_project_kube.a]\n}\n",
    "resource \"ovh_cloud_project_user_s3_credential\" \"c\" {\n  count = 2\n  user_id = ovh_cloud_project_user.u.id\n}\n",
    "resource \"ovh_cloud_project_user\" \"u\" {\n  role_names = [\"ai_training_operator\"]\n}\n",
    "resource \"ovh_cloud_project_database\" \"d\" {\n  engine = \"postgresql\"\n  nodes {\n    network_id = ovh_cloud_project_network_private.n.id\n  }\n}\n",
    "resource \"ovh_cloud_project_network_private\" \"n\" {\n  vlan_id = 1\n}\n",
    "resource \"ovh_vrack\" \"v\" {\n  name = ovh_cloud_project_kube.a.id\n}\n",
    "resource \"ovh_nonsense\" \"v\" {\n  x = ovh_cloud_project_user.u\n}\n",
    "data \"ovh_me\" \"m\" {}\n",
    "resource \"ovh_cloud_project_database\" \"d\" {\n  engine = \"kafka\"\n  version = \"3\"\n  plan = \"business\"\n  dynamic \"ip_restrictions\" {\n    for_each = var.ovh_ips\n    content {\n      ip = \"${ip_restrictions.value}/32\"\n    }\n  }\n}\n",
    "resource \"ovh_cloud_project_database\" \"e\" {\n  for_each = toset([\"a\"])\n  engine = var.ovh_engine\n}\n",
    "resource \"ovh_cloud_project_database_user\" \"u\" {\n  for_each = toset([\"a\"])\n  cluster_id = ovh_cloud_project_database.e[each.key].id\n  name = each.key\n}\n",
    "resource \"ovh_cloud_project_database_kafka_acl\" \"u\" {\n  count = 2\n  cluster_id = ovh_cloud_project_database.d.id\n  topic = \"*\"\n  username = ovh_cloud_project_database_user.u[\"a\"].name\n}\n",
    "resource \"ovh_cloud_project_database_prometheus\" \"u\" {\n  cluster_id = ovh_cloud_project_database.e[\"a\"].id\n}\n",
    "data \"ovh_cloud_project_database\" \"d\" {\n  id = ovh_cloud_project_database.d.id\n}\n",
    "output \"r\" {\n  value = [data.ovh_cloud_project_database.d.endpoints[*].uri, ovh_cloud_project_database.d[*].endpoints[0].uri, ovh_cloud_project_database_user.u[\"a\"].name]\n}\n",
    "provider \"ovh\" {\n  endpoint = \"ovh-eu\"\n}\n",
    "terraform {\n  required_providers {\n    ovh = { source = \"ovh/ovh\" }\n  }\n}\n",
    "locals {\n  a = ovh_cloud_project_kube.a.kubeconfig_attributes[0]\n  b = base64decode(ovh_cloud_project_kube.a.kubeconfig_attributes[0].client_key)\n}\n",
    "output \"o\" {\n  value = { for k, v in ovh_cloud_project_kube.b : k => v.host }\n}\n",
    "output \"p\" {\n  value = [data.ovh_me.m.nichandle, ovh_cloud_project_user_s3_credential.c[*].access_key_id]\n}\n",
    "output \"q\" {\n  value = ovh_cloud_project_user.u\n}\n",
    "resource \"x_y\" \"z\" {\n  depends_on = [\n    ovh_cloud_project_network_private.n, # ovh\n    ovh_cloud_project_kube_nodepool.a,\n  ]\n  url = \"https://s3.gra.io.cloud.ovh.net/${ovh_cloud_project_kube.a.id}\"\n}\n",
    "removed {\n  from = ovh_cloud_project_kube.old\n  lifecycle {\n    destroy = false\n  }\n}\n",
    "import {\n  to = ovh_cloud_project_kube.a\n  id = \"x\"\n}\n",
    "module \"m\" {\n  source = \"./sub\"\n  x      = ovh_cloud_project_kube.a.id\n}\n",
    "module \"r\" {\n  source = \"../\"\n}\n",
    "variable \"ovh_region\" {\n  default = \"GRA\"\n}\n",
    "resource \"ovh_cloud_project_kube\" \"bad\" {\n  {% if ovh %}\n}\n",
    "locals {\n  {% ovh_cloud_project_kube.a.id %}\n}\n",
    "# OVH\n",
    "/* ovh_x.y.z */\n",
    "x = <<EOT\novhai run\nEOT\n",
    "}\n",
    "\"",
    "ovh",
];
/// Members of JSON files, to be put together in any order and number.
const MEMBERS: &[&str] = &[
    r#""resource": {"ovh_cloud_project_kube": {"a": {"name": "ovh-x", "//": "ovh", "region": "${var.ovh_region}"}}}"#,
    r#""resource": {"ovh_cloud_project_kube": {"b": {"for_each": "${toset([\"k\"])}"}, "c": {"name": "${ovh_cloud_project_kube.b[\"k\"].name}"}}}"#,
    r#""resource": [{"ovh_cloud_project_kube_nodepool": {"a": [{"kube_id": "${ovh_cloud_project_kube.a.id}", "depends_on": ["ovh_cloud_project_kube.b", "module.m", "ovh_cloud_project_network_private.n"]}]}}]"#,
    r#""resource": {"ovh_cloud_project_network_private": {"n": {"vlan_id": 1}}, "x_y": {"z": {"v": "a ${ovh_cloud_project_kube.b[\"k\"].id}", "depends_on": ["ovh_cloud_project_network_private.n"]}}}"#,
    r#""resource": {"ovh_nonsense": {"v": {"x": "${ovh_cloud_project_kube.a.id}"}}}"#,
    r#""resource": {"ovh_cloud_project_database": {"d": {"engine": "kafka", "version": "3", "plan": "business", "nodes": {}, "dynamic": {"ip_restrictions": {"for_each": "${var.ovh_ips}", "iterator": "it", "content": {"ip": "${it.value}/32"}}}}}}"#,
    r#""resource": {"ovh_cloud_project_database_user": {"u": {"cluster_id": "${ovh_cloud_project_database.d.id}", "name": "u", "lifecycle": {"ignore_changes": ["name"], "precondition": {"condition": "${true}", "error_message": "ovh"}}}}}"#,
    r#""data": {"ovh_me": {"m": {}, "n": {"x": "${[for a in [1]: a]}"}}}"#,
    r#""module": {"m": {"source": "./sub", "x": "${ovh_cloud_project_kube.a.id}"}}"#,
    r#""module": [{"r": {"source": "../"}}]"#,
    r#""provider": {"ovh": [{"endpoint": "ovh-eu"}, {"alias": "x"}]}"#,
    r#""terraform": {"required_providers": {"ovh": {"source": "ovh/ovh"}}}"#,
    r#""import": {"to": "ovh_cloud_project_kube.a", "id": "x"}"#,
    r#""output": {"o": {"value": "${ovh_cloud_project_kube.b}"}, "p": {"value": "${data.ovh_me.m.nichandle}-${base64decode(ovh_cloud_project_kube.a.kubeconfig_attributes[0].client_key)}"}}"#,
    r#""locals": {"ovh": "https://s3.gra.io.cloud.ovh.net/${ovh_cloud_project_kube.a.id}"}"#,
    r#""//": "ovh""#,
    r#""variable": {}"#,
];
const PLACES: &[&str] = &[
    "main.tf",
    "sub/main.tf",
    "sub/more.tofu",
    "other.tf",
    "run.sh",
    "values.tfvars",
    "x.tf.json",
    "more.tf.json",
];

fn options() -> Options {
    // Reading it takes longer than most cases.
    static PROFILE: LazyLock<Profile> =
        LazyLock::new(|| Profile::built_in("kubernetes").unwrap().unwrap());
    Options::new(PROFILE.clone())
}

fn repository() -> impl Strategy<Value = BTreeMap<String, String>> {
    let text = prop::collection::vec(prop::sample::select(PIECES), 0..12)
        .prop_map(|pieces| pieces.concat());
    let returns = any::<bool>();
    let members = prop::collection::vec(prop::sample::select(MEMBERS), 1..8);
    let between = prop::sample::select(&[",\n  ", ", "][..]);
    let json = (members, between).prop_map(|(members, between)| {
        let start = between.trim_start_matches(',').trim_end_matches(' ');
        let indentation = if start == "\n" { "  " } else { "" };
        format!("{{{start}{indentation}{}{start}}}", members.join(between))
    });
    let file = (text, json, returns);
    prop::collection::btree_map(prop::sample::select(PLACES), file, 1..4).prop_map(|files| {
        files
            .into_iter()
            .map(|(path, (text, json, returns))| {
                let text = if path == "more.tf.json" { json } else { text };
                let mark = if returns { "\u{feff}" } else { "" };
                let text = if returns {
                    text.replace('\n', "\r\n")
                } else {
                    text
                };
                (path.to_owned(), format!("{mark}{text}"))
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_repository_has_an_account_and_a_second_run_changes_nothing(files in repository()) {
        let options = options();
        let files: BTreeMap<String, Vec<u8>> = files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
        let before = InMemory(files.clone());
        let outcome = translate(&Index::of(&before), &before, &options);
        let outcome = outcome.map_err(|error| TestCaseError::fail(format!("{error} {:?}", std::error::Error::source(&error))))?;
        let summary = outcome.report.summary;
        prop_assert_eq!(summary.found, summary.rewritten + summary.removed + summary.kept + summary.refused);

        let unconfirmed = outcome.report.findings.iter().find(|finding| finding.slug == "type/result-not-confirmed");
        prop_assert!(unconfirmed.is_none(), "{:?}", unconfirmed.map(|finding| &finding.message));

        let mut after = files;
        for file in &outcome.files {
            after.insert(file.path.clone(), file.bytes(&before).unwrap().into_owned());
        }
        let after = InMemory(after);
        let second = translate(&Index::of(&after), &after, &options).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let changed: Vec<_> = second.files.iter().map(|file| file.path.clone()).collect();
        prop_assert_eq!(changed, Vec::<String>::new());
        let leaves = second.report.occurrences.iter().filter(|entry| matches!(entry.disposition, Disposition::Rewritten | Disposition::Removed)).count();
        prop_assert_eq!(leaves, 0);
    }

    #[test]
    fn any_bytes_have_an_account(bytes in prop::collection::vec(any::<u8>(), 0..300), path in prop::sample::select(PLACES)) {
        let files = BTreeMap::from([(path.to_owned(), [b"ovh ".to_vec(), bytes].concat())]);
        let repository = InMemory(files);
        let options = options();
        let outcome = translate(&Index::of(&repository), &repository, &options);
        prop_assert!(outcome.is_ok());
    }
}
