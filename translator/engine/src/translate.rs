//! All steps of a run, one after the other.

use std::collections::BTreeMap;

use ovhai_model::FindingKind;
use ovhai_syntax::FileClass;

use crate::{
    account::account,
    decide::Decisions,
    error::Error,
    finding,
    index::Index,
    mappings::MAPPINGS,
    options::Options,
    report::Report,
    repository::{Repository, folder},
    rewrite::Rewrite,
    scripts,
    verify::{Rewritten, settle, verify},
    workers::{OneByOne, Workers},
};

/// What a run gives.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Files that are different afterwards or new, by path. Nothing else changes.
    pub files: Vec<Rewritten>,
    /// What is said about it.
    pub report: Report,
}

/// Rewrites the repository that `index` was made of, in memory.
///
/// Where the second scan does not confirm the rewrite of a module, that module stays as it is and says so; the rest is
/// rewritten all the same.
///
/// # Errors
///
/// [`Error`]: files that change meanwhile, and mistakes of this program that no module can be blamed for.
pub fn translate(
    index: &Index,
    repository: &dyn Repository,
    options: &Options,
) -> Result<Outcome, Error> {
    translate_with(&OneByOne, index, repository, options)
}

/// Like [`translate`], and gives the same: what can be done side by side is handed to `workers`.
///
/// # Errors
///
/// Those of [`translate`].
pub fn translate_with(
    workers: &dyn Workers,
    index: &Index,
    repository: &dyn Repository,
    options: &Options,
) -> Result<Outcome, Error> {
    let mut options = options.clone();
    let mut stay = staying(index);
    loop {
        let frozen = stay.iter();
        options
            .frozen
            .extend(frozen.map(|(folder, (_, why))| (folder.clone(), why.clone())));
        options.stays.append(&mut stay);
        let result = once(workers, index, repository, &options, &mut stay);
        if let Some((path, (_, what))) = stay.first_key_value() {
            let is_new = |folder: &String| !options.stays.contains_key(folder);
            if !stay.keys().any(is_new) {
                let (path, what) = (path.clone(), what.clone());
                return Err(Error::Account { path, what });
            }
            continue;
        }
        match result {
            Err(error @ (Error::Account { .. } | Error::Edits { .. })) => {
                let (path, why) = match &error {
                    Error::Account { path, what } => (path, what.clone()),
                    Error::Edits { path, source } => (path, source.to_string()),
                    _ => return Err(error),
                };
                let why = format!("{path}: {why}");
                let place = folder(path).to_owned();
                // A module that was frozen already is disturbed by another one; which, nobody knows.
                if options.frozen.insert(place, why.clone()).is_some() {
                    let all = index.modules().map(|module| module.folder.clone());
                    let all: BTreeMap<_, _> = all.map(|folder| (folder, why.clone())).collect();
                    if options.frozen.keys().eq(all.keys()) {
                        return Err(error);
                    }
                    options.frozen = all;
                }
            }
            result => return result,
        }
    }
}

