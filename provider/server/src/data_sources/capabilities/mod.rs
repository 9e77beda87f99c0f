//! `ovhai_capabilities`.

use std::{collections::BTreeMap, sync::Arc};

use ovhai_platform::documents::{self, Listed};
use terraform_plugin::{Context, DataSource, Diagnostics, Path, Schema, Set, Value};

use crate::{failure::report, platform::Platform};

/// Reads what the platform offers to a project: regions, flavors, catalogue images, quotas.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// Only these regions, such as `GRA`. Default: all.
    #[attr(optional)]
    only_regions: Value<Set<String>>,
    /// Whether the project is authorised to use AI products.
    #[attr(computed)]
    authorized: Value<bool>,
    /// The regions, sorted by id.
    #[attr(computed)]
    regions: Value<Vec<Region>>,
    /// Quota units of the project by kind of compute, in the platform's words.
    #[attr(computed)]
    quotas: Value<BTreeMap<String, i64>>,
    /// Storage quota; the unit is not documented.
    #[attr(computed)]
    storage_quota: Value<i64>,
    /// Whether private registries may be attached.
    #[attr(computed)]
    private_registries: Value<bool>,
}

/// A region that runs workloads.
#[derive(Debug, Schema)]
pub struct Region {
    /// Code, such as `GRA`.
    #[attr(computed)]
    id: Value<String>,
    /// Host of its shared registry.
    #[attr(computed)]
    registry_url: Value<String>,
    /// Where its command line tool is installed from.
    #[attr(computed)]
    cli_install_url: Value<String>,
    /// Its API documentation.
    #[attr(computed)]
    documentation_url: Value<String>,
    /// Version of the platform.
    #[attr(computed)]
    version: Value<String>,
    /// Flavors, sorted by id.
    #[attr(computed)]
    flavors: Value<Vec<Flavor>>,
    /// Catalogue images for apps, sorted by id.
    #[attr(computed)]
    images: Value<Vec<Image>>,
}

/// A machine slice; amounts are of one unit.
#[derive(Debug, Schema)]
pub struct Flavor {
    /// Name, such as `ai1-1-cpu`.
    #[attr(computed)]
    id: Value<String>,
    /// `cpu` or `gpu`.
    #[attr(computed)]
    r#type: Value<String>,
    /// One line.
    #[attr(computed)]
    description: Value<String>,
    /// Default of its type.
    #[attr(computed)]
    default: Value<bool>,
    /// Most units one workload may have.
    #[attr(computed)]
    max: Value<i64>,
    /// Virtual CPUs.
    #[attr(computed)]
    cpu: Value<i64>,
    /// RAM in bytes.
    #[attr(computed)]
    memory: Value<i64>,
    /// Local scratch disk in bytes.
    #[attr(computed)]
    ephemeral_storage: Value<i64>,
    /// GPU cards.
    #[attr(computed)]
    gpu: Value<i64>,
    /// GPU vendor.
    #[attr(computed)]
    gpu_brand: Value<String>,
    /// GPU model.
    #[attr(computed)]
    gpu_model: Value<String>,
    /// Memory of one GPU in bytes (observed unit).
    #[attr(computed)]
    gpu_memory: Value<i64>,
}

/// A catalogue image.
#[derive(Debug, Schema)]
pub struct Image {
    /// Name; apps use `id:version`.
    #[attr(computed)]
    id: Value<String>,
    /// Display name.
    #[attr(computed)]
    name: Value<String>,
    /// Offered versions.
    #[attr(computed)]
    versions: Value<Vec<String>>,
    /// The partner that licenses it.
    #[attr(computed)]
    partner_id: Value<String>,
    /// The partner's name.
    #[attr(computed)]
    partner_name: Value<String>,
    /// How it is charged.
    #[attr(computed)]
    licensing: Value<String>,
}

/// The data source.
pub struct Capabilities;

