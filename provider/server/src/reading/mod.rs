//! Reading an estate: every part at once, each complete or a gap with its reason.

mod gap;
pub mod log;
mod parts;
mod scope;

use std::{cell::RefCell, collections::BTreeMap};

use futures_util::future::{LocalBoxFuture, join_all};
use ovh_api::{Error, ReadProject};
use ovhai_model::{Address, Estate, Kind};
use ovhai_platform::observe::{ObserveOptions, Observer};
use terraform_plugin::{Diagnostics, Path};

pub use scope::{OnUnreadable, Scope};

use gap::{Cause, Gap};

use crate::shown;

/// What a project has.
pub struct Reading {
    /// As wanted.
    pub estate: Estate,
    /// States as the platform reports them now, in its words. Kinds without states and objects without one are left out.
    pub states: BTreeMap<Address, String>,
}

/// Reads what `scope` asks for.
///
/// Objects that come or go meanwhile may be in the result or not; every other one is, or its kind is a gap: an error, or an
/// entry of [`Estate::unread`] with a warning, as the scope says.
pub async fn read(
    project: &ReadProject,
    scope: &Scope,
    options: &ObserveOptions,
    diagnostics: &mut Diagnostics,
) -> Option<Reading> {
    let authorized = match project.authorization().await {
        Ok(answer) => answer.authorized,
        // Without it the lists themselves tell; a missing right to ask is not worth a failure.
        Err(error) if error.missing_right().is_some() => true,
        Err(error) if error.is_not_found() => {
            diagnostics.error_at(
                Path::root("service_name"),
                "There is no such project",
                format!(
                    "{error}\n\nThe project asked for is {}. Set service_name, or OVH_CLOUD_PROJECT_SERVICE, to the id of a Public \
                     Cloud project that these credentials may read.",
                    project.service_name()
                ),
            );
            return None;
        }
        Err(error) => return gap::fail(error, diagnostics),
    };
    let reader = Reader {
        project,
        scope,
        observer: RefCell::new(Observer::new(project.service_name(), options)),
        states: RefCell::default(),
        gaps: RefCell::default(),
    };
    let parts: Vec<LocalBoxFuture<'_, ()>> = vec![
        Box::pin(reader.apps()),
        Box::pin(reader.jobs()),
        Box::pin(reader.notebooks_and_backups()),
        Box::pin(reader.data_stores()),
        Box::pin(reader.registries()),
        Box::pin(reader.tokens()),
        Box::pin(reader.users()),
        Box::pin(reader.quota()),
        Box::pin(reader.containers()),
        Box::pin(reader.container_registries()),
        Box::pin(reader.clusters()),
    ];
    join_all(parts).await;
    let Reader {
        observer,
        states,
        gaps,
        ..
    } = reader;
    let mut gaps = gaps.into_inner();
    if !authorized {
        gap::without_authorization(project.service_name(), &mut gaps, diagnostics);
    }
    let mut estate = observer.into_inner().finish();
    estate.unread = gap::tell(
        project.service_name(),
        gaps,
        scope.on_unreadable,
        diagnostics,
    )?;
    estate.unread.sort();
    estate.kinds = scope
        .kinds()
        .filter(|kind| {
            !estate
                .unread
                .iter()
                .any(|gap| gap.kind == *kind && gap.place.is_none())
        })
        .collect();
    Some(Reading {
        estate,
        states: states.into_inner(),
    })
}

/// What the parts write into. They take turns on one thread, so that cells do.
struct Reader<'a> {
    project: &'a ReadProject,
    scope: &'a Scope,
    observer: RefCell<Observer<'a>>,
    states: RefCell<BTreeMap<Address, String>>,
    gaps: RefCell<Vec<Gap>>,
}

impl Reader<'_> {
    /// Notes the state an object is in.
    fn state(&self, kind: Kind, id: impl Into<String>, state: Option<&str>) {
        if let Some(state) = state {
            self.states
                .borrow_mut()
                .insert(Address::new(kind, id), shown::address(state));
        }
    }

    /// The value, or nothing and a gap: the objects of `kind` at `place` could not be read.
    fn or_gap<T>(&self, kind: Kind, place: Option<&str>, result: Result<T, Error>) -> Option<T> {
        result
            .map_err(|error| self.gap(kind, place, Cause::Call(error)))
            .ok()
    }

    fn gap(&self, kind: Kind, place: Option<&str>, cause: Cause) {
        self.gaps.borrow_mut().push(Gap {
            kind,
            place: place.map(str::to_owned),
            cause,
        });
    }
}
