//! Objects, by rclone. A place is divided by the folders at its top: each shard but the last has some of them, and the last has
//! everything else, so that whatever comes or goes meanwhile, nothing is in none of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    Objects, Pods, Settings,
    job::objects,
    rules::{beginning_with, can_hold, leaving_out},
};

const SCRIPT: &str = include_str!("copy_data.sh");
/// Where a claim is mounted.
const CLAIM: &str = "/claim";
/// Bytes of rules in a ConfigMap, which holds 1 MiB.
const RULES: usize = 600 << 10;
/// Shards at most, whatever is asked for: each has files of its own.
const SHARDS: usize = 1000;

/// How a store is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// S3.
    S3 {
        /// URL without bucket.
        endpoint: String,
        /// Region of signatures.
        region: String,
        /// The bucket is part of the host's name.
        is_virtual: bool,
    },
    /// Swift by Keystone, with everything but the region from the Secret, under the names that clients of OpenStack use.
    Swift {
        /// Region.
        region: String,
    },
}

/// A Secret of the cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecretReference {
    /// Its name.
    pub name: String,
    /// Keys, by the names they have unless this says otherwise.
    pub keys: BTreeMap<String, String>,
}

/// A store, with what proves who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// How it is reached.
    pub reach: Reach,
    /// Without one, requests are not signed.
    pub secret: Option<SecretReference>,
}

/// A place to copy from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataPlace {
    /// Its store: an index into [`Copies::remotes`].
    pub remote: usize,
    /// Bucket or container.
    pub container: String,
    /// Only objects whose names begin so.
    pub prefix: String,
    /// Where its objects go below the destination, with their whole names.
    pub below: String,
    /// Names that those of many objects begin with, each ending with `/`, as a listing has them; may be none.
    pub folders: Vec<String>,
}

/// Where objects go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A bucket of the store of this index, and what names begin with: empty, or ending with `/`.
    Bucket(usize, String, String),
    /// A PersistentVolumeClaim and a folder of it: empty, or ending with `/`.
    Claim(String, String),
}

/// How copies behave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copying {
    /// Patterns over objects' full names that are left out.
    pub exclude: Vec<String>,
    /// What is there and other is an error, and stays.
    pub is_careful: bool,
    /// Compare bytes instead of sums.
    pub is_reading_back: bool,
    /// Bytes a second of all pods together.
    pub bandwidth: Option<u64>,
    /// Shards at most; each place has at least one.
    pub shards: u32,
}

/// All that is to be copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copies {
    /// Stores.
    pub remotes: Vec<Remote>,
    /// Places; none is part of another.
    pub places: Vec<DataPlace>,
    /// Where to.
    pub destination: Destination,
    /// How.
    pub copying: Copying,
}

/// Those of `folders` that rules can tell apart and a ConfigMap can hold; objects of the others are in the last shard.
#[must_use]
pub fn folders_that_fit(folders: &[String], places: usize) -> Vec<String> {
    let mut left = RULES / 2 / places.max(1);
    let mut fit = Vec::new();
    for folder in folders {
        let size = 2 * folder.len() + 8;
        if can_hold(folder) && size <= left {
            left -= size;
            fit.push(folder.clone());
        }
    }
    fit
}

