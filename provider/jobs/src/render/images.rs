//! Images, by skopeo.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Objects, Pods, Settings, job::objects};

const SCRIPT: &str = include_str!("copy_images.sh");
const ACCOUNTS: &str = "/accounts";
const SHARDS: usize = 1000;

/// One image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// `HOST/REPOSITORY@DIGEST`.
    pub from: String,
    /// `HOST/REPOSITORY:TAG`.
    pub to: String,
}

/// All that are to be copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images {
    /// Each once. Those next to each other share a shard, and so what was had of their layers.
    pub pairs: Vec<Pair>,
    /// Secret of type `kubernetes.io/dockerconfigjson` with the accounts of all registries; without one, nobody logs in.
    pub accounts: Option<String>,
    /// Registries are spoken to without encryption. For tests.
    pub is_plain: bool,
    /// Shards at most.
    pub shards: u32,
}

/// Renders the copy of images.
///
/// # Errors
/// A reference that is none: with space or control characters.
pub fn images(settings: &Settings, images: &Images) -> Result<Objects, String> {
    let is_one_word =
        |text: &&String| !text.contains(|c: char| c.is_whitespace() || c.is_control());
    let mut references = images.pairs.iter().flat_map(|pair| [&pair.from, &pair.to]);
    if let Some(wrong) = references.find(|text| !is_one_word(text)) {
        return Err(format!("{wrong:?} is no reference of an image"));
    }
    let mut files = BTreeMap::from([("copy.sh".to_owned(), SCRIPT.to_owned())]);
    let count = images.pairs.len();
    let shards = (images.shards.max(1) as usize)
        .min(SHARDS)
        .min(count.max(1));
    for shard in 0..shards {
        let of = |at: usize| at * count / shards;
        let lines: String = (images.pairs[of(shard)..of(shard + 1)].iter())
            .map(|pair| format!("{}\t{}\n", pair.from, pair.to))
            .collect();
        files.insert(format!("{shard}.images"), lines);
    }
    let mut volumes = Vec::new();
    let mut environment = vec![json!({ "name": "TAB", "value": "\t" })];
    let mut flags = String::new();
    if images.is_plain {
        flags.push_str("--src-tls-verify=false --dest-tls-verify=false");
    }
    environment.push(json!({ "name": "FLAGS", "value": flags }));
    if let Some(secret) = &images.accounts {
        let items = json!([{ "key": ".dockerconfigjson", "path": "config.json" }]);
        volumes.push((
            json!({ "name": "accounts", "secret": { "secretName": secret, "items": items } }),
            ACCOUNTS,
            true,
        ));
        environment.push(
            json!({ "name": "REGISTRY_AUTH_FILE", "value": format!("{ACCOUNTS}/config.json") }),
        );
    }
    let mut whole = images.clone();
    whole.shards = 0;
    Ok(objects(
        settings,
        Pods {
            asked: format!("{whole:?}"),
            files,
            script: "copy.sh".to_owned(),
            shards: u32::try_from(shards).unwrap_or(u32::MAX),
            environment,
            volumes,
            hopeless: Vec::new(),
            is_on_one_node: false,
        },
    ))
}
