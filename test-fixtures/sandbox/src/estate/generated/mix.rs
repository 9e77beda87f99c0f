//! An estate of all kinds: many jobs, fewer apps and notebooks, a few of everything else, as projects have them.

use super::{app, job, notebook, small};
use crate::store::{Estate, Kind};

/// Forty objects: 16 jobs, 10 apps, 5 notebooks, 5 backups, 2 tokens, a data store and a registry. A notebook comes
/// before each backup, so that there is always one it can belong to.
const PATTERN: &str = "JANBJADJAJTJNBAJRJAJNBJAJJAJNBTJAJJANBJA";

/// How many objects of one kind are before object `index`, and the letter of its own.
fn kind_at(index: usize) -> (char, usize) {
    let letters = PATTERN.as_bytes();
    let letter = letters[index % letters.len()];
    let in_one = letters.iter().filter(|other| **other == letter).count();
    let before = letters[..index % letters.len()]
        .iter()
        .filter(|other| **other == letter)
        .count();
    (char::from(letter), index / letters.len() * in_one + before)
}

/// The estate of a seed: `objects` of all kinds beside what the platform itself provides. Its apps are those of the
/// estate of apps.
pub(in crate::estate) fn build(estate: &mut Estate, objects: usize, seed: u64, project: &str) {
    for index in 0..objects {
        let (letter, nth) = kind_at(index);
        match letter {
            'A' => {
                estate.of_mut(Kind::App).insert(&app(seed, nth, project));
            }
            'J' => {
                let job = job::job(seed, nth, project);
                estate.of_mut(Kind::Job).insert(&job);
            }
            'N' => {
                let notebook = notebook::notebook(seed, nth);
                estate.of_mut(Kind::Notebook).insert(&notebook);
            }
            'B' => small::backup(estate, seed, nth),
            'D' => small::data_store(estate, seed, nth),
            'R' => small::registry(estate, seed, nth),
            _ => small::token(estate, seed, nth),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_objects_hold_every_kind_in_its_proportion() {
        let mut estate = Estate::bare();
        build(&mut estate, 80, 1, "0123456789abcdef0123456789abcdef");
        let counts: Vec<usize> = Kind::ALL
            .iter()
            .map(|kind| estate.of(*kind).len())
            .collect();
        assert_eq!(counts, [20, 32, 10, 10, 2, 2, 4, 0]);
        for (id, backup) in estate.of(Kind::Backup).iter() {
            let owner = estate.of(Kind::Notebook).stored(backup.place());
            assert!(owner.is_some(), "{id} belongs to no notebook");
        }
    }
}
