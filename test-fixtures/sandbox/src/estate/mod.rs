//! What the project holds when the sandbox starts.

mod generated;
mod handmade;

pub(crate) use generated::Prng;

use crate::capabilities::Capabilities;
use crate::data_stores;
use crate::options::EstateChoice;
use crate::store::Estate;

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

/// The estate that was chosen, with what the platform itself provides.
pub(crate) fn build(choice: &EstateChoice, service_name: &str) -> Estate {
    let mut estate = Estate::bare();
    data_stores::add_built_in(&mut estate, Capabilities::built_in());
    match choice {
        EstateChoice::Empty => {}
        EstateChoice::Handmade => handmade::build(&mut estate, service_name),
        EstateChoice::Generated { objects, seed } => {
            generated::build(&mut estate, *objects, *seed, service_name);
        }
        EstateChoice::Mixed { objects, seed } => {
            generated::build_mixed(&mut estate, *objects, *seed, service_name);
        }
    }
    estate
}
