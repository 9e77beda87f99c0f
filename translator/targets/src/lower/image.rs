//! The image and what it takes to pull it.

use ovhai_model::{image_host, registry_host, split_image_host};

use super::{Lowering, findings, rules};
use crate::{
    naming,
    required::{RequiredKey, RequiredSecret},
};

/// The image of the main container.
pub(super) struct ImageChoice {
    pub reference: String,
    pub pull_secrets: Vec<String>,
    /// True if nothing can be pulled until a person names an image.
    pub is_placeholder: bool,
}

/// Start of references that are valid, cannot be pulled, and cannot be mistaken.
pub(crate) const PLACEHOLDERS: &str = "registry.invalid/replace/";

pub(super) fn choose(lowering: &mut Lowering<'_>) -> ImageChoice {
    let reference = reference(lowering);
    chosen(lowering, reference)
}

/// `reference` and what pulls it.
pub(super) fn chosen(lowering: &mut Lowering<'_>, reference: String) -> ImageChoice {
    let pull_secrets = pull_secrets(lowering, &reference);
    ImageChoice {
        is_placeholder: reference.starts_with(PLACEHOLDERS),
        reference,
        pull_secrets,
    }
}

fn reference(lowering: &mut Lowering<'_>) -> String {
    let scope = lowering.scope;
    let image = &lowering.workload.image;
    let given = image.reference.trim();
    let shown = ovhai_model::secrecy::redacted("image", given).into_owned();
    if image.partner.is_some() {
        lowering.find(&findings::LICENSED_IMAGE, format!("the image is {shown}"));
        // `name:version` is an entry of the platform's catalogue; with a path it can be pulled, but the licence stays behind.
        if !given.contains('/') || lowering.answer(&findings::LICENSED_IMAGE).is_some() {
            return answered(lowering, &findings::LICENSED_IMAGE);
        }
    }
    if !rules::is_image(given) {
        lowering.find(&findings::IMAGE_INVALID, format!("the image is {shown:?}"));
        return answered(lowering, &findings::IMAGE_INVALID);
    }
    if let Some((prefix, replacement)) = scope
        .profile
        .registry_rewrites
        .iter()
        .filter(|(prefix, replacement)| applies(given, prefix, replacement))
        .max_by_key(|(prefix, _)| prefix.len())
    {
        let rewritten = format!("{replacement}{}", &given[prefix.len()..]);
        if rules::is_image(&rewritten) {
            lowering.find(
                &findings::IMAGE_REWRITTEN,
                format!("{given} becomes {rewritten}"),
            );
            note_tag(lowering, &rewritten);
            return rewritten;
        }
        lowering.find(
            &findings::IMAGE_INVALID,
            format!("the registry rewrite of {prefix:?} makes {rewritten:?} of {given}"),
        );
        return answered(lowering, &findings::IMAGE_INVALID);
    }
    let host = split_image_host(given)
        .0
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_shared = scope
        .profile
        .source
        .shared_registry_domains
        .iter()
        .any(|domain| host == *domain || host.ends_with(&format!(".{domain}")));
    if is_shared {
        lowering.find(
            &findings::IMAGE_IN_SHARED_REGISTRY,
            format!("the image is {given}"),
        );
        return answered(lowering, &findings::IMAGE_IN_SHARED_REGISTRY);
    }
    note_tag(lowering, given);
    given.to_owned()
}

/// Whether `reference` begins with `prefix` and a part of it ends there: `team` is no start of `team-b/app`. A replacement with a
/// digest is one image, and takes the place of the whole reference only.
fn applies(reference: &str, prefix: &str, replacement: &str) -> bool {
    reference.strip_prefix(prefix).is_some_and(|rest| {
        let ends_there = prefix.ends_with(['/', ':', '@']) || rest.starts_with(['/', ':', '@']);
        rest.is_empty() || ends_there && !replacement.contains('@')
    })
}

/// The answered image, else a placeholder.
pub(super) fn answered(lowering: &Lowering<'_>, kind: &ovhai_model::FindingKind) -> String {
    lowering.answer(kind).map_or_else(
        || format!("{PLACEHOLDERS}{}@sha256:{}", lowering.name, "0".repeat(64)),
        str::to_owned,
    )
}

fn note_tag(lowering: &mut Lowering<'_>, reference: &str) {
    if reference.contains('@') {
        return;
    }
    match rules::split_tag(reference).1 {
        Some(tag) if tag != "latest" => {}
        tag => {
            let what = tag.map_or("no tag", |_| "the tag latest");
            lowering.find(
                &findings::IMAGE_TAG_MOVES,
                format!("{reference} has {what}"),
            );
        }
    }
}

/// Pull Secrets of the profile, and one for every attached registry whose host is the image's.
fn pull_secrets(lowering: &mut Lowering<'_>, reference: &str) -> Vec<String> {
    let profile = lowering.scope.profile;
    let mut names: Vec<String> = profile.pull_secrets.iter().cloned().collect();
    let host = image_host(reference);
    let mut registries: Vec<_> = lowering
        .scope
        .registries
        .iter()
        .filter(|registry| registry_host(registry.url.expose()) == host)
        .collect();
    // Several may have one host; the order they were read in says nothing.
    registries.sort_by(|one, other| one.address.cmp(&other.address));
    for registry in registries {
        let name = pull_secret_name(&host);
        if !names.contains(&name) {
            let user = registry
                .username
                .as_deref()
                .map_or_else(String::new, |user| {
                    format!(" for user {}", ovhai_model::secrecy::redacted("user", user))
                });
            lowering.required.push(RequiredSecret {
                name: name.clone(),
                namespace: profile.namespace.clone(),
                secret_type: "kubernetes.io/dockerconfigjson",
                purpose: format!("pulls images from {host}"),
                keys: vec![RequiredKey {
                    key: ".dockerconfigjson".to_owned(),
                    purpose: format!(
                        "docker configuration with credentials{user} of {host}{}",
                        entries(&host)
                    ),
                    optional: false,
                }],
            });
            names.push(name);
        }
        let detail = format!("{} needs the pull Secret of {}", host, registry.address);
        lowering.find(&findings::REGISTRY_CREDENTIALS, detail);
    }
    names
}

/// Under which entries a docker configuration keeps credentials, where that is not just the host: tools look for Docker Hub by its
/// index, with the path of its first version.
fn entries(host: &str) -> &'static str {
    if host == "docker.io" {
        ", under `https://index.docker.io/v1/` and `docker.io`"
    } else {
        ""
    }
}

/// Distinct from every other Secret of ours by its ending. Only hosts of letters, digits and dots go without a digest: in
/// others a hyphen could stand for two things.
fn pull_secret_name(host: &str) -> String {
    let slug = naming::slug(host);
    if !host.contains('-') && slug == host.replace('.', "-") {
        format!("{slug}-pull")
    } else {
        let digest = ovhai_model::Digest::of(host.as_bytes());
        format!("{slug}-{}-pull", &digest.hex()[..5])
    }
}
