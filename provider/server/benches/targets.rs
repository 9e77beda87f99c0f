//! Rendering measured: what `cargo xtask bench targets` runs, one process for each measurement.
//!
//! `documents FOLDER WORKLOADS SEED` writes the documents of a mixed estate, one a line; `render FOLDER` observes them one at
//! a time, as a reader of a large project does, renders, and drops every artefact; `print FOLDER` prints the same objects
//! by a general YAML library, as a peer. The last two answer with one line of JSON.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for measuring"
)]

use std::{
    fs::{self, File},
    hint::black_box,
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use ovh_sandbox::{EstateChoice, Kind, Options, Sandbox};
use ovhai_model::{Estate, Kind as Read, Selection};
use ovhai_platform::{
    documents::Listed,
    observe::{ObserveOptions, Observer},
};
use ovhai_targets::{Accumulated, Decisions, Format, Profile, Session};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Of forty objects of the mix 31 are workloads.
const MIX: (usize, usize) = (40, 31);

const FILES: [(Kind, &str); 5] = [
    (Kind::App, "apps"),
    (Kind::Job, "jobs"),
    (Kind::Notebook, "notebooks"),
    (Kind::DataStore, "data-stores"),
    (Kind::Registry, "registries"),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["documents", folder, workloads, seed] => documents(
            Path::new(folder),
            workloads.parse().unwrap(),
            seed.parse().unwrap(),
        ),
        ["render", folder] => println!("{}", render(&observed(Path::new(folder)))),
        ["print", folder] => println!("{}", print(&observed(Path::new(folder)).0)),
        _ => println!("run it by `cargo xtask bench targets`"),
    }
}

fn documents(folder: &Path, workloads: usize, seed: u64) {
    let sandbox = Sandbox::start(Options {
        estate: EstateChoice::Mixed {
            objects: (workloads * MIX.0).div_ceil(MIX.1),
            seed,
        },
        ..Options::default()
    })
    .unwrap();
    fs::create_dir_all(folder).unwrap();
    for (kind, name) in FILES {
        let mut out = BufWriter::new(File::create(file(folder, name)).unwrap());
        sandbox.with(kind, |objects| {
            for id in objects.ids() {
                let line = json!([objects.place_of(&id), objects.get(&id)]);
                writeln!(out, "{line}").unwrap();
            }
        });
        out.flush().unwrap();
    }
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.ndjson"))
}

/// The estate, and how long observing took without reading and parsing.
fn observed(folder: &Path) -> (Estate, Duration) {
    let options = ObserveOptions::default();
    let mut observer = Observer::new("0123456789abcdef0123456789abcdef", &options);
    let mut took = Duration::ZERO;
    for kind in [
        Read::App,
        Read::Job,
        Read::Notebook,
        Read::DataStore,
        Read::Registry,
    ] {
        observer.was_read(kind);
    }
    each(folder, "apps", &mut took, |_, app| observer.app(app));
    each(folder, "jobs", &mut took, |_, job| observer.job(job));
    each(folder, "notebooks", &mut took, |_, notebook| {
        observer.notebook(notebook);
    });
    each(folder, "data-stores", &mut took, |region, store| {
        observer.data_store(region, store);
    });
    each(folder, "registries", &mut took, |_, registry| {
        observer.registry(registry);
    });
    let begun = Instant::now();
    let estate = observer.finish();
    (estate, took + begun.elapsed())
}

fn each<T>(folder: &Path, name: &str, took: &mut Duration, mut see: impl FnMut(&str, &Listed<T>))
where
    Listed<T>: DeserializeOwned,
{
    for line in BufReader::new(File::open(file(folder, name)).unwrap()).lines() {
        let (place, document): (String, Listed<T>) = serde_json::from_str(&line.unwrap()).unwrap();
        let begun = Instant::now();
        see(&place, &document);
        *took += begun.elapsed();
    }
}

fn profile() -> Profile {
    Profile {
        domain: Some("apps.example.com".to_owned()),
        ..Profile::default()
    }
}

fn render((estate, observing): &(Estate, Duration)) -> Value {
    let (profile, decisions, selection) = (profile(), Decisions::default(), Selection::default());
    let before = peak();
    let begun = Instant::now();
    let session = Session::new(
        "kubernetes",
        Format::Yaml,
        estate,
        &selection,
        &profile,
        &decisions,
    )
    .unwrap();
    let named = begun.elapsed();
    let (mut accumulated, mut bytes, mut files) = (Accumulated::new(), 0, 0);
    for workload in session.workloads() {
        let rendered = session.render(workload).unwrap();
        accumulated.add(&rendered);
        files += rendered.artefacts.len();
        bytes += black_box(&rendered.artefacts)
            .iter()
            .map(|artefact| artefact.bytes.len())
            .sum::<usize>();
    }
    let rendered = begun.elapsed();
    let shared = session.finish(&accumulated);
    let all = begun.elapsed();
    files += shared.len();
    bytes += shared
        .iter()
        .map(|artefact| artefact.bytes.len())
        .sum::<usize>();
    json!({
        "workloads": session.workloads().len(), "files": files, "bytes": bytes,
        "observing": observing.as_secs_f64(), "naming": named.as_secs_f64(),
        "rendering": (rendered - named).as_secs_f64(), "finishing": (all - rendered).as_secs_f64(),
        "all": all.as_secs_f64(), "peak_of_estate": before, "peak": peak(),
    })
}

/// Time a general library needs to print the objects of the estate as YAML, when somebody else has made them.
fn print(estate: &Estate) -> Value {
    let (profile, decisions, selection) = (profile(), Decisions::default(), Selection::default());
    let session = Session::new(
        "kubernetes",
        Format::Json,
        estate,
        &selection,
        &profile,
        &decisions,
    )
    .unwrap();
    let (mut took, mut bytes) = (Duration::ZERO, 0);
    for workload in session.workloads() {
        let rendered = session.render(workload).unwrap();
        let manifest = rendered
            .artefacts
            .iter()
            .find(|artefact| !artefact.path.starts_with("sources/"))
            .unwrap();
        let list: Value = serde_json::from_slice(&manifest.bytes).unwrap();
        let begun = Instant::now();
        for object in list["items"].as_array().unwrap() {
            bytes += black_box(serde_saphyr::to_string(object).unwrap()).len();
        }
        took += begun.elapsed();
    }
    json!({"workloads": session.workloads().len(), "bytes": bytes, "all": took.as_secs_f64()})
}

/// The most memory this process has had, bytes; null where the kernel does not say.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}
