//! Version constraints: as much as is needed to know whether `removed` blocks are understood, and whether two constraints of a
//! provider have a release in common.

use crate::index::Index;

/// The first release that understands `removed` blocks.
const REMOVED: [u64; 3] = [1, 7, 0];

/// Whether `constraint` allows any release from 1.7 on. A constraint that cannot be read allows everything: Terraform will
/// say what is wrong with it.
#[must_use]
pub fn allows_removed(constraint: &str) -> bool {
    constraint.split(',').all(allows)
}

/// Whether some root that uses `folder` allows no release with `removed` blocks.
pub(crate) fn is_too_old(index: &Index, folder: &str) -> bool {
    let mut folders: Vec<String> = index
        .roots(folder)
        .into_iter()
        .map(|(root, _)| root)
        .collect();
    folders.push(folder.to_owned());
    folders
        .iter()
        .filter_map(|folder| index.module(folder))
        .flat_map(|module| &module.required_versions)
        .any(|constraint| !allows_removed(constraint))
}

fn allows(part: &str) -> bool {
    let part = part.trim();
    let digits = part.trim_start_matches(|c: char| "=!<>~ ".contains(c));
    let operator = part[..part.len() - digits.len()].trim();
    let Some((version, given)) = version(digits) else {
        return true;
    };
    match operator {
        "" | "=" => version >= REMOVED,
        "<" => version > REMOVED,
        "<=" => version >= REMOVED,
        // The last part that is given may grow: up to the next minor release, or to the next major one.
        "~>" if given >= 3 => version[..2] >= REMOVED[..2],
        "~>" => version[0] >= REMOVED[0],
        _ => true,
    }
}

/// Whether some release fits both constraints. One that cannot be read fits everything.
#[must_use]
pub fn can_agree(one: &str, other: &str) -> bool {
    let (mut low, mut high) = ([0; 3], [u64::MAX; 3]);
    for part in one.split(',').chain(other.split(',')) {
        let (from, to) = range(part.trim());
        low = low.max(from);
        high = high.min(to);
    }
    low < high
}

/// The first release that fits, and the first one after it that does not.
fn range(part: &str) -> ([u64; 3], [u64; 3]) {
    const ALL: ([u64; 3], [u64; 3]) = ([0; 3], [u64::MAX; 3]);
    let digits = part.trim_start_matches(|c: char| "=!<>~ ".contains(c));
    let operator = part[..part.len() - digits.len()].trim();
    let Some((version, given)) = version(digits) else {
        return ALL;
    };
    let [major, minor, patch] = version;
    let next = [major, minor, patch.saturating_add(1)];
    match operator {
        "" | "=" => (version, next),
        ">" => (next, ALL.1),
        ">=" => (version, ALL.1),
        "<" => (ALL.0, version),
        "<=" => (ALL.0, next),
        "~>" if given >= 3 => (version, [major, minor.saturating_add(1), 0]),
        "~>" => (version, [major.saturating_add(1), 0, 0]),
        _ => ALL,
    }
}

/// The three numbers, and how many of them are given.
fn version(text: &str) -> Option<([u64; 3], usize)> {
    let mut version = [0; 3];
    let text = text.trim().trim_start_matches('v');
    let text = text.split(['-', '+']).next()?;
    let parts: Vec<u64> = text
        .split('.')
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    if parts.is_empty() || parts.len() > 3 {
        return None;
    }
    version[..parts.len()].copy_from_slice(&parts);
    Some((version, parts.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_agree_if_a_release_fits_both() {
        for (one, other) in [
            (">= 5.0, < 7.0", "~> 5.30"),
            (">= 5.0, < 7.0", "6.1.0"),
            ("~> 5.1.0", ">= 5.1.7"),
            ("nonsense", "< 1"),
            ("!= 5.0.0", ">= 4"),
        ] {
            assert!(can_agree(one, other), "{one} {other}");
        }
        for (one, other) in [
            (">= 5.0, < 7.0", "~> 4.0"),
            (">= 5.0, < 7.0", "7.0.0"),
            ("~> 5.1.0", ">= 5.2"),
            ("< 2.0", ">= 2.0"),
        ] {
            assert!(!can_agree(one, other), "{one} {other}");
        }
    }

    #[test]
    fn only_upper_bounds_below_1_7_forbid() {
        for constraint in [
            ">= 1.3",
            "~> 1.5",
            "> 0.13, < 2.0",
            "1.9.0",
            "",
            "!= 1.6.0",
            "< 1.7.1",
            "nonsense",
            "~> 1.7.0",
            ">= 1.0, <= 1.11",
        ] {
            assert!(allows_removed(constraint), "{constraint}");
        }
        for constraint in [
            "~> 1.5.0",
            "< 1.7",
            "= 1.6.6",
            "1.3.9",
            "~> 0.13",
            ">= 1.0, < 1.6",
            "<= 1.6.2",
        ] {
            assert!(!allows_removed(constraint), "{constraint}");
        }
    }
}
