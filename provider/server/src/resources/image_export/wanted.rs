//! Which images are meant.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_images::{Layout, Origin, names_in};
use ovhai_model::{Estate, Selection, Task};
use terraform_plugin::{Diagnostics, Path};

use super::model::ImageOptions;

/// Images to copy, and what cannot be.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Names, each once.
    pub names: BTreeSet<String>,
    /// By name, or by workload where there is none, with the reason.
    pub not_copied: BTreeMap<String, String>,
}

/// The given images, else those of the source, else those of the estate.
pub fn wanted(
    options: &ImageOptions,
    estate: &Estate,
    selection: &Selection,
    diagnostics: &mut Diagnostics,
) -> Option<Wanted> {
    let given = options.images.get();
    match (given, options.origin()) {
        (Some(given), _) => Some(Wanted {
            names: given.iter().cloned().collect(),
            not_copied: BTreeMap::new(),
        }),
        (None, None) => Some(of_estate(estate, selection)),
        (None, Some(Origin::Layout(path))) => {
            let names = Layout::open(&path).and_then(|layout| names_in(&layout));
            let names = diagnostics.ok("The source cannot be read", names)?;
            Some(Wanted {
                names: names.into_iter().collect(),
                not_copied: BTreeMap::new(),
            })
        }
        (None, Some(Origin::Registry { .. })) => {
            diagnostics.error_at(
                Path::root("images"),
                "Which images of the registry are meant is not said",
                "Registries do not tell reliably what they hold. Name the images below the source's path.",
            );
            None
        }
    }
}

/// What the selected workloads run.
fn of_estate(estate: &Estate, selection: &Selection) -> Wanted {
    let mut wanted = Wanted::default();
    let workloads = estate.workloads.iter();
    for workload in workloads.filter(|workload| selection.includes(workload)) {
        let reference = workload.image.reference.trim();
        let address = workload.address.to_string();
        if ovhai_platform::image_is_secret(reference) {
            let reason = "its reference looks as if it held a secret; give the image its plain reference on the platform";
            wanted.not_copied.insert(address, reason.to_owned());
        } else if reference.is_empty() {
            wanted.not_copied.insert(address, brought(&workload.task));
        } else if workload.image.partner.is_some() {
            let reason = "a licensed image of the platform's catalogue: the licence does not leave the platform; where you have one \
                          of the partner, name the image in `images`";
            wanted
                .not_copied
                .insert(reference.to_owned(), reason.to_owned());
        } else {
            wanted.names.insert(reference.to_owned());
        }
    }
    wanted
}

fn brought(task: &Task) -> String {
    match task {
        Task::Workbench(_) => "the platform brings the image of a notebook, under no reference that could be pulled; choose another \
                               one with its software (`profile.notebooks.images` of the workload export)",
        Task::Service | Task::Batch(_) => "it names no image",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ovhai_model::{
        Address, Compute, Digest, Image, Kind, RunState, Scaling, Workbench, Workload,
    };

    fn workload(kind: Kind, id: &str, reference: &str, partner: Option<&str>) -> Workload {
        Workload {
            address: Address::new(kind, id),
            name: id.to_owned(),
            region: "GRA".to_owned(),
            task: match kind {
                Kind::Notebook => Task::Workbench(Workbench::default()),
                _ => Task::Service,
            },
            run: RunState::Running,
            image: Image {
                reference: reference.to_owned(),
                partner: partner.map(str::to_owned),
            },
            command: Vec::new(),
            environment: Vec::new(),
            labels: BTreeMap::new(),
            platform_labels: BTreeMap::new(),
            http_port: None,
            grpc_port: None,
            is_public: false,
            readiness: None,
            liveness: None,
            rollout: None,
            scaling: Scaling::Fixed { replicas: 1 },
            compute: Compute::default(),
            volumes: Vec::new(),
            url: None,
            grpc_address: None,
            unknown: Vec::new(),
            source: String::new(),
            digest: Digest::of(id.as_bytes()),
        }
    }

    #[test]
    fn every_image_of_an_estate_is_copied_or_named() {
        let estate = Estate {
            workloads: vec![
                workload(Kind::App, "1", " registry.example.com/team/app:1 ", None),
                workload(Kind::Job, "2", "registry.example.com/team/app:1", None),
                workload(Kind::App, "3", "voices:2", Some("partner")),
                workload(Kind::Notebook, "4", "", None),
                workload(
                    Kind::App,
                    "5",
                    "me:a-word@registry.example.com/team/app:1",
                    None,
                ),
            ],
            ..Estate::default()
        };
        let found = of_estate(&estate, &Selection::default());
        let names: Vec<_> = found.names.iter().map(String::as_str).collect();
        assert_eq!(names, ["registry.example.com/team/app:1"]);
        let left: Vec<_> = found.not_copied.keys().map(String::as_str).collect();
        assert_eq!(left, ["app/5", "notebook/4", "voices:2"]);
        assert!(!format!("{found:?}").contains("a-word"));
    }
}