/// Renders the copy of objects. Prefixes and excluded patterns must be without control characters.
///
/// # Errors
/// What a filter cannot say: a name with control characters.
pub fn data(settings: &Settings, copies: &Copies) -> Result<Objects, String> {
    let copying = &copies.copying;
    let all = copying.exclude.iter().map(String::as_str);
    let names = copies
        .places
        .iter()
        .flat_map(|place| [place.container.as_str(), &place.prefix, &place.below]);
    if let Some(text) = all.chain(names).find(|text| !can_hold(text)) {
        return Err(format!(
            "{text:?} holds characters that the rules of a copy in a cluster cannot; copy it with engine = \"local\""
        ));
    }
    let mut files = BTreeMap::from([("copy.sh".to_owned(), SCRIPT.to_owned())]);
    let mut shards = 0;
    let wanted = (copying.shards.max(1) as usize).min(SHARDS) / copies.places.len().max(1);
    for (at, place) in copies.places.iter().enumerate() {
        for rules in divided(place, copying, wanted.max(1)) {
            let root = root(place, copying);
            files.insert(
                format!("{shards}.from"),
                format!("s{}:{}/{root}\n", place.remote, place.container),
            );
            files.insert(format!("{shards}.to"), to(&copies.destination, place, root));
            files.insert(format!("{shards}.place"), format!("{at}\n"));
            files.insert(format!("{shards}.rules"), rules);
            shards += 1;
        }
    }
    let mut environment: Vec<Value> = Vec::new();
    let mut set = |name: &str, value: &str| {
        environment.push(json!({ "name": name, "value": value }));
    };
    // There is no file of configuration; remotes are variables.
    set("RCLONE_CONFIG", "notfound");
    set("RCLONE_USE_JSON_LOG", "true");
    set("RCLONE_TRANSFERS", "8");
    set("RCLONE_CHECKERS", "16");
    set("RCLONE_BUFFER_SIZE", "4Mi");
    set("COPY_FLAGS", &copy_flags(settings, copies));
    let check = if copying.is_reading_back {
        "--download"
    } else {
        ""
    };
    set("CHECK_FLAGS", check);
    for (at, remote) in copies.remotes.iter().enumerate() {
        environment.extend(variables(at, remote));
    }
    let mut volumes = Vec::new();
    if let Destination::Claim(claim, _) = &copies.destination {
        let source = json!({ "claimName": claim });
        volumes.push((
            json!({ "name": "claim", "persistentVolumeClaim": source }),
            CLAIM,
            false,
        ));
        for (name, value) in [("TYPE", "alias"), ("REMOTE", CLAIM)] {
            environment.push(json!({ "name": format!("RCLONE_CONFIG_TO_{name}"), "value": value }));
        }
    }
    Ok(objects(
        settings,
        Pods {
            asked: asked(copies),
            files,
            script: "copy.sh".to_owned(),
            shards,
            environment,
            is_on_one_node: !volumes.is_empty(),
            volumes,
            // Nothing there, and errors that rclone itself does not try again.
            hopeless: vec![3, 6],
        },
    ))
}

fn copy_flags(settings: &Settings, copies: &Copies) -> String {
    let mut flags = vec!["--no-update-dir-modtime".to_owned()];
    if matches!(copies.destination, Destination::Bucket(..)) {
        // Content types and whatever else objects say of themselves.
        flags.push("--metadata".to_owned());
    }
    if copies.copying.is_careful {
        flags.push("--immutable".to_owned());
    }
    if let Some(bandwidth) = copies.copying.bandwidth {
        let each = (bandwidth / u64::from(settings.parallel.max(1))).max(1);
        flags.push(format!("--bwlimit={each}B"));
    }
    flags.join(" ")
}

/// Everything that makes a copy another one, but not how it is divided.
fn asked(copies: &Copies) -> String {
    let mut whole = copies.clone();
    for place in &mut whole.places {
        place.folders.clear();
    }
    whole.copying.shards = 0;
    format!("{whole:?}")
}

/// The folder that rclone begins at: paths in rules and names of patterns are below it.
fn root<'a>(place: &'a DataPlace, copying: &Copying) -> &'a str {
    match place.prefix.rfind('/') {
        // Patterns are about full names.
        Some(at) if copying.exclude.is_empty() => &place.prefix[..=at],
        _ => "",
    }
}

fn to(destination: &Destination, place: &DataPlace, root: &str) -> String {
    let below = format!("{}/{root}\n", place.below);
    match destination {
        Destination::Bucket(remote, bucket, prefix) => {
            format!("s{remote}:{bucket}/{prefix}{below}")
        }
        Destination::Claim(_, folder) => format!("to:{folder}{below}"),
    }
}

