//! Workbenches: a StatefulSet of one replica with a kept workspace (mapping section 9).

use ovhai_model::{Workbench, secrecy};

use super::{
    Lowering, Made, backups, exposure, findings, image, image::ImageChoice, network, prepare,
    scaling, sessions,
};
use crate::objects::{Claim, Mount, StatefulSet, headless_service};

/// What the platform saves on stop and restores on start; everything else is lost (platform-facts section 10).
pub(super) const WORKSPACE: &str = "/workspace";
/// Name of the workspace's claim.
pub(crate) const WORKSPACE_CLAIM: &str = "workspace";

pub(super) fn lower(lowering: &mut Lowering<'_>, workbench: &Workbench) -> Made {
    let image = choose_image(lowering, workbench);
    let has_placeholder_image = image.is_placeholder;
    let mut prepared = prepare::lower(lowering, image, true);
    let (ports, access) = (prepared.ports, prepared.access);
    let replicas = if lowering.is_stopped() { 0 } else { 1 };
    scaling::capacity(lowering, 1);

    let mut claims = vec![workspace(lowering)];
    if let Some(main) = prepared.pod.containers.first_mut() {
        let mount = Mount {
            volume: WORKSPACE_CLAIM.to_owned(),
            path: WORKSPACE.to_owned(),
            ..Mount::default()
        };
        // Before the volumes inside it.
        main.mounts.insert(0, mount);
    }
    claims.append(&mut prepared.claims);
    // Claims of a set are mounted under their template's name.
    prepared
        .pod
        .volumes
        .retain(|volume| !claims.iter().any(|claim| claim.name == volume.name));
    let pods = format!("{}--pods", lowering.name);
    let set = StatefulSet {
        metadata: prepared.metadata,
        replicas,
        selector: lowering.selector(),
        service: pods.clone(),
        pod: prepared.pod,
        claims,
    };
    lowering.objects.push(set.into());
    let headless = headless_service(lowering.metadata_named(pods), lowering.selector());
    let service = ports.service(lowering, access.port);
    lowering.objects.extend([headless, service]);
    note(lowering, workbench);
    backups::lower(lowering, workbench);
    exposure::lower(lowering, &ports, access.is_open_to_grpc, false);
    network::lower(
        lowering,
        &ports,
        &network::Peers {
            front: Some(access.port.unwrap_or(ports.http)),
            grpc: ports.grpc.filter(|_| access.is_open_to_grpc),
            through_interceptor: false,
            reads_metrics: false,
            calls_cluster: access.port.is_some(),
        },
    );
    Made {
        through_interceptor: false,
        has_placeholder_image,
    }
}

/// The platform chooses the image by framework and editor; its images are not guaranteed to run elsewhere.
fn choose_image(lowering: &mut Lowering<'_>, workbench: &Workbench) -> ImageChoice {
    let part = |text: &Option<String>| text.clone().unwrap_or_default();
    let (framework, editor) = (part(&workbench.framework), part(&workbench.editor));
    let shown = |text: &str| {
        let text: String = secrecy::redacted("", text).chars().take(80).collect();
        format!("{text:?}")
    };
    let version = match workbench.framework_version.as_deref() {
        Some(version) if !version.is_empty() => format!("version {}", shown(version)),
        _ => "the newest version".to_owned(),
    };
    let wanted = format!(
        "framework {}, {version}, with editor {}",
        shown(&framework),
        shown(&editor)
    );
    let images = &lowering.scope.profile.notebooks.images;
    let chosen = images
        .get(&format!("{framework}/{editor}"))
        .or_else(|| images.get(&framework));
    match chosen {
        Some(image) if lowering.answer(&findings::NOTEBOOK_IMAGE).is_none() => {
            lowering.find(
                &findings::NOTEBOOK_IMAGE_CHOSEN,
                format!("{wanted}: {image}"),
            );
            image::chosen(lowering, image.clone())
        }
        _ => {
            lowering.find(&findings::NOTEBOOK_IMAGE, wanted);
            let reference = image::answered(lowering, &findings::NOTEBOOK_IMAGE);
            image::chosen(lowering, reference)
        }
    }
}

fn workspace(lowering: &mut Lowering<'_>) -> Claim {
    let profile = lowering.scope.profile;
    let size = lowering
        .answer(&findings::WORKSPACE_SIZE)
        .unwrap_or(&profile.notebooks.workspace_size)
        .to_owned();
    lowering.find(
        &findings::WORKSPACE_SIZE,
        format!("{WORKSPACE} gets {size}"),
    );
    lowering.find(
        &findings::WORKSPACE_CONTENT,
        format!("{WORKSPACE} of the notebook"),
    );
    Claim {
        name: WORKSPACE_CLAIM.to_owned(),
        size,
        storage_class: profile.volumes.storage_class.clone(),
        is_shared: false,
    }
}

fn note(lowering: &mut Lowering<'_>, workbench: &Workbench) {
    sessions::ssh(lowering, workbench.ssh_public_keys.len());
    let detail = if workbench.restarts_at_timeout == Some(true) {
        "the platform starts it again after seven days"
    } else {
        "the platform stops it after seven days"
    };
    sessions::time_limit_gone(lowering, workbench.shutdown.as_deref(), detail.to_owned());
}
