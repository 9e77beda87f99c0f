//! What documents hold that their types do not name: places and counts, never values.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_platform::documents::{Nulls, Place, SurpriseKind, Wire};
use serde_json::Value;

use crate::words::general;

/// What the documents of one type showed.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Documents looked at.
    pub documents: usize,
    /// Places at which documents do not have the documented form, with what stands there.
    pub odd: BTreeMap<(String, &'static str), usize>,
    /// Members that the type does not name.
    pub members: BTreeMap<String, usize>,
    /// Names that an enumeration does not have, by place.
    pub names: BTreeMap<(String, String), usize>,
    /// Documented members without a value that are there as `null`.
    pub nulls: usize,
    /// Documented members without a value that are not there.
    pub absent: BTreeMap<String, usize>,
    /// Times that are not RFC 3339.
    pub odd_times: usize,
    /// Times that are.
    pub times: usize,
}

/// Everything looked at, by the type's name.
#[derive(Clone, Debug, Default)]
pub struct Models(pub BTreeMap<&'static str, Model>);

impl Models {
    /// Looks at one document.
    pub fn look<T: Wire>(&mut self, name: &'static str, document: &Value) {
        let model = self.0.entry(name).or_default();
        model.documents += 1;
        times(document, model);
        let read = match T::read_ref(document) {
            Ok(read) => read,
            Err(error) => {
                let place = (general(&error.pointer), error.found);
                *model.odd.entry(place).or_default() += 1;
                return;
            }
        };
        let mut surprises = Vec::new();
        read.surprises(Place::ROOT, &mut surprises);
        for surprise in surprises {
            let place = general(&surprise.pointer);
            match surprise.kind {
                SurpriseKind::Member { .. } => *model.members.entry(place).or_default() += 1,
                SurpriseKind::Name(name) => {
                    *model.names.entry((place, name.to_owned())).or_default() += 1;
                }
            }
        }
        let written = read.write(Nulls::Written);
        let mut absent = BTreeSet::new();
        compare(&written, document, "", &mut absent, &mut model.nulls);
        for place in absent {
            *model.absent.entry(general(&place)).or_default() += 1;
        }
    }

    /// Looks at every document of a list.
    pub fn look_all<'v, T: Wire>(
        &mut self,
        name: &'static str,
        documents: impl IntoIterator<Item = &'v Value>,
    ) {
        for document in documents {
            self.look::<T>(name, document);
        }
    }

    /// How many there are of something.
    pub fn sum(&self, of: impl Fn(&Model) -> usize) -> usize {
        self.0.values().map(of).sum()
    }
}

/// Which members that have no value in `written` are missing in `document`, and how many are `null` there.
fn compare(
    written: &Value,
    document: &Value,
    place: &str,
    absent: &mut BTreeSet<String>,
    nulls: &mut usize,
) {
    match (written, document) {
        (Value::Object(written), Value::Object(document)) => {
            for (name, value) in written {
                let place = format!("{place}/{name}");
                match document.get(name) {
                    None if value.is_null() => {
                        absent.insert(place);
                    }
                    None => {}
                    Some(Value::Null) => *nulls += 1,
                    Some(other) => compare(value, other, &place, absent, nulls),
                }
            }
        }
        (Value::Array(written), Value::Array(document)) => {
            for (value, other) in written.iter().zip(document) {
                // Positions say nothing.
                compare(value, other, &format!("{place}/0"), absent, nulls);
            }
        }
        _ => {}
    }
}

fn times(document: &Value, model: &mut Model) {
    for name in ["createdAt", "updatedAt"] {
        if let Some(time) = document[name].as_str() {
            if is_rfc3339(time) {
                model.times += 1;
            } else {
                model.odd_times += 1;
            }
        }
    }
}

fn is_rfc3339(text: &str) -> bool {
    let form: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let Some(rest) = form.strip_prefix("0000-00-00T00:00:00") else {
        return false;
    };
    let zone = rest
        .strip_prefix('.')
        .map_or(rest, |fraction| fraction.trim_start_matches('0'));
    matches!(zone, "Z" | "+00:00" | "-00:00")
}

#[cfg(test)]
mod tests {
    use ovhai_platform::documents::App;
    use serde_json::json;

    use super::*;

    #[test]
    fn places_are_told_and_values_are_not() {
        let mut models = Models::default();
        let document = json!({
            "id": "x", "createdAt": "yesterday",
            "spec": {
                "image": "i", "region": "GRA", "secretOfTomorrow": "do not tell",
                "labels": null, "envVars": [{"name": "A", "value": "do not tell", "aNew": 1}],
            },
            "status": {"state": "DREAMING"},
        });
        models.look::<App>("App", &document);
        models.look::<App>("App", &json!({"id": 4, "spec": {}}));
        let model = &models.0["App"];
        assert_eq!(model.documents, 2);
        assert_eq!(
            model.members.keys().collect::<Vec<_>>(),
            ["/spec/envVars/*/aNew", "/spec/secretOfTomorrow"],
            "{model:?}"
        );
        assert_eq!(
            model.names.keys().collect::<Vec<_>>(),
            [&("/status/state".to_owned(), "DREAMING".to_owned())]
        );
        assert_eq!(model.odd_times, 1);
        assert_eq!(model.odd.len(), 1);
        assert!(
            model.nulls > 0 && model.absent.contains_key("/updatedAt"),
            "{model:?}"
        );
        assert!(!format!("{model:?}").contains("do not tell"));
    }

    #[test]
    fn times_are_recognised() {
        for (text, good) in [
            ("2026-11-22T12:00:00Z", true),
            ("2026-11-22T12:00:00.123+01:00", true),
            ("2026-11-22 12:00:00Z", false),
            ("2026-11-22T12:00:00", false),
            ("1700000000", false),
        ] {
            assert_eq!(is_rfc3339(text), good, "{text}");
        }
    }
}