/// Folders of modules that stay as they are, with what is told of them.
type Stays = BTreeMap<String, (&'static FindingKind, String)>;

/// The modules of which not all can be seen, or not all be changed.
fn staying(index: &Index) -> Stays {
    let why = "files of this module are links to what is elsewhere";
    let linked = index.linked().into_iter();
    let mut stay: Stays = linked
        .map(|folder| (folder, (&finding::LINKED, why.to_owned())))
        .collect();
    for file in index.files() {
        if let Some(why) = &file.unreadable
            && FileClass::of(&file.path, b"").is_module_part()
        {
            let why = format!("{}: {why}", file.path);
            stay.entry(folder(&file.path).to_owned())
                .or_insert((&finding::BESIDE_UNREADABLE, why));
        }
    }
    stay
}

/// One run. What shares files and has to stay is put into `stay`; then the run has to be done again.
fn once(
    workers: &dyn Workers,
    index: &Index,
    repository: &dyn Repository,
    options: &Options,
    stay: &mut Stays,
) -> Result<Outcome, Error> {
    let decisions = Decisions::make(workers, index, repository, options)?;
    let rewrite = Rewrite::make(workers, index, repository, options, &decisions)?;
    let occurrences = account(index, &decisions, &rewrite);
    let mut files = verify(workers, index, repository, &rewrite, &occurrences)?;
    if let Err(differing) = settle(index, &mut files) {
        let differing = differing.into_iter();
        *stay = differing
            .map(|(folder, why)| (folder, (&finding::LINKED, why)))
            .collect();
    }
    let report = Report::new(index, &occurrences, &rewrite, &files);
    Ok(Outcome { files, report })
}

/// Every kind of finding that a run can raise, in the order documentation lists them.
pub fn findings() -> impl Iterator<Item = &'static FindingKind> {
    finding::KINDS
        .iter()
        .copied()
        .chain(
            MAPPINGS
                .iter()
                .flat_map(|mapping| mapping.findings())
                .copied(),
        )
        .chain(scripts::kinds())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::{InMemory, Profile, repository::Unreadable};

    #[test]
    fn a_module_that_is_not_confirmed_stays_and_says_so() {
        // What stands after the block only reads as a byte-order mark once the block is gone.
        let odd = "resource \"ovh_cloud_project_user\" \"u\" {\n}\n\u{feff}locals {\n  a = local.missing\n}\n";
        let fine = "resource \"ovh_cloud_project_user\" \"u\" {\n}\n";
        let files = [("odd/main.tf", odd), ("fine/main.tf", fine)];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let repository = InMemory(files.into());
        let options = Options::new(Profile::built_in("kubernetes").unwrap().unwrap());
        let outcome = translate(&Index::of(&repository), &repository, &options).unwrap();
        let changed: Vec<_> = outcome
            .files
            .iter()
            .map(|file| file.path.as_str())
            .collect();
        assert_eq!(changed, ["fine/forget.tf", "fine/main.tf"]);
        let summary = outcome.report.summary;
        assert_eq!((summary.removed, summary.refused), (1, 1));
        assert!(
            outcome
                .report
                .counts()
                .contains_key("type/result-not-confirmed")
        );
    }

    #[test]
    fn a_module_with_a_file_that_cannot_be_read_stays() {
        struct Locked(InMemory);
        impl Repository for Locked {
            fn paths(&self) -> Vec<String> {
                self.0.paths()
            }
            fn read(&self, path: &str) -> Result<Cow<'_, [u8]>, Unreadable> {
                match path {
                    "a/locked.tf" => Err(Unreadable("permission denied".to_owned())),
                    _ => self.0.read(path),
                }
            }
        }
        let main = "resource \"ovh_cloud_project_user\" \"u\" {\n}\n";
        let files = ["a/main.tf", "a/locked.tf", "b/main.tf"];
        let files = files.map(|path| (path.to_owned(), main.as_bytes().to_vec()));
        let repository = Locked(InMemory(files.into()));
        let options = Options::new(Profile::built_in("kubernetes").unwrap().unwrap());
        let outcome = translate(&Index::of(&repository), &repository, &options).unwrap();
        let mut paths = outcome.files.iter().map(|file| file.path.as_str());
        assert!(paths.all(|path| path.starts_with("b/")));
        let counts = outcome.report.counts();
        assert_eq!(counts.get("type/beside-unreadable-file"), Some(&1));
    }

    #[test]
    fn variables_are_declared_beside_a_file_that_is_no_text() {
        let main = "resource \"ovh_cloud_project_kube\" \"main\" {\n  name = \"x\"\n}\n";
        let files = [
            ("main.tf", main.as_bytes()),
            ("variables.tf", b"\0GITCRYPT\0\xff".as_slice()),
        ];
        let files = files.map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
        let repository = InMemory(files.into());
        let index = Index::of(&repository);
        let profile = Profile::built_in("kubernetes").unwrap().unwrap();
        let outcome = translate(&index, &repository, &Options::new(profile)).unwrap();
        let paths: Vec<&str> = outcome
            .files
            .iter()
            .map(|file| file.path.as_str())
            .collect();
        assert!(
            paths.contains(&"main.tf") && paths.contains(&"variables_2.tf"),
            "{paths:?}"
        );
    }

    #[test]
    fn a_nested_name_of_the_vendor_is_told_and_not_carried() {
        let text = "resource \"ovh_cloud_project_storage_object_bucket_lifecycle_configuration\" \"l\" {\n  container_name = \"logs\"\n  rules {\n    id = \"old\"\n    inner {\n      ovh = \"x\"\n    }\n  }\n}\n";
        let files = [("main.tf".to_owned(), text.as_bytes().to_vec())];
        let repository = InMemory(files.into());
        let options = Options::new(Profile::built_in("kubernetes").unwrap().unwrap());
        let outcome = translate(&Index::of(&repository), &repository, &options).unwrap();
        let main = outcome.files.iter().find(|file| file.path == "main.tf");
        let main = main.unwrap().bytes(&repository).unwrap().into_owned();
        let main = String::from_utf8(main).unwrap();
        assert!(main.contains("\"old\"") && !main.contains("ovh"), "{main}");
        let findings = &outcome.report.findings;
        assert!(
            findings
                .iter()
                .any(|finding| finding.message.contains("`ovh` in `rules`")),
            "{findings:?}"
        );
    }
}
