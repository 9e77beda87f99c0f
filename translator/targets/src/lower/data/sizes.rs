//! How much room volumes get: nobody tells how much data they have, so a person says it, for all volumes or by path.

use std::collections::BTreeMap;

use ovhai_model::{Source, Volume};

use super::volumes::is_kept;
use crate::lower::{Lowering, findings, rules};

/// An answer: `80Gi` for every volume, `/data=500Gi` for one, or several of these joined by commas.
#[derive(Debug, Default)]
pub(crate) struct Sizes<'a> {
    all: Option<&'a str>,
    paths: BTreeMap<&'a str, &'a str>,
}

impl<'a> Sizes<'a> {
    /// Reads an answer.
    ///
    /// # Errors
    /// What is wrong with it, for a person.
    pub(crate) fn read(answer: &'a str) -> Result<Self, String> {
        let mut sizes = Self::default();
        for part in answer.split(',').map(str::trim) {
            let (path, size) = match part.rsplit_once('=') {
                None => (None, part),
                Some((path, size)) => (Some(same(path.trim())), size.trim()),
            };
            if rules::bytes(size).is_none_or(|bytes| bytes == 0) {
                return Err(format!(
                    "`{size}` is no size; write one such as 80Gi, or sizes by path such as /workspace/data=500Gi,/models=80Gi"
                ));
            }
            let twice = match path {
                None => sizes.all.replace(size).is_some(),
                Some(path) if !path.starts_with('/') => {
                    return Err(format!(
                        "`{path}` is no absolute path; write the volume's mount path, for example /models=80Gi"
                    ));
                }
                Some(path) => sizes.paths.insert(path, size).is_some(),
            };
            if twice {
                let what = path.unwrap_or("every other volume");
                return Err(format!("the size of {what} is given twice"));
            }
        }
        Ok(sizes)
    }

    /// The size of the volume at `path`.
    pub(crate) fn of(&self, path: &str) -> Option<&'a str> {
        self.paths.get(same(path)).copied().or(self.all)
    }

    /// The paths that none of `volumes` has.
    pub(crate) fn unknown<'v>(
        mut self,
        volumes: impl IntoIterator<Item = &'v Volume>,
    ) -> Vec<&'a str> {
        for volume in volumes {
            self.paths.remove(same(&volume.mount_path));
        }
        self.paths.into_keys().collect()
    }
}

fn same(path: &str) -> &str {
    path.trim_end_matches('/')
}

/// Raises the size of `given` as a finding and returns it. An answer that leaves out a volume decides nothing yet.
pub(in crate::lower) fn choose(lowering: &mut Lowering<'_>, given: &Volume, path: &str) -> String {
    let answer = lowering.answer(&findings::VOLUME_SIZE);
    let sizes = answer.and_then(|answer| Sizes::read(answer).ok());
    let size = sizes
        .as_ref()
        .and_then(|sizes| sizes.of(&given.mount_path))
        .unwrap_or(&lowering.scope.profile.volumes.size)
        .to_owned();
    let is_decided = sizes.is_some_and(|sizes| {
        let volumes = &lowering.workload.volumes;
        let mut sized = volumes.iter().filter(|volume| has_size(lowering, volume));
        sized.all(|volume| sizes.of(&volume.mount_path).is_some())
    });
    let answer = answer.filter(|_| is_decided).map(str::to_owned);
    lowering.find_answered(
        &findings::VOLUME_SIZE,
        format!("{path} gets {size}"),
        answer,
    );
    size
}

fn has_size(lowering: &Lowering<'_>, volume: &Volume) -> bool {
    !matches!(volume.source, Source::Empty { .. } | Source::Unspecified)
        || is_kept(lowering, volume)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_for_all_volumes_or_for_one() {
        let sizes = Sizes::read("80Gi").unwrap();
        assert_eq!(sizes.of("/a"), Some("80Gi"));
        let sizes = Sizes::read("/a/b/=500Gi, /k=v=1Ti").unwrap();
        assert_eq!(sizes.of("/a/b"), Some("500Gi"));
        assert_eq!(sizes.of("/k=v/"), Some("1Ti"));
        assert_eq!(sizes.of("/a"), None);
        let sizes = Sizes::read("/a=1Gi,2Gi").unwrap();
        assert_eq!((sizes.of("/a"), sizes.of("/b")), (Some("1Gi"), Some("2Gi")));
    }

    #[test]
    fn what_is_no_size_is_named() {
        for (answer, part) in [
            ("much", "`much` is no size"),
            ("/a=much", "`much` is no size"),
            ("/a=1Gi,", "`` is no size"),
            ("0", "`0` is no size"),
            ("a=1Gi", "`a` is no absolute path"),
            ("/a=1Gi,/a/=2Gi", "the size of /a is given twice"),
            ("1Gi,2Gi", "the size of every other volume is given twice"),
        ] {
            let refusal = Sizes::read(answer).unwrap_err();
            assert!(refusal.contains(part), "{answer}: {refusal}");
        }
    }
}
