//! Refreshing many objects costs lists, not one call each.

use futures_util::future::join_all;
use ovh_sandbox::{EstateChoice, Kind};
use serde_json::json;

use super::{
    ONE_REGISTRY, ONE_STORE, ONE_TOKEN, REGISTRIES, REGISTRY, STORE, STORES, TOKEN, TOKENS, client,
    count, sandbox,
};

#[tokio::test]
async fn a_thousand_objects_cost_four_calls() {
    let sandbox = sandbox(EstateChoice::Empty);
    let mut states = Vec::new();
    let reader = client(&sandbox).await;
    for number in 0..1000 {
        let id = format!("22222222-2222-4222-8222-{number:012}");
        let place = ["GRA", "BHS"][number % 2];
        let (unit, values) = match number % 3 {
            0 => {
                let alias = format!("store-{number}");
                let document = json!({ "alias": alias, "endpoint": "https://x.example.com/", "owner": "customer", "type": "s3" });
                sandbox.with(Kind::DataStore, |stores| stores.insert_in(place, &document));
                (STORE, json!({ "region": place, "alias": alias }))
            }
            1 => {
                let document = json!({ "id": id, "region": place, "url": "registry.example.com", "username": "robot" });
                sandbox.with(Kind::Registry, |registries| registries.insert(&document));
                (REGISTRY, json!({ "id": id }))
            }
            _ => {
                let spec = json!({ "name": "ci", "region": place, "role": "ai_training_read" });
                let document =
                    json!({ "id": id, "spec": spec, "status": { "value": null, "version": 1 } });
                sandbox.with(Kind::Token, |tokens| tokens.insert(&document));
                (TOKEN, json!({ "id": id }))
            }
        };
        states.push(reader.state(unit, values));
    }
    // As many at once as Terraform asks for.
    for some in states.chunks(10) {
        for read in join_all(some.iter().map(|state| reader.read(state))).await {
            assert!(!read.ok().is_absent());
        }
    }
    let lists = [STORES, REGISTRIES, TOKENS].map(|route| count(&sandbox, "GET", route));
    assert!(
        lists
            .iter()
            .zip([2, 1, 1])
            .all(|(count, least)| (least..=least * 4).contains(count)),
        "{lists:?}"
    );
    for route in [ONE_STORE, ONE_REGISTRY, ONE_TOKEN] {
        assert_eq!(count(&sandbox, "GET", route), 0, "{route}");
    }
}

#[tokio::test]
async fn what_a_list_lacks_is_asked_for_alone_before_it_counts_as_gone() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    for (unit, values, route) in [
        (
            STORE,
            json!({ "region": "GRA", "alias": "nobody" }),
            ONE_STORE,
        ),
        (REGISTRY, json!({ "id": "nobody" }), ONE_REGISTRY),
        (TOKEN, json!({ "id": "nobody" }), ONE_TOKEN),
    ] {
        let read = client.read(&client.state(unit, values)).await;
        assert!(read.ok().is_absent());
        assert_eq!(count(&sandbox, "GET", route), 1, "{route}");
    }
    let gone = client.state(STORE, json!({ "region": "DE", "alias": "nobody" }));
    assert!(
        client.read(&gone).await.ok().is_absent(),
        "a region that is no more has no data stores"
    );
}

#[tokio::test]
async fn an_object_nobody_understands_is_an_error_of_its_own_only() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let ids = sandbox.with(Kind::Token, |tokens| {
        let ids = tokens.ids();
        tokens.edit(&ids[0], |token| token["spec"] = json!("nobody knows"));
        ids
    });
    let client = client(&sandbox).await;
    let odd = client
        .read(&client.state(TOKEN, json!({ "id": ids[0] })))
        .await;
    assert_eq!(odd.error().summary, "The token cannot be read");
    assert!(
        !client
            .read(&client.state(TOKEN, json!({ "id": ids[1] })))
            .await
            .ok()
            .is_absent()
    );
}
