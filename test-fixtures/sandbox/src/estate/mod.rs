//! What the project holds when the sandbox starts.

mod generated;
mod handmade;

use crate::app::Apps;
use crate::options::EstateChoice;
use crate::registries::Registries;

/// Name of the invented user who makes everything.
pub(crate) const USER: &str = "user-Ab3dEf6hIj9k";

const FIRST: &[&str] = &[
    "brave", "calm", "eager", "fancy", "gentle", "happy", "jolly", "kind", "lucky", "mighty",
];
const SECOND: &[&str] = &[
    "otter", "badger", "condor", "dolphin", "falcon", "gecko", "heron", "ibex", "jaguar",
];

/// A server-made name: two words, the same for the same number.
pub(crate) fn two_words(number: u64) -> String {
    let pick = |words: &[&'static str], by: u64| {
        usize::try_from(number / by)
            .ok()
            .and_then(|at| words.get(at % words.len()))
            .copied()
            .unwrap_or("app")
    };
    format!("{}-{}", pick(FIRST, 1), pick(SECOND, 3))
}

/// Apps and registries of an estate.
pub(crate) fn build(choice: &EstateChoice, service_name: &str) -> (Apps, Registries) {
    match choice {
        EstateChoice::Empty => Default::default(),
        EstateChoice::Handmade => handmade::build(service_name),
        EstateChoice::Generated { objects, seed } => {
            generated::build(*objects, *seed, service_name)
        }
    }
}
