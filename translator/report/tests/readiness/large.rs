//! Ten thousand objects stay a text that people can read and a state that Terraform can hold.

use std::collections::BTreeMap;

use ovhai_model::{Finding, Kind, Selection};

use crate::estates::{
    BANDWIDTH, HOST_NEEDED, TAG_MOVES, URL_CHANGES, assess, container, estate, secret, store,
    token, volume, workload,
};

#[test]
fn ten_thousand_objects_stay_short() {
    let mut estate = estate();
    let mut findings: Vec<Finding> = Vec::new();
    let mut secrets = Vec::new();
    estate.data_stores = vec![store("own", Some("GRA"))];
    for index in 0..9_000 {
        let id = format!("{index:08x}-0000-4000-8000-000000000000");
        let mut app = workload(Kind::App, &id, &format!("app-{index}"));
        app.volumes = vec![volume("own", &format!("data-{}", index % 900))];
        for kind in [&URL_CHANGES, &HOST_NEEDED, &TAG_MOVES, &BANDWIDTH] {
            findings.push(kind.at(&app.address, format!("detail {index}")));
        }
        secrets.push(secret(&format!("app-{index}"), &["A", "B"], &app.address));
        estate.workloads.push(app);
    }
    for index in 0..900 {
        let bytes = (index % 3 != 0).then_some(1_000);
        estate
            .containers
            .push(container(&format!("data-{index}"), bytes));
    }
    for index in 0..100 {
        let id = format!("t{index:03}");
        estate.tokens.push(token(&id, &id));
    }
    estate.sort();
    let readiness = assess(
        &estate,
        &Selection::default(),
        &findings,
        &secrets,
        &BTreeMap::new(),
    );
    assert_eq!(readiness.objects.len(), 10_001);
    assert_eq!(readiness.data.bytes(), 600_000);
    let (markdown, short, full) = (
        readiness.to_markdown().len(),
        readiness.to_json(false).len(),
        readiness.to_json(true).len(),
    );
    assert!(markdown < 32_000, "{markdown} bytes of Markdown");
    assert!(full < 8_000_000, "{full} bytes of JSON with objects");
    assert!(short < 64_000, "{short} bytes of JSON without objects");
}
