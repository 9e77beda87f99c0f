//! The `select` attribute.

use std::collections::BTreeSet;

use ovhai_model::{Kind, LabelSelector, Selection, secrecy};
use terraform_plugin::{Diagnostics, Path, Schema, Set, Value};

/// Which objects are meant. Members that are left out do not narrow; several narrow together.
#[derive(Clone, Debug, Default, Schema)]
pub struct Select {
    /// Only these kinds: `app`, `job`, `notebook`, `backup`, `data_store`, `registry`, `token`, `user`, `quota`, `container`,
    /// `container_registry`, `cluster`. Other kinds are not read either, but for registries and data stores, which workloads
    /// depend on.
    #[attr(optional, validate(each(one_of(Kind::WORDS))))]
    pub kinds: Value<Set<String>>,
    /// Only these regions, such as `GRA`.
    #[attr(optional)]
    pub regions: Value<Set<String>>,
    /// Only objects with exactly one of these names.
    #[attr(optional)]
    pub names: Value<Set<String>>,
    /// Only these ids.
    #[attr(optional)]
    pub ids: Value<Set<String>>,
    /// Only workloads whose labels match, such as `team=nlp,env in (prod, staging),!experimental`. What has no labels does not
    /// match.
    #[attr(optional, validate(text("must be a label selector", |text| text.parse::<LabelSelector>().map(drop).map_err(|e| e.to_string()))))]
    pub label_selector: Value<String>,
    /// Never these ids or names.
    #[attr(optional)]
    pub exclude: Value<Set<String>>,
    /// Whether jobs that have ended count too. Default: true.
    #[attr(optional)]
    pub finished_jobs: Value<bool>,
}

impl Select {
    /// The selection it describes; null selects everything.
    pub fn selection(this: &Value<Self>, diagnostics: &mut Diagnostics) -> Option<Selection> {
        let Value::Known(select) = this else {
            return Some(Selection::default());
        };
        let path = Path::root("select");
        let mut kinds = BTreeSet::new();
        for kind in texts(&select.kinds) {
            match kind.parse::<Kind>() {
                Ok(kind) => kinds.insert(kind),
                Err(error) => {
                    diagnostics.error_at(
                        path.attribute("kinds"),
                        "Unknown kind",
                        error.to_string(),
                    );
                    return None;
                }
            };
        }
        for (member, set) in [("names", &select.names), ("exclude", &select.exclude)] {
            for name in texts(set) {
                if is_id(&name) || secrecy::secret_text(&name).is_none() {
                    continue;
                }
                diagnostics.error_at(
                    path.attribute(member),
                    "A name that looks like a secret selects nothing",
                    "Objects whose name looks like a secret are called `(secret)` everywhere, so that no secret gets into state and \
                     reports. Select them by id.",
                );
                return None;
            }
        }
        let label_selector = match select
            .label_selector
            .get()
            .map(|text| text.parse())
            .transpose()
        {
            Ok(selector) => selector,
            Err(error) => {
                let error: ovhai_model::SelectionError = error;
                diagnostics.error_at(
                    path.attribute("label_selector"),
                    "Invalid label selector",
                    error.to_string(),
                );
                return None;
            }
        };
        Some(Selection {
            kinds,
            regions: texts(&select.regions),
            names: texts(&select.names),
            ids: texts(&select.ids),
            label_selector,
            exclude: texts(&select.exclude),
            finished_jobs: select.finished_jobs.get().copied().unwrap_or(true),
        })
    }
}

/// Ids look random and are no secrets.
fn is_id(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(index, character)| match index {
            8 | 13 | 18 | 23 => character == '-',
            _ => character.is_ascii_hexdigit(),
        })
}

fn texts(set: &Value<Set<String>>) -> BTreeSet<String> {
    set.get().into_iter().flatten().cloned().collect()
}
