//! `lab_thing`: an attribute or block of every kind.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use terraform_plugin::{
    Context, CreateRequest, Diagnostics, DurationText, Dynamic, Json, Number, Path, PlanRequest,
    Resource, Schema, Secret, Set, Text, Timeouts, UpdateRequest, Value,
};

use super::Folder;

/// How a thing works; letter case means nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Mode(String);

impl Text for Mode {
    fn parse(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "fast" | "slow" => Ok(Self(text.to_owned())),
            _ => Err(format!(
                "The mode must be `fast` or `slow`; it is {text:?}."
            )),
        }
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }

    fn same(a: &str, b: &str) -> bool {
        a.eq_ignore_ascii_case(b)
    }
}

/// A rule.
#[derive(Debug, Clone, Schema)]
pub struct Rule {
    /// The port.
    #[attr(required, validate(between(1..=65_535)))]
    port: Value<i64>,
    /// The protocol.
    #[attr(default = "tcp")]
    protocol: Value<String>,
    /// A remark.
    #[attr(optional)]
    remark: Value<String>,
    /// How long to pause.
    #[attr(optional)]
    pause: Value<DurationText>,
    /// Chosen by the provider.
    #[attr(computed, plan(use_state_for_unknown))]
    id: Value<String>,
}

/// A rule the provider may make up.
#[derive(Debug, Clone, Schema)]
pub struct Fallback {
    /// The port.
    #[attr(optional, computed)]
    port: Value<i64>,
    /// The protocol.
    #[attr(default = "tcp")]
    protocol: Value<String>,
}

/// A folder of rules.
#[derive(Debug, Clone, Schema)]
pub struct Group {
    /// Its title.
    #[attr(optional)]
    title: Value<String>,
    /// Rules in it.
    #[attr(block(max = 3))]
    rule: Value<Vec<Rule>>,
}

/// What all collections have.
#[derive(Clone, Schema)]
pub struct Collections {
    /// Labels by name.
    #[attr(optional)]
    labels: Value<BTreeMap<String, String>>,
    /// Tags without order.
    #[attr(optional)]
    tags: Value<Set<String>>,
    /// Modes in order.
    #[attr(optional)]
    modes: Value<Vec<Mode>>,
    /// Numbers in rows; elements may be null.
    #[attr(optional)]
    grid: Value<Vec<Vec<Value<i64>>>>,
    /// One rule.
    #[attr(optional)]
    one: Value<Rule>,
    /// Rules in order.
    #[attr(optional)]
    many: Value<Vec<Rule>>,
    /// Rules without order.
    #[attr(optional)]
    some: Value<Set<Rule>>,
    /// Rules by name.
    #[attr(optional)]
    named: Value<BTreeMap<String, Rule>>,
    /// A rule the provider makes up unless one is given.
    #[attr(optional, computed)]
    fallback: Value<Fallback>,
    /// Settings.
    #[attr(block)]
    settings: Value<Group>,
    /// Limits; always there.
    #[attr(block(group))]
    limits: Value<Group>,
    /// Steps in order.
    #[attr(block, validate(items(0..=5)))]
    step: Value<Vec<Rule>>,
    /// Pieces without order.
    #[attr(block)]
    piece: Value<Set<Rule>>,
    /// Shelves by label.
    #[attr(block)]
    shelf: Value<BTreeMap<String, Group>>,
}

/// A thing.
#[derive(Clone, Schema)]
pub struct Model<C> {
    /// Identifies the thing.
    #[attr(computed, plan(use_state_for_unknown))]
    id: Value<String>,
    /// Its name.
    #[attr(required, validate(length(1..=20), text_matches("must have no slash", |name| !name.contains('/'))), plan(requires_replace))]
    name: Value<String>,
    /// What it says.
    #[attr(default = "hello")]
    text: Value<String>,
    /// Whether it is on.
    #[attr(default = true)]
    enabled: Value<bool>,
    /// Its size.
    #[attr(default = 3)]
    size: Value<i64>,
    /// A fraction.
    #[attr(optional)]
    ratio: Value<f64>,
    /// A number of any size.
    #[attr(optional)]
    big: Value<Number>,
    /// A JSON document.
    #[attr(optional)]
    document: Value<Json>,
    /// How long it lives.
    #[attr(optional)]
    ttl: Value<DurationText>,
    /// How it works.
    #[attr(optional)]
    mode: Value<Mode>,
    /// A secret in the state.
    #[attr(optional)]
    secret: Value<Secret>,
    /// A secret that is not in the state.
    #[attr(optional, write_only, validate(also_requires(&["password_version"])))]
    password: Value<Secret>,
    /// Raise it to send the password again.
    #[attr(optional)]
    password_version: Value<i64>,
    /// Length of the password last sent.
    #[attr(computed)]
    password_length: Value<i64>,
    /// Anything.
    #[attr(optional)]
    anything: Value<Dynamic>,
    /// Not used any more.
    #[attr(optional, deprecated = "use `text`")]
    legacy: Value<String>,
    /// How long operations may take.
    #[attr(optional)]
    timeouts: Value<Timeouts>,
    /// Known in the plan when the text is.
    #[attr(computed)]
    digest: Value<String>,
    #[attr(flatten)]
    collections: C,
}

