//! `parse_ovhai_command`.

use serde_json::{Value, json};

use crate::{call, result, short};

const NAME: &str = "parse_ovhai_command";

fn slugs(outcome: &Value) -> Vec<(&str, Option<u64>)> {
    let findings = outcome["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| (finding["slug"].as_str().unwrap(), finding["word"].as_u64()))
        .collect()
}

#[tokio::test]
async fn an_app_comes_with_the_attributes_of_its_resource() {
    let text = r#"
        # Deploys the shop.
        TOKEN=x ID=$(ovhai app run registry.example.com/shop:1.4 \
            --name shop --flavor ai1-1-cpu --cpu 2 --env LOG=info --label team=web -p 80 \
            --volume data@GRA/a:/data:RW:cache --auto-min-replicas 1 --auto-max-replicas 3 --probe-path /health \
            -o json -- serve --all | jq -r .id)
    "#;
    let outcome = result(NAME, [json!(text), json!({"region": "GRA"})]).await;
    assert_eq!(
        short(outcome["app"].clone()),
        json!({
            "name": "shop", "region": "GRA", "image": "registry.example.com/shop:1.4", "command": ["serve", "--all"],
            "default_http_port": 80, "env": {"LOG": "info"}, "secret_env_names": [], "labels": {"team": "web"},
            "resources": {"flavor": "ai1-1-cpu", "count": 2},
            "volumes": [{"mount_path": "/data", "permission": "RW", "cache": true, "volume_source": {"data_store":
                {"alias": "GRA", "container": "data", "prefix": "a", "internal": false}}}],
            "scaling_strategy": {"automatic": {
                "replicas_min": 1, "replicas_max": 3, "resource_type": "CPU", "average_usage_target": 75,
                "scale_up_stabilization_window_seconds": 0, "scale_down_stabilization_window_seconds": 300,
            }},
            "probe": {
                "path": "/health", "port": 80, "initial_delay_seconds": 0, "period_seconds": 10, "timeout_seconds": 1,
                "failure_threshold": 3, "success_threshold": 1,
            },
        })
    );
    assert!(outcome["job"].is_null() && outcome["notebook"].is_null());
    assert_eq!(
        (&outcome["findings"], &outcome["unresolved"]),
        (&json!([]), &json!({}))
    );
}

#[tokio::test]
async fn jobs_and_notebooks_have_their_own() {
    let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleOnlyNotARealKey0000000000000000000000 me";
    let text =
        format!("ovhai job run img -g 1 -f l4-1-gpu -t 1h -s '{key}' --read-user mia -- train");
    let outcome = result(NAME, [json!(text), json!({"region": "BHS"})]).await;
    let job = &outcome["job"];
    assert_eq!(
        (
            &job["timeout"],
            &job["ssh_public_keys"],
            &job["read_user"],
            &job["resources"]
        ),
        (
            &json!(3600),
            &json!([key]),
            &json!("mia"),
            &json!({"flavor": "l4-1-gpu", "count": 1})
        )
    );
    let text = "ovhai notebook run pytorch vscode --framework-version v2 -c 1 -f ai1-1-cpu --restart-on-timeout";
    let outcome = result(NAME, [json!(text)]).await;
    assert_eq!(
        short(outcome["notebook"].clone()),
        json!({
            "environment": {"framework_id": "pytorch", "editor_id": "vscode", "framework_version": "v2"}, "env": {}, "secret_env_names": [],
            "labels": {}, "resources": {"flavor": "ai1-1-cpu", "count": 1}, "timeout_auto_restart": true, "volumes": [],
        })
    );
    assert_eq!(slugs(&outcome), [("command/no-region", None)]);
}

#[tokio::test]
async fn nothing_is_left_out_silently() {
    let text = "ovhai app run img:$TAG -c $CPUS -f ai1-1-cpu --memory 8Gi -e A=$A -e B=$B -v $V:/data:ro --flavour x";
    let options = json!({"region": "GRA", "variables": {"CPUS": 2, "A": "a b"}});
    let outcome = result(NAME, [json!(text), options]).await;
    assert_eq!(
        outcome["unresolved"],
        json!({"image": "img:$TAG", "env[\"A\"]": "A=$A", "env[\"B\"]": "$B",
            "volumes[0].volume_source.standalone.name": "$V"})
        .as_object()
        .unwrap()
        .iter()
        // `$A` without quotes would be two words.
        .map(|(name, text)| (
            name.clone(),
            json!(text.as_str().unwrap().trim_start_matches("A="))
        ))
        .collect::<Value>()
    );
    assert_eq!(outcome["app"]["resources"]["count"], 2);
    let found = slugs(&outcome);
    for wanted in [
        ("command/unknown-flag", Some(8)),
        ("command/unexpected-word", Some(9)),
        ("command/unknown-flag", Some(16)),
        ("command/volume-source-inferred", Some(15)),
    ] {
        assert!(found.contains(&wanted), "{wanted:?} is not in {found:?}");
    }
}

#[tokio::test]
async fn secrets_are_not_repeated() {
    let secret = "ghp_Zx9qLw3vR7tY2uI5oP8aS1dF4gH6jK0lB3nM";
    let text = format!(
        "ovhai --token {secret} app run img -c 1 -f f -e DB_PASSWORD=hunter2 -e {secret}=1 -l key={secret} -n {secret} \
         -v https://u:{secret}@h/r.git:/r:ro --auto-custom-api-url http://u:{secret}@h/ --unknown={secret} {secret} -- a --password hunter2"
    );
    let outcome = result(NAME, [json!(text), json!({"variables": {"X": secret}})]).await;
    let shown = outcome.to_string();
    assert!(!shown.contains("hunter2"), "{shown}");
    // The name of a variable is none of its secrets; everything else is gone.
    let names = outcome["app"]["env"].to_string() + &outcome["app"]["secret_env_names"].to_string();
    assert_eq!(
        shown.matches(secret).count(),
        names.matches(secret).count(),
        "{shown}"
    );
    assert_eq!(outcome["app"]["name"], "(secret)");
    let secrets = slugs(&outcome)
        .iter()
        .filter(|(slug, _)| *slug == "command/secret-value")
        .count();
    assert!(secrets >= 5, "{shown}");
}

#[tokio::test]
async fn what_makes_no_workload_is_an_error_at_the_argument() {
    for (text, part) in [
        ("", "no `ovhai` command"),
        ("docker run img", "no `ovhai` command"),
        ("ovhai app get 96fb", "`ovhai app get` creates nothing"),
        (
            "ovhai app scale 96fb --replicas 2",
            "`ovhai app scale` creates nothing",
        ),
        ("ovhai app create img", "the command is `app run`"),
        ("ovhai --help", "only asks for help"),
        ("ovhai app run a; ovhai job run b", "2 `ovhai` commands"),
    ] {
        let failure = call(NAME, [json!(text)]).await.unwrap_err();
        assert_eq!(failure.argument, Some(0), "{text}");
        assert!(failure.text.contains(part), "{text}: {}", failure.text);
    }
    // A line that only serves another one.
    let outcome = result(
        NAME,
        [json!("ovhai app run img -e URL=$(ovhai app get 1 -o json)")],
    )
    .await;
    assert_eq!(outcome["app"]["image"], "img");
    for (options, part) in [
        (vec![json!("GRA")], "Options are an object"),
        (
            vec![json!({"regoin": "GRA"})],
            "no option `regoin`; there are region, variables",
        ),
        (vec![json!({"region": 1})], "`region` is a text"),
        (vec![json!({"variables": {"A": []}})], "`A` is none"),
    ] {
        let arguments = [json!("ovhai app run img")].into_iter().chain(options);
        let failure = call(NAME, arguments).await.unwrap_err();
        assert_eq!(failure.argument, Some(1));
        assert!(failure.text.contains(part), "{}", failure.text);
    }
    let twice = [json!("ovhai app run img"), json!({}), json!({})];
    assert_eq!(call(NAME, twice).await.unwrap_err().argument, Some(2));
}
