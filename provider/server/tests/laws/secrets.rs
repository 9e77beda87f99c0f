//! Secrets planted wherever a document takes text, and those the generator invents, appear nowhere.

use ovhai_targets::Format;
use serde_json::{Value, json};

use super::{estates::generated, export};

/// What the generator's secrets have in common.
const INVENTED: &[&str] = &[
    "invented-Tr0ub4dor-3",
    "invented-token-5e8b3460",
    "invented-5e8b3460c1f7a92d",
    "c0ffee5e8b3460c1f7a92d4e6b8035d7",
    "aW52ZW50ZWQgYW5kIHdvcnRobGVzcyBieSBkZXNpZ24u",
    "invented-secret-not-real",
];

/// How every planted secret ends, and what it begins with; in between stands where it was planted.
const END: &str = "Xq7Zk2Lm9Rt4Vb8Nw3Yc";
const BEGIN: &str = "hf_";

/// A secret nobody could mistake for a word; different for each place.
fn secret(place: &str, number: usize) -> String {
    format!("{BEGIN}{number:04}{place}{END}")
}

/// Where a secret that `text` holds was planted, or which of the generator's it is.
fn leaked(text: &str) -> Option<&str> {
    if let Some((before, _)) = text.split_once(END) {
        return Some(before.rsplit(BEGIN).next().unwrap_or_default());
    }
    INVENTED
        .iter()
        .find(|secret| text.contains(**secret))
        .copied()
}

fn push(list: &mut Value, item: Value) {
    if !list.is_array() {
        *list = json!([]);
    }
    if let Value::Array(items) = list {
        items.push(item);
    }
}

#[test]
fn no_planted_secret_is_in_any_artefact() {
    let mut planted = 0;
    for (name, mut estate, profile) in generated() {
        for (number, document) in estate.workloads().enumerate() {
            let is_notebook = document["spec"]["image"].is_null();
            let mut plant = |place: &str| {
                planted += 1;
                secret(place, number)
            };
            let spec = &mut document["spec"];
            // By its value, by its name, inside a URL, inside a longer text.
            for (variable, value) in [
                ("HUGGING", plant("Env")),
                ("DB_PASSWORD", plant("Named")),
                (
                    "STORE",
                    format!("https://user:{}@db.example.com/x", plant("Url")),
                ),
                ("OPTIONS", format!("--a b --token={} --c", plant("Inside"))),
                (
                    "HEADER",
                    format!("Authorization: Bearer {}", plant("Bearer")),
                ),
            ] {
                push(
                    &mut spec["envVars"],
                    json!({"name": variable, "value": value}),
                );
            }
            if !is_notebook {
                push(
                    &mut spec["command"],
                    json!(format!("--api-key={}", plant("Argument"))),
                );
                push(&mut spec["command"], json!(plant("Whole")));
            }
            push(
                &mut spec["volumes"],
                json!({
                    "mountPath": format!("/planted/{number}"), "permission": "RO",
                    "publicGit": {"url": format!("https://bot:{}@git.example.com/a/b.git", plant("Git"))},
                }),
            );
            spec["labels"]["planted"] = json!(plant("Label"));
            if !spec["scalingStrategy"].is_null() {
                spec["scalingStrategy"] = json!({"automatic": {
                    "replicasMin": 1, "replicasMax": 3,
                    "customMetrics": {
                        "apiUrl": format!("https://m:{}@metrics.example.com/q?token={}", plant("Metric"), plant("Query")),
                        "format": "JSON", "targetValue": 1.0, "valueLocation": "v", "aggregationType": "AVERAGE",
                    },
                }});
            }
            spec["memberOfTomorrow"] = json!({"password": plant("Unknown")});
        }
        for (number, registry) in estate.registries.iter_mut().enumerate() {
            registry["password"] = json!(secret("Registry", number));
        }
        for (number, token) in estate.tokens.iter_mut().enumerate() {
            token["status"]["value"] = json!(secret("Token", number));
        }
        for (number, store) in estate.data_stores.values_mut().flatten().enumerate() {
            let secret = secret("Store", number);
            store["endpoint"] = json!(format!("https://key:{secret}@objects.example.com/"));
        }
        let export = export(&estate.estate(), &profile, Format::Yaml);
        for artefact in export.artefacts() {
            let text = String::from_utf8_lossy(&artefact.bytes);
            let leaked = leaked(&text);
            assert!(
                leaked.is_none(),
                "{name}: {} holds {leaked:?}",
                artefact.path
            );
        }
        let rendered = export.rendered.iter().map(|rendered| &rendered.findings);
        for finding in rendered
            .chain([&export.others])
            .flat_map(|found| found.iter())
        {
            let leaked = leaked(&finding.detail);
            assert!(
                leaked.is_none(),
                "{name}: {} tells {leaked:?}",
                finding.key()
            );
        }
    }
    assert!(planted > 4_000, "only {planted} secrets were planted");
}
