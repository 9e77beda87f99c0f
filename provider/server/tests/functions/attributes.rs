//! What `parse_ovhai_command` gives can be given to the managed resources as it is.

use serde_json::{Value, json};
use terraform_plugin::testing::Client;
use terraform_provider_ovhai::Ovhai;

use crate::result;

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleOnlyNotARealKey0000000000000000000000 me";

/// Everything a line can say of each kind.
fn lines() -> [(&'static str, String); 3] {
    let all = "--name n --flavor ai1-1-cpu --cpu 2 --label a=b --unsecure-http \
        --volume c@GRA/p:/a:rw:cache --volume https://h.example.com/r.git:/b:ro --volume https://h.example.com/c:/c:ro \
        --volume s:/d:rwd";
    let container = "--env A=1 -p 80 --grpc-port 9000";
    let metric = "--auto-min-replicas 0 --auto-max-replicas 2 --auto-cooldown-period-seconds 60 \
        --auto-custom-api-url http://m.example.com/x --auto-custom-metric-format PROMETHEUS --auto-custom-value-location x \
        --auto-custom-target-value 8.5 --auto-custom-metric-aggregation-type MAX \
        --auto-scale-up-stabilization-window-seconds 1 --auto-scale-down-stabilization-window-seconds 2";
    [
        (
            "app",
            format!(
                "ovhai app run img {all} {container} {metric} --probe-path /h --probe-port 81 -- run it"
            ),
        ),
        (
            "job",
            format!(
                "ovhai job run img {all} {container} -t 1h -s '{KEY}' --read-user mia -- run it"
            ),
        ),
        (
            "notebook",
            format!(
                "ovhai notebook run pytorch jupyterlab {all} --envvar A=1 -s '{KEY}' --framework-version v --restart-on-timeout"
            ),
        ),
    ]
}

#[tokio::test]
async fn every_attribute_is_one_of_the_resource() {
    let client = Client::new(Ovhai).await;
    for (kind, line) in lines() {
        let outcome = result(
            "parse_ovhai_command",
            [json!(line), json!({"region": "GRA"})],
        )
        .await;
        let mut attributes = outcome[kind].clone();
        let said = attributes.as_object_mut().unwrap();
        for (name, value) in said.iter() {
            assert!(
                !value.is_null(),
                "{kind}: {name} is not said, so that nothing is shown of it"
            );
        }
        // Computed, of the same name.
        assert_eq!(said.remove("secret_env_names"), Some(json!([])));
        let type_name = format!("ovhai_{kind}");
        client.validate(&type_name, attributes.clone()).await.ok();
        let schema = client.resource_schema(&type_name);
        assert!(format!("{schema:?}").contains("secret_env_names"));
    }
}

#[tokio::test]
async fn what_a_line_does_not_say_may_be_given_too() {
    let client = Client::new(Ovhai).await;
    for (kind, line) in [
        ("app", "ovhai app run img -c 1 -f ai1-1-cpu"),
        ("job", "ovhai job run img -c 1 -f ai1-1-cpu"),
        (
            "notebook",
            "ovhai notebook run pytorch vscode -c 1 -f ai1-1-cpu",
        ),
    ] {
        let outcome = result(
            "parse_ovhai_command",
            [json!(line), json!({"region": "GRA"})],
        )
        .await;
        let mut attributes: Value = outcome[kind].clone();
        attributes
            .as_object_mut()
            .unwrap()
            .remove("secret_env_names");
        client
            .validate(&format!("ovhai_{kind}"), attributes)
            .await
            .ok();
    }
}