type ThingModel = Model<Collections>;

/// The resource.
pub struct Thing;

fn digest(model: &ThingModel) -> Value<String> {
    match (&model.text, &model.size) {
        (Value::Known(text), Value::Known(size)) => Value::Known(format!("{}-{size}", text.len())),
        _ => Value::Unknown,
    }
}

fn fill(rule: &mut Rule) {
    if rule.id.is_unknown() {
        rule.id = rule.port.as_ref().map(|port| format!("rule-{port}"));
    }
}

fn fill_group(group: &mut Group) {
    if let Value::Known(rules) = &mut group.rule {
        rules.iter_mut().for_each(fill);
    }
}

fn fill_all(model: &mut ThingModel, password: &Value<Secret>) {
    let all = &mut model.collections;
    all.one.as_mut().known().into_iter().for_each(fill);
    [&mut all.many, &mut all.step]
        .into_iter()
        .filter_map(|rules| rules.as_mut().known())
        .flatten()
        .for_each(fill);
    for rules in [&mut all.some, &mut all.piece] {
        *rules = std::mem::take(rules).map(|rules| {
            let filled = rules.into_iter().map(|mut rule| {
                fill(&mut rule);
                rule
            });
            filled.collect()
        });
    }
    all.named
        .as_mut()
        .known()
        .into_iter()
        .flat_map(BTreeMap::values_mut)
        .for_each(fill);
    [&mut all.settings, &mut all.limits]
        .into_iter()
        .filter_map(|group| group.as_mut().known())
        .for_each(fill_group);
    all.shelf
        .as_mut()
        .known()
        .into_iter()
        .flat_map(BTreeMap::values_mut)
        .for_each(fill_group);
    match &mut all.fallback {
        Value::Known(fallback) if fallback.port.is_unknown() => fallback.port.set(1),
        fallback @ Value::Unknown => fallback.set(Fallback {
            port: 1.into(),
            protocol: "udp".into(),
        }),
        Value::Known(_) | Value::Null => {}
    }
    let length = password.get().map_or(0, |password| password.expose().len());
    model
        .password_length
        .set(i64::try_from(length).unwrap_or(i64::MAX));
    model.digest = digest(model);
}

impl Resource for Thing {
    type Model = ThingModel;
    type Identity = terraform_plugin::NoIdentity;
    type Data = Folder;
    const TYPE: &'static str = "lab_thing";

    fn validate(&self, config: &ThingModel, diagnostics: &mut Diagnostics) {
        for (index, rule) in config
            .collections
            .many
            .get()
            .into_iter()
            .flatten()
            .enumerate()
        {
            if rule.port == Value::Known(22) {
                let path = Path::root("many").index(index).attribute("port");
                diagnostics.warning_at(path, "Well-known port", "Port 22 is for SSH.");
            }
        }
    }

    async fn plan(
        &self,
        _: &Context,
        _: Arc<Folder>,
        request: &mut PlanRequest<ThingModel>,
        _: &mut Diagnostics,
    ) {
        request.proposed.digest = digest(&request.proposed);
        if request.proposed.text.as_deref() == Value::Known("replace me") && request.prior.is_some()
        {
            request.require_replace(Path::root("text"));
        }
    }

    async fn create(
        &self,
        _: &Context,
        folder: Arc<Folder>,
        request: CreateRequest<ThingModel>,
        diagnostics: &mut Diagnostics,
    ) -> Option<ThingModel> {
        let mut model = request.planned;
        let name = model.name.get()?.clone();
        diagnostics.ok(
            "Cannot create the thing",
            std::fs::write(folder.file("thing", &name), b""),
        )?;
        model.id.set(format!("thing-{name}"));
        fill_all(&mut model, &request.config.password);
        tracing::info!(
            secret = model.secret.get().map(|secret| secret.expose().as_str()),
            password = request
                .config
                .password
                .get()
                .map(|password| password.expose().as_str()),
            "created"
        );
        Some(model)
    }

    async fn read(
        &self,
        _: &Context,
        folder: Arc<Folder>,
        state: ThingModel,
        _: &mut Diagnostics,
    ) -> Option<ThingModel> {
        let mut model = state;
        // The service has its own spelling, which must not show as a change.
        if let Value::Known(mode) = &mut model.mode {
            mode.0.make_ascii_uppercase();
        }
        folder
            .file("thing", model.name.as_deref().unwrap_or_default())
            .exists()
            .then_some(model)
    }

    async fn update(
        &self,
        _: &Context,
        _: Arc<Folder>,
        request: UpdateRequest<ThingModel>,
        _: &mut Diagnostics,
    ) -> Option<ThingModel> {
        let mut model = request.planned;
        fill_all(&mut model, &request.config.password);
        Some(model)
    }

    async fn delete(
        &self,
        _: &Context,
        folder: Arc<Folder>,
        state: ThingModel,
        _: &mut Diagnostics,
    ) {
        // Gone already is as good.
        let _ =
            std::fs::remove_file(folder.file("thing", state.name.as_deref().unwrap_or_default()));
    }
}
