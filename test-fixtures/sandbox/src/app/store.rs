//! The apps of the project, in order of creation.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

use super::life::{Plan, Step, apply};
use super::state::State;
use crate::clock::parse_rfc3339;

/// What lists filter and sort by, kept beside the text so that a list of thousands parses nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) state: String,
    pub(crate) user: String,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) labels: BTreeMap<String, String>,
}

impl Head {
    fn of(document: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let time = |value: &Value| value.as_str().and_then(parse_rfc3339).unwrap_or_default();
        let labels = document["spec"]["labels"].as_object().into_iter().flatten();
        Self {
            name: text(&document["spec"]["name"]),
            region: text(&document["spec"]["region"]),
            state: text(&document["status"]["state"]),
            user: text(&document["user"]),
            created_ms: time(&document["createdAt"]),
            updated_ms: time(&document["updatedAt"]),
            labels: labels
                .map(|(key, value)| (key.clone(), text(value)))
                .collect(),
        }
    }
}

/// One app.
#[derive(Debug)]
pub(crate) struct StoredApp {
    text: String,
    head: Head,
    plan: Plan,
}

impl StoredApp {
    fn new(document: &Value) -> Self {
        Self {
            text: document.to_string(),
            head: Head::of(document),
            plan: Plan::default(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn head(&self) -> &Head {
        &self.head
    }

    /// The state, when it is one the sandbox knows.
    pub(crate) fn state(&self) -> Option<State> {
        State::parse(&self.head.state)
    }

    pub(crate) fn document(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Value)) {
        let mut document = self.document();
        change(&mut document);
        self.text = document.to_string();
        self.head = Head::of(&document);
    }

    /// A new plan for the app's state; data syncs under way go on.
    pub(crate) fn set_plan(&mut self, plan: Plan) {
        self.plan = std::mem::take(&mut self.plan).only_syncs().merged(plan);
    }

    /// Changes what is left of the plan.
    pub(crate) fn map_plan(&mut self, change: impl FnOnce(Plan) -> Plan) {
        self.plan = change(std::mem::take(&mut self.plan));
    }

    /// Further steps beside the plan.
    pub(crate) fn add_steps(&mut self, steps: Plan) {
        self.plan = std::mem::take(&mut self.plan).merged(steps);
    }

    /// Is a change of state still to come?
    pub(crate) fn is_settled(&self) -> bool {
        self.plan.is_empty()
    }

    /// Lets everything happen that is due. `false` when the app is gone.
    fn advance(&mut self, now_ms: i64) -> bool {
        if self.plan.is_empty() {
            return true;
        }
        let mut due = Vec::new();
        while let Some((at, step)) = self.plan.take_due(now_ms) {
            if step == Step::Leave {
                return false;
            }
            due.push((at, step));
        }
        if !due.is_empty() {
            self.edit(|document| {
                for (at, step) in &due {
                    apply(document, *at, step);
                }
            });
        }
        true
    }
}

/// The apps of the project. Tests change them directly, past every rule of the API.
#[derive(Debug, Default)]
pub struct Apps {
    by_id: IndexMap<String, StoredApp>,
    busy: bool,
}

impl Apps {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// None at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Ids in order of creation.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.by_id.keys().cloned().collect()
    }

    /// Id of the first app with this `spec.name`.
    #[must_use]
    pub fn id_of(&self, name: &str) -> Option<String> {
        self.by_id
            .iter()
            .find(|(_, app)| app.head.name == name)
            .map(|(id, _)| id.clone())
    }

    /// The document of an app.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Value> {
        self.by_id.get(id).map(StoredApp::document)
    }

    /// All documents in order of creation.
    #[must_use]
    pub fn documents(&self) -> Vec<Value> {
        self.by_id.values().map(StoredApp::document).collect()
    }

    /// Adds an app, or replaces the one with the same `id` member. A document without a text `id` is not added.
    /// Returns whether it was added.
    pub fn insert(&mut self, document: &Value) -> bool {
        let Some(id) = document["id"].as_str() else {
            return false;
        };
        self.by_id.insert(id.to_owned(), StoredApp::new(document));
        true
    }

    /// Changes a document in place, for example to add a member nobody has seen. Numbers beyond `i64`, `u64` and `f64`
    /// lose digits on the way; [`Apps::set_text`] keeps them. Returns whether the app exists.
    pub fn edit(&mut self, id: &str, change: impl FnOnce(&mut Value)) -> bool {
        let Some(app) = self.by_id.get_mut(id) else {
            return false;
        };
        app.edit(change);
        true
    }

    /// Serves this text for an app from now on, byte for byte, valid JSON or not. Returns whether the app exists.
    pub fn set_text(&mut self, id: &str, text: &str) -> bool {
        let Some(app) = self.by_id.get_mut(id) else {
            return false;
        };
        app.text = text.to_owned();
        true
    }

    /// Takes an app away at once. Returns whether it existed.
    pub fn remove(&mut self, id: &str) -> bool {
        self.by_id.shift_remove(id).is_some()
    }

    /// Takes all apps away.
    pub fn clear(&mut self) {
        self.by_id.clear();
    }

    pub(crate) fn stored(&self, id: &str) -> Option<&StoredApp> {
        self.by_id.get(id)
    }

    /// For changes of plan: lets later calls look for due steps.
    pub(crate) fn stored_mut(&mut self, id: &str) -> Option<&mut StoredApp> {
        self.busy = true;
        self.by_id.get_mut(id)
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &StoredApp)> + Clone {
        self.by_id.iter().map(|(id, app)| (id.as_str(), app))
    }

    /// Lets everything happen that is due; apps whose time has come disappear.
    pub(crate) fn advance(&mut self, now_ms: i64) {
        if !self.busy {
            return;
        }
        self.by_id.retain(|_, app| app.advance(now_ms));
        self.busy = self.by_id.values().any(|app| !app.is_settled());
    }
}
