//! All objects of one kind, in order of creation.

use indexmap::IndexMap;
use serde_json::Value;

use super::kind::Kind;
use super::stored::Stored;

/// All objects of one kind, in order of creation. Tests change them directly, past every rule of the API.
///
/// Ids are the `id` member of the document. A data store is known as `REGION/ALIAS`, a partner as `REGION/ID`.
#[derive(Debug)]
pub struct Objects {
    kind: Kind,
    by_id: IndexMap<String, Stored>,
    busy: bool,
}

impl Objects {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            by_id: IndexMap::new(),
            busy: false,
        }
    }

    /// What kind these are.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

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

    /// Ids of the objects of one place in order of creation: the backups of a notebook, the data stores of a region.
    #[must_use]
    pub fn ids_in(&self, place: &str) -> Vec<String> {
        self.in_place(place).map(|(id, _)| id.to_owned()).collect()
    }

    /// Id of the first object of this name: `spec.name`, else `alias`, `url` or `name`.
    #[must_use]
    pub fn id_of(&self, name: &str) -> Option<String> {
        self.by_id
            .iter()
            .find(|(_, object)| object.head().name == name)
            .map(|(id, _)| id.clone())
    }

    /// The document of an object.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Value> {
        self.by_id.get(id).map(Stored::document)
    }

    /// All documents in order of creation.
    #[must_use]
    pub fn documents(&self) -> Vec<Value> {
        self.by_id.values().map(Stored::document).collect()
    }

    /// Where an object is: the notebook's id of a backup, the region of a data store or partner, else empty.
    #[must_use]
    pub fn place_of(&self, id: &str) -> Option<String> {
        self.by_id.get(id).map(|object| object.place().to_owned())
    }

    /// What an object holds and reads never show: the value of a token (text), the credentials of a data store
    /// (`DataStoreInput.credentials`), the password of a registry (text). Null when there is nothing.
    #[must_use]
    pub fn secret_of(&self, id: &str) -> Option<Value> {
        self.by_id.get(id).map(|object| object.hidden().clone())
    }

    /// Adds an object, or replaces the one with the same `id` member. A document without a text `id` is not added,
    /// nor is a backup, data store or partner, which need a place. Returns whether it was added.
    pub fn insert(&mut self, document: &Value) -> bool {
        if self.kind.is_named_in_its_place() || self.kind == Kind::Backup {
            return false;
        }
        self.insert_in("", document)
    }

    /// The same with a place: the notebook's id for a backup, the region for a data store or partner.
    pub fn insert_in(&mut self, place: &str, document: &Value) -> bool {
        let Some(name) = document[self.kind.name_member()].as_str() else {
            return false;
        };
        let id = self.id_in(place, name);
        self.by_id.insert(id, Stored::new(place, document));
        true
    }

    /// Adds an object in front of all others, as a list that is sorted newest first would show it. Returns whether it
    /// was added.
    pub fn insert_first(&mut self, document: &Value) -> bool {
        let added = self.insert(document);
        if added && let Some(last) = self.by_id.len().checked_sub(1) {
            self.by_id.move_index(last, 0);
        }
        added
    }

    /// Changes a document in place, for example to add a member nobody has seen. Numbers beyond `i64`, `u64` and `f64`
    /// lose digits on the way; [`Objects::set_text`] keeps them. Returns whether the object exists.
    pub fn edit(&mut self, id: &str, change: impl FnOnce(&mut Value)) -> bool {
        let Some(object) = self.by_id.get_mut(id) else {
            return false;
        };
        object.edit(change);
        true
    }

    /// Serves this text for an object from now on, byte for byte, valid JSON or not. Returns whether the object
    /// exists.
    pub fn set_text(&mut self, id: &str, text: &str) -> bool {
        let Some(object) = self.by_id.get_mut(id) else {
            return false;
        };
        object.set_text(text);
        true
    }

    /// Takes an object away at once. Returns whether it existed.
    pub fn remove(&mut self, id: &str) -> bool {
        self.by_id.shift_remove(id).is_some()
    }

    /// Takes all objects away.
    pub fn clear(&mut self) {
        self.by_id.clear();
    }

    /// The id of what is called `name` in a place.
    pub(crate) fn id_in(&self, place: &str, name: &str) -> String {
        if self.kind.is_named_in_its_place() {
            format!("{place}/{name}")
        } else {
            name.to_owned()
        }
    }

    /// What is kept as hidden, beside an object that exists.
    pub(crate) fn hide(&mut self, id: &str, value: Value) {
        if let Some(object) = self.by_id.get_mut(id) {
            object.hide(value);
        }
    }

    pub(crate) fn stored(&self, id: &str) -> Option<&Stored> {
        self.by_id.get(id)
    }

    /// For changes of plan: lets later calls look for due steps.
    pub(crate) fn stored_mut(&mut self, id: &str) -> Option<&mut Stored> {
        self.busy = true;
        self.by_id.get_mut(id)
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Stored)> + Clone {
        self.by_id.iter().map(|(id, object)| (id.as_str(), object))
    }

    /// The objects of one place.
    pub(crate) fn in_place<'a>(
        &'a self,
        place: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Stored)> + Clone {
        self.iter()
            .filter(move |(_, object)| object.place() == place)
    }

    /// Takes away everything of one place.
    pub(crate) fn clear_place(&mut self, place: &str) {
        self.by_id.retain(|_, object| object.place() != place);
    }

    /// Lets everything happen that is due; objects whose time has come disappear. Answers the backups to be made
    /// (notebook and time) and who is gone.
    pub(crate) fn advance(&mut self, now_ms: i64) -> Happened {
        let mut happened = Happened::default();
        if !self.busy {
            return happened;
        }
        self.by_id.retain(|id, object| {
            let mut beside = Vec::new();
            let stays = object.advance(now_ms, &mut beside);
            happened
                .backups
                .extend(beside.into_iter().map(|at| (id.clone(), at)));
            if !stays {
                happened.gone.push(id.clone());
            }
            stays
        });
        self.busy = self.by_id.values().any(|object| !object.is_settled());
        happened
    }
}

/// What happened beside the documents themselves.
#[derive(Debug, Default)]
pub(crate) struct Happened {
    pub(crate) backups: Vec<(String, i64)>,
    pub(crate) gone: Vec<String>,
}