impl DataSource for Capabilities {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_capabilities";

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let project = platform.project(ctx, &service);
        let (authorization, regions, quotas, features) = tokio::join!(
            project.authorization(),
            project.regions(),
            project.quota(),
            project.features()
        );
        let authorization = report(authorization, "The project cannot be read", diagnostics)?;
        let mut regions = understood(
            report(regions, "The regions cannot be read", diagnostics)?,
            "region",
            diagnostics,
        )?;
        let quotas = report(quotas, "The quotas cannot be read", diagnostics)?;
        let features = report(features, "The features cannot be read", diagnostics)?;
        if let Value::Known(only) = &config.only_regions {
            for name in only {
                if !regions
                    .iter()
                    .any(|region| region.id.eq_ignore_ascii_case(name))
                {
                    let known: Vec<&str> =
                        regions.iter().map(|region| region.id.as_str()).collect();
                    diagnostics.error_at(
                        Path::root("only_regions"),
                        "There is no such region",
                        format!(
                            "`{name}` is no region of this project; there are {}.",
                            known.join(", ")
                        ),
                    );
                    return None;
                }
            }
            regions.retain(|region| only.iter().any(|name| region.id.eq_ignore_ascii_case(name)));
        }
        regions.sort_by(|a, b| a.id.cmp(&b.id));
        let mut models = Vec::new();
        for region in regions {
            let (flavors, images) =
                tokio::join!(project.flavors(&region.id), project.app_images(&region.id));
            let flavors = report(
                flavors,
                &format!("The flavors of {} cannot be read", region.id),
                diagnostics,
            )?;
            let images = report(
                images,
                &format!("The images of {} cannot be read", region.id),
                diagnostics,
            )?;
            let flavors = understood(flavors, "flavor", diagnostics)?;
            let images = understood(images, "image", diagnostics)?;
            models.push(Region::of(region, flavors, images));
        }
        config.service_name = service.into();
        config.authorized = authorization.authorized.into();
        config.regions = Value::Known(models);
        config.quotas = Value::Known(quotas.resources);
        config.storage_quota = quotas.storage.into();
        config.private_registries = features.registry.into();
        Some(config)
    }
}

/// Every object, or an error that names the odd ones: a shorter list would hide them.
fn understood<T>(
    listed: Vec<Listed<T>>,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<T>> {
    let objects: Result<Vec<T>, _> = listed.into_iter().map(Listed::into_result).collect();
    objects
        .map_err(|odd| {
            let id = odd.id.as_deref().unwrap_or("without id");
            diagnostics.error(
                format!("A {what} cannot be understood"),
                format!(
                    "{id}: {}. Look for a newer version of this provider.",
                    odd.error
                ),
            );
        })
        .ok()
}

impl Region {
    fn of(
        region: documents::Region,
        flavors: Vec<documents::Flavor>,
        images: Vec<documents::AppImage>,
    ) -> Self {
        let mut flavors: Vec<Flavor> = flavors.into_iter().map(Flavor::of).collect();
        flavors.sort_by(|a, b| a.id.cmp(&b.id));
        let mut images: Vec<Image> = images.into_iter().map(Image::of).collect();
        images.sort_by(|a, b| a.id.cmp(&b.id));
        Self {
            id: region.id.into(),
            registry_url: region.registry_url.into(),
            cli_install_url: region.cli_install_url.into(),
            documentation_url: region.documentation_url.into(),
            version: region.version.into(),
            flavors: Value::Known(flavors),
            images: Value::Known(images),
        }
    }
}

impl Flavor {
    fn of(flavor: documents::Flavor) -> Self {
        let unit = flavor.resources_per_unit.unwrap_or_default();
        let card = flavor.gpu_information.unwrap_or_default();
        Self {
            id: flavor.id.into(),
            r#type: flavor.kind.map(|kind| kind.as_str().to_owned()).into(),
            description: flavor.description.into(),
            default: flavor.default.into(),
            max: flavor.max.into(),
            cpu: unit.cpu.into(),
            memory: unit.memory.into(),
            ephemeral_storage: unit.ephemeral_storage.into(),
            gpu: unit.gpu.into(),
            gpu_brand: card.gpu_brand.into(),
            gpu_model: card.gpu_model.into(),
            gpu_memory: card.gpu_memory.into(),
        }
    }
}

impl Image {
    fn of(image: documents::AppImage) -> Self {
        Self {
            id: image.id.into(),
            name: image.name.into(),
            versions: Value::Known(image.versions),
            partner_id: image.partner_id.into(),
            partner_name: image.partner_name.into(),
            licensing: image
                .licensing
                .map(|licensing| licensing.as_str().to_owned())
                .into(),
        }
    }
}
