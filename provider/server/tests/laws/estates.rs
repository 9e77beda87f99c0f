//! What the laws hold for: every fixture of the target with its profile, and generated estates with several profiles.

use std::collections::BTreeMap;

use ovh_sandbox::{EstateChoice, Kind, Options, Sandbox};
use ovhai_model::Estate;
use ovhai_platform::observe::{self, ObserveOptions};
use ovhai_targets::Profile;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use terraform_provider_ovhai::what_survives::all_cases;

const SERVICE: &str = "0123456789abcdef0123456789abcdef";

/// Objects of each generated estate: all forty of the generator's pattern four times.
const OBJECTS: usize = 160;

/// Documents of a generated estate, changed at will before they are read.
#[derive(Clone, Debug, Default)]
pub struct Generated {
    pub apps: Vec<Value>,
    pub jobs: Vec<Value>,
    pub notebooks: Vec<Value>,
    pub registries: Vec<Value>,
    pub tokens: Vec<Value>,
    pub data_stores: BTreeMap<String, Vec<Value>>,
    pub backups: BTreeMap<String, Vec<Value>>,
}

impl Generated {
    pub fn of_seed(seed: u64) -> Self {
        let sandbox = Sandbox::start(Options {
            estate: EstateChoice::Mixed {
                objects: OBJECTS,
                seed,
            },
            ..Options::default()
        })
        .unwrap();
        let list = |kind| sandbox.with(kind, |objects| objects.documents());
        let placed = |kind| {
            let mut places: BTreeMap<String, Vec<Value>> = BTreeMap::new();
            sandbox.with(kind, |objects| {
                for id in objects.ids() {
                    let place = objects.place_of(&id).unwrap();
                    places
                        .entry(place)
                        .or_default()
                        .push(objects.get(&id).unwrap());
                }
            });
            places
        };
        Self {
            apps: list(Kind::App),
            jobs: list(Kind::Job),
            notebooks: list(Kind::Notebook),
            registries: list(Kind::Registry),
            tokens: list(Kind::Token),
            data_stores: placed(Kind::DataStore),
            backups: placed(Kind::Backup),
        }
    }

    pub fn workloads(&mut self) -> impl Iterator<Item = &mut Value> {
        self.apps
            .iter_mut()
            .chain(&mut self.jobs)
            .chain(&mut self.notebooks)
    }

    pub fn estate(&self) -> Estate {
        let (apps, jobs, notebooks) = (
            typed::<Vec<_>>(&self.apps),
            typed::<Vec<_>>(&self.jobs),
            typed::<Vec<_>>(&self.notebooks),
        );
        let (registries, tokens) = (
            typed::<Vec<_>>(&self.registries),
            typed::<Vec<_>>(&self.tokens),
        );
        let (data_stores, backups) = (typed(&self.data_stores), typed(&self.backups));
        let documents = observe::Documents {
            apps: Some(&apps),
            jobs: Some(&jobs),
            notebooks: Some(&notebooks),
            registries: Some(&registries),
            tokens: Some(&tokens),
            data_stores: Some(&data_stores),
            backups: Some(&backups),
            ..observe::Documents::default()
        };
        observe::estate_of(SERVICE, &documents, &ObserveOptions::default())
    }
}

fn typed<T: DeserializeOwned>(values: &impl serde::Serialize) -> T {
    serde_json::from_value(serde_json::to_value(values).unwrap()).unwrap()
}

/// Seeds of the generated estates, and choices that differ in everything that makes other objects.
pub fn generated() -> Vec<(String, Generated, Profile)> {
    let profiles = [
        json!({"domain": "apps.example.com"}),
        json!({
            "domain": "apps.example.com", "exposure": "ingress", "keda": {"available": false},
            "volumes": {"push": "sidecar"}, "jobs": {"start": "as_on_platform", "expose": true},
        }),
        json!({
            "exposure": "none", "authentication": "none", "accept_open_access": true, "drop_cpu_limit": true,
            "notebooks": {"snapshots": true}, "create_namespace": false,
        }),
    ];
    (1..=6)
        .map(|seed| {
            let profile = &profiles[usize::try_from(seed).unwrap() % profiles.len()];
            (
                format!("seed {seed}"),
                Generated::of_seed(seed),
                Profile::read(profile).unwrap(),
            )
        })
        .collect()
}

/// Every fixture and every generated estate.
pub fn everything() -> Vec<(String, Estate, Profile)> {
    let mut all: Vec<(String, Estate, Profile)> = all_cases(&test_fixtures::root())
        .unwrap()
        .into_iter()
        .filter_map(|case| {
            let estate = case.estate()?;
            Some((case.name.clone(), estate, case.profile().clone()))
        })
        .collect();
    assert!(all.len() > 20, "fixtures cannot be read");
    all.extend(
        generated()
            .into_iter()
            .map(|(name, generated, profile)| (name, generated.estate(), profile)),
    );
    all
}