/// The rules of each shard of a place.
fn divided(place: &DataPlace, copying: &Copying, wanted: usize) -> Vec<String> {
    let root = root(place, copying);
    let left_out: String = copying
        .exclude
        .iter()
        .map(|pattern| leaving_out(pattern))
        .collect();
    let below = |name: &str| name.strip_prefix(root).unwrap_or(name).to_owned();
    let rest = format!("{}- **\n", beginning_with('+', &below(&place.prefix)));
    let folders: Vec<String> = (place.folders.iter())
        .filter(|folder| folder.starts_with(&place.prefix) && can_hold(folder))
        .map(|folder| below(folder))
        .collect();
    if wanted < 2 || folders.is_empty() {
        return vec![format!("{left_out}{rest}")];
    }
    let groups = folders.len().min(wanted - 1);
    let mut shards = vec![left_out.clone(); groups];
    let mut last = left_out;
    // Neighbours are often alike in size, so they go to different shards.
    for (at, folder) in folders.iter().enumerate() {
        shards[at % groups].push_str(&beginning_with('+', folder));
        last.push_str(&beginning_with('-', folder));
    }
    for shard in &mut shards {
        shard.push_str("- **\n");
    }
    last.push_str(&rest);
    shards.push(last);
    shards
}

/// Variables that make a remote, as rclone names them.
fn variables(at: usize, remote: &Remote) -> Vec<Value> {
    let name = |option: &str| format!("RCLONE_CONFIG_S{at}_{option}");
    let plain = |option: &str, value: &str| json!({ "name": name(option), "value": value });
    let secret = |option: &str, key: &str, is_optional: bool| {
        let reference = remote.secret.as_ref()?;
        let own = reference.keys.get(key).map_or(key, String::as_str);
        let mut from = json!({ "name": reference.name, "key": own });
        if is_optional {
            from["optional"] = json!(true);
        }
        Some(json!({ "name": name(option), "valueFrom": { "secretKeyRef": from } }))
    };
    match &remote.reach {
        Reach::S3 {
            endpoint,
            region,
            is_virtual,
        } => {
            let mut all = vec![
                plain("TYPE", "s3"),
                plain("PROVIDER", "Other"),
                plain("ENDPOINT", endpoint),
                plain("REGION", region),
                plain(
                    "FORCE_PATH_STYLE",
                    if *is_virtual { "false" } else { "true" },
                ),
                // Names with characters that XML does not have.
                plain("LIST_VERSION", "2"),
                plain("LIST_URL_ENCODE", "true"),
                // Buckets are there, and credentials may not be allowed to make them.
                plain("NO_CHECK_BUCKET", "true"),
            ];
            all.extend(secret("ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID", false));
            all.extend(secret("SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY", false));
            all.extend(secret("SESSION_TOKEN", "AWS_SESSION_TOKEN", true));
            all
        }
        Reach::Swift { region } => {
            let mut all = vec![
                plain("TYPE", "swift"),
                plain("AUTH_VERSION", "3"),
                plain("REGION", region),
            ];
            all.extend(secret("AUTH", "OS_AUTH_URL", false));
            for (option, key) in [
                ("USER", "OS_USERNAME"),
                ("KEY", "OS_PASSWORD"),
                ("DOMAIN", "OS_USER_DOMAIN_NAME"),
                ("TENANT", "OS_PROJECT_NAME"),
                ("TENANT_ID", "OS_PROJECT_ID"),
                ("TENANT_DOMAIN", "OS_PROJECT_DOMAIN_NAME"),
                ("APPLICATION_CREDENTIAL_ID", "OS_APPLICATION_CREDENTIAL_ID"),
                (
                    "APPLICATION_CREDENTIAL_SECRET",
                    "OS_APPLICATION_CREDENTIAL_SECRET",
                ),
            ] {
                all.extend(secret(option, key, true));
            }
            all
        }
    }
}
