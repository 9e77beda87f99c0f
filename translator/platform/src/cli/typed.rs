//! Parts of a line to documents.

use ovhai_model::ImageReference;
use serde_json::Number;

use super::{
    Change, Command, JobRun, duration,
    filler::Filler,
    findings::{
        COPIED_JOB, CPU_IGNORED, HALF_SCALING, IMAGE_INVALID, KEY_FILE, NO_AMOUNT, NO_FLAVOR,
        NO_REGION, SCALING_AMBIGUOUS,
    },
};
use crate::{
    documents::{
        AppSpec, AutomaticScalingStrategyCustomMetrics, CustomMetricsAggregationType,
        CustomMetricsFormat, EnvPatch, JobSpec, NotebookEnv, NotebookSpecInput, Probe, Resources,
        ScalingAutomaticStrategy, ScalingFixedStrategy, ScalingResourceType, ScalingStrategy,
        UpdateInput,
    },
    redaction::is_ssh_public_key,
};

impl Filler<'_> {
    /// What `ovhai app run` creates.
    pub(super) fn app(&mut self, region: Option<&str>) -> AppSpec {
        AppSpec {
            image: self.image(),
            name: self.text("name", "/name"),
            resources: self.resources(),
            scaling_strategy: self.scaling(),
            env_vars: self.variables("env"),
            labels: self.labels(),
            volumes: self.volumes(),
            probe: self.probe(),
            default_http_port: self.port("default-http-port", "/defaultHttpPort"),
            grpc_port: self.port("grpc-port", "/grpcPort"),
            unsecure_http: self.is_on("unsecure-http").then_some(true),
            command: self.command(),
            region: self.region(region),
            ..AppSpec::default()
        }
    }

    /// What `ovhai job run` creates.
    pub(super) fn job(&mut self, region: Option<&str>) -> JobRun {
        let from = self.text("from", "/from");
        if from.is_some() {
            let word = self.one("from").map(|given| given.word);
            self.notes.add(&COPIED_JOB, word, "--from");
        }
        let has_image = self.matches.argument("IMAGE").is_some();
        let spec = JobSpec {
            image: if has_image {
                self.image()
            } else {
                String::new()
            },
            name: self.text("name", "/name"),
            resources: if from.is_some() {
                self.some_resources()
            } else {
                self.resources()
            },
            env_vars: self.variables("env"),
            labels: self.labels(),
            volumes: self.volumes(),
            default_http_port: self.port("default-http-port", "/defaultHttpPort"),
            grpc_port: self.port("grpc-port", "/grpcPort"),
            unsecure_http: self.is_on("unsecure-http").then_some(true),
            timeout: self.parsed(
                "timeout",
                "/timeout",
                "a duration such as 30s or 1h",
                duration::seconds,
            ),
            ssh_public_keys: self.keys(),
            read_user: self.text("read-user", "/readUser"),
            command: self.command(),
            region: self.region(region),
            ..JobSpec::default()
        };
        JobRun { spec, from }
    }

    /// What `ovhai notebook run` creates.
    pub(super) fn notebook(&mut self, region: Option<&str>) -> NotebookSpecInput {
        NotebookSpecInput {
            env: Some(NotebookEnv {
                framework_id: self.argument("FRAMEWORK", "/env/frameworkId"),
                editor_id: self.argument("EDITOR", "/env/editorId"),
                framework_version: self.text("framework-version", "/env/frameworkVersion"),
                ..NotebookEnv::default()
            }),
            name: self.text("name", "/name"),
            resources: self.resources(),
            env_vars: self.variables("envvar"),
            labels: self.labels(),
            volumes: self.volumes(),
            ssh_public_keys: self.keys(),
            timeout_auto_restart: self.is_on("restart-on-timeout").then_some(true),
            unsecure_http: self.is_on("unsecure-http").then_some(true),
            region: self.region(region),
            ..NotebookSpecInput::default()
        }
    }

    /// What `ovhai app scale` sets.
    pub(super) fn scale(&mut self) -> Command {
        Command::AppScale(Box::new(Change {
            id: self.id(),
            change: self.scaling().unwrap_or_default(),
        }))
    }

    /// What `ovhai app set-image` sets; the API's own call for it takes the image alone.
    pub(super) fn set_image(&mut self) -> Command {
        Command::AppSetImage(Change {
            id: self.id(),
            change: self.image(),
        })
    }

    /// What `ovhai app update` changes.
    pub(super) fn update(&mut self) -> Command {
        let patches = self.variables("env").into_iter();
        let patches: Vec<EnvPatch> = patches
            .map(|variable| EnvPatch {
                name: variable.name,
                value: variable.value,
                ..EnvPatch::default()
            })
            .collect();
        Command::AppUpdate(Box::new(Change {
            id: self.id(),
            change: UpdateInput {
                env_vars: (!patches.is_empty()).then_some(patches),
                flavor: self.text("flavor", "/flavor"),
                gpu: self.number("gpu", "/gpu", 0),
                cpu: self.number("cpu", "/cpu", 0),
                default_http_port: self.port("default-http-port", "/defaultHttpPort"),
                grpc_port: self.port("grpc-port", "/grpcPort"),
                probe: self.probe(),
                ..UpdateInput::default()
            },
        }))
    }

    fn id(&mut self) -> String {
        self.argument("ID", "/id").unwrap_or_default()
    }

    fn region(&mut self, region: Option<&str>) -> String {
        if region.is_none() {
            self.notes
                .add(&NO_REGION, None, "it is a setting of the tool");
        }
        region.unwrap_or_default().to_owned()
    }

    fn image(&mut self) -> String {
        let Some(word) = self.matches.argument("IMAGE") else {
            return String::new();
        };
        let Some(value) = self.words.get(word).map(|word| word.value()) else {
            return String::new();
        };
        if let Some(text) = value.known()
            && let Err(error) = ImageReference::parse(text)
        {
            self.notes.add(&IMAGE_INVALID, word, error.to_string());
        }
        self.held(value, "/image", word)
    }

    fn resources(&mut self) -> Option<Resources> {
        let asked = ["gpu", "cpu"].iter().any(|name| !self.all(name).is_empty());
        if !asked {
            self.notes.add(&NO_AMOUNT, None, "neither --cpu nor --gpu");
        }
        if self.all("flavor").is_empty() {
            self.notes.add(&NO_FLAVOR, None, "--flavor is missing");
        }
        self.some_resources()
    }

    fn some_resources(&mut self) -> Option<Resources> {
        let flavor = self.text("flavor", "/resources/flavor");
        let gpu = self.number("gpu", "/resources/gpu", 0);
        let mut cpu = self.number("cpu", "/resources/cpu", 0);
        let asks_gpu = gpu.is_none_or(|count| count > 0) && !self.all("gpu").is_empty();
        if asks_gpu && let Some(given) = self.one("cpu") {
            self.notes
                .add(&CPU_IGNORED, given.word, "--cpu beside --gpu");
            cpu = None;
        }
        (flavor.is_some() || gpu.is_some() || cpu.is_some()).then(|| Resources {
            flavor,
            cpu,
            gpu,
            ..Resources::default()
        })
    }

    fn probe(&mut self) -> Option<Probe> {
        let path = self.text("probe-path", "/probe/path");
        let port = self.port("probe-port", "/probe/port");
        (path.is_some() || port.is_some()).then(|| Probe {
            path,
            port,
            ..Probe::default()
        })
    }

    /// Keys themselves, as the API takes them; the tool reads them from files.
    fn keys(&mut self) -> Vec<String> {
        let mut keys = Vec::new();
        for given in self.all("ssh-public-keys") {
            let Some(value) = &given.value else { continue };
            match value.known() {
                Some(text) if is_ssh_public_key(text) => keys.push(text.to_owned()),
                _ => {
                    let detail = super::matches::shown(value);
                    self.notes.add(&KEY_FILE, given.word, detail);
                }
            }
        }
        keys
    }

    /// Fixed or automatic, from the flags of scaling.
    fn scaling(&mut self) -> Option<ScalingStrategy> {
        let at = |member: &str| format!("/scalingStrategy/{member}");
        let replicas = self.number("replicas", &at("fixed/replicas"), 0);
        let fixed = replicas.map(|replicas| ScalingFixedStrategy {
            replicas: Some(replicas),
            ..ScalingFixedStrategy::default()
        });
        let automatic = self.automatic(&at("automatic"));
        if fixed.is_some() && automatic.is_some() {
            let word = self.one("replicas").map(|given| given.word);
            let detail = "--replicas beside flags of automatic scaling";
            self.notes.add(&SCALING_AMBIGUOUS, word, detail);
        }
        (fixed.is_some() || automatic.is_some()).then(|| ScalingStrategy {
            fixed,
            automatic,
            ..ScalingStrategy::default()
        })
    }

    fn automatic(&mut self, root: &str) -> Option<ScalingAutomaticStrategy> {
        let is_asked = |given: &super::matches::Given| given.flag.name.starts_with("auto-");
        let first = self.matches.given.iter().find(|given| is_asked(given))?;
        let at = |member: &str| format!("{root}/{member}");
        let automatic = ScalingAutomaticStrategy {
            replicas_min: self.number("auto-min-replicas", &at("replicasMin"), 0),
            replicas_max: self.number("auto-max-replicas", &at("replicasMax"), 0),
            resource_type: self.name::<ScalingResourceType>(
                "auto-resource-type",
                &at("resourceType"),
                ScalingResourceType::KNOWN,
            ),
            average_usage_target: self.number(
                "auto-resource-usage-threshold",
                &at("averageUsageTarget"),
                0,
            ),
            scale_up_stabilization_window_seconds: self.number(
                "auto-scale-up-stabilization-window-seconds",
                &at("scaleUpStabilizationWindowSeconds"),
                0,
            ),
            scale_down_stabilization_window_seconds: self.number(
                "auto-scale-down-stabilization-window-seconds",
                &at("scaleDownStabilizationWindowSeconds"),
                0,
            ),
            cooldown_period_seconds: self.number(
                "auto-cooldown-period-seconds",
                &at("cooldownPeriodSeconds"),
                0,
            ),
            custom_metrics: self.metric(&at("customMetrics")),
            ..ScalingAutomaticStrategy::default()
        };
        for bound in ["auto-min-replicas", "auto-max-replicas"] {
            if self.all(bound).is_empty() {
                self.notes
                    .add(&HALF_SCALING, first.word, format!("--{bound} is missing"));
            }
        }
        Some(automatic)
    }

    fn metric(&mut self, root: &str) -> Option<AutomaticScalingStrategyCustomMetrics> {
        let is_asked = |given: &super::matches::Given| given.flag.name.starts_with("auto-custom-");
        let first = self.matches.given.iter().find(|given| is_asked(given))?;
        for needed in [
            "auto-custom-api-url",
            "auto-custom-value-location",
            "auto-custom-target-value",
        ] {
            if self.all(needed).is_empty() {
                self.notes
                    .add(&HALF_SCALING, first.word, format!("--{needed} is missing"));
            }
        }
        let at = |member: &str| format!("{root}/{member}");
        Some(AutomaticScalingStrategyCustomMetrics {
            api_url: self
                .text("auto-custom-api-url", &at("apiUrl"))
                .unwrap_or_default(),
            value_location: self
                .text("auto-custom-value-location", &at("valueLocation"))
                .unwrap_or_default(),
            format: self.name::<CustomMetricsFormat>(
                "auto-custom-metric-format",
                &at("format"),
                CustomMetricsFormat::KNOWN,
            ),
            target_value: self.parsed(
                "auto-custom-target-value",
                &at("targetValue"),
                "a number",
                decimal,
            ),
            aggregation_type: self.name::<CustomMetricsAggregationType>(
                "auto-custom-metric-aggregation-type",
                &at("aggregationType"),
                CustomMetricsAggregationType::KNOWN,
            ),
            ..AutomaticScalingStrategyCustomMetrics::default()
        })
    }
}

/// A decimal number, whole ones as whole ones.
fn decimal(text: &str) -> Option<Number> {
    let whole: Option<i64> = text.parse().ok();
    whole
        .map(Number::from)
        .or_else(|| Number::from_f64(text.parse().ok()?))
}
