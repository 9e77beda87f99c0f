//! One object.

use std::collections::BTreeMap;

use serde_json::Value;

use super::plan::{Plan, Step};
use crate::app::State;
use crate::clock::parse_rfc3339;
use crate::workload::apply;

/// What lists filter and sort by, kept beside the text so that a list of thousands parses nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Head {
    /// `spec.name`; of objects without spec what people call them by: alias, URL or name.
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) state: String,
    pub(crate) user: String,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) labels: BTreeMap<String, String>,
    /// Notebooks made for Spark, which lists leave out unless asked.
    pub(crate) is_spark: bool,
}

impl Head {
    fn of(document: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let time = |value: &Value| value.as_str().and_then(parse_rfc3339).unwrap_or_default();
        let labels = document["spec"]["labels"].as_object().into_iter().flatten();
        let name = ["/spec/name", "/alias", "/url", "/name"]
            .into_iter()
            .find_map(|pointer| document.pointer(pointer))
            .map_or_else(String::new, text);
        let region = match &document["spec"]["region"] {
            Value::Null => &document["region"],
            region => region,
        };
        let framework = document["spec"]["env"]["frameworkId"].as_str();
        Self {
            name,
            region: text(region),
            state: text(&document["status"]["state"]),
            user: text(&document["user"]),
            created_ms: time(&document["createdAt"]),
            updated_ms: time(&document["updatedAt"]),
            labels: labels
                .map(|(key, value)| (key.clone(), text(value)))
                .collect(),
            is_spark: framework.is_some_and(|framework| framework.starts_with("spark")),
        }
    }
}

/// What an object holds and reads never show. Does not print itself.
#[derive(Clone, Default)]
struct Hidden(Value);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hidden")
    }
}

/// One object.
#[derive(Debug)]
pub(crate) struct Stored {
    text: String,
    head: Head,
    plan: Plan,
    place: String,
    hidden: Hidden,
}

impl Stored {
    pub(super) fn new(place: &str, document: &Value) -> Self {
        Self {
            text: document.to_string(),
            head: Head::of(document),
            plan: Plan::default(),
            place: place.to_owned(),
            hidden: Hidden::default(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn set_text(&mut self, text: &str) {
        text.clone_into(&mut self.text);
    }

    pub(crate) fn head(&self) -> &Head {
        &self.head
    }

    /// Where it is: the region of a data store, the notebook of a backup.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// What reads never show: the value of a token, the credentials of a data store.
    pub(crate) fn hidden(&self) -> &Value {
        &self.hidden.0
    }

    pub(crate) fn hide(&mut self, value: Value) {
        self.hidden = Hidden(value);
    }

    /// The state of an app, when it is one the sandbox knows.
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

    /// A new plan for the object's state; data syncs under way go on.
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

    /// Is no change of state still to come?
    pub(crate) fn is_settled(&self) -> bool {
        self.plan.is_empty()
    }

    /// Lets everything happen that is due; what happens beside the document goes to `beside`. `false` when the object
    /// is gone.
    pub(super) fn advance(&mut self, now_ms: i64, beside: &mut Vec<i64>) -> bool {
        if !self.plan.is_due(now_ms) {
            return true;
        }
        let mut plan = std::mem::take(&mut self.plan);
        let mut left = false;
        self.edit(|document| {
            while let Some((at, step)) = plan.take_due(now_ms) {
                match step {
                    Step::Leave => left = true,
                    Step::Back => beside.push(at),
                    step => {
                        let next = apply(document, at, &step);
                        plan = std::mem::take(&mut plan).merged(next);
                    }
                }
            }
        });
        self.plan = plan;
        !left
    }
}
