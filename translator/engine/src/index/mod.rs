//! The whole repository at a glance: which folder declares what, who refers to it, which module calls which.
//!
//! Built from [surveys](FileSurvey) alone: no file is held in memory.

mod grants;
mod module;
pub(crate) mod required_version;

use std::collections::{BTreeMap, BTreeSet};

use ovhai_syntax::{FileClass, Named};

use crate::{
    repository::{Odd, OddKind, Repository, folder},
    survey::{BlockFact, BlockKind, FileSurvey, Reference, Repetition, pending},
};

pub use module::{Call, Literal, Module};

/// How many calls a value is followed through; what goes deeper calls itself.
const DEPTH: usize = 16;

/// One block of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockRef {
    /// Index of the file.
    pub file: usize,
    /// Index of the block in the file.
    pub block: usize,
}

/// One reference of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReferenceRef {
    /// Index of the file.
    pub file: usize,
    /// Index of the reference in the file.
    pub reference: usize,
}

/// A repository, surveyed.
#[derive(Clone, Debug)]
pub struct Index {
    /// By path.
    files: Vec<FileSurvey>,
    modules: BTreeMap<String, Module>,
    /// What files of values set, by variable.
    values: BTreeMap<String, Vec<Option<Literal>>>,
    odd: Vec<Odd>,
}

impl Index {
    /// Surveys every file of `repository`, one after the other.
    #[must_use]
    pub fn of(repository: &dyn Repository) -> Self {
        let survey = |path: &str, of: fn(&str, &[u8]) -> FileSurvey| match repository.read(path) {
            Ok(bytes) => of(path, &bytes),
            Err(why) => FileSurvey::unreadable(path, why.to_string()),
        };
        let mut paths = repository.paths();
        paths.extend(links(&paths, &repository.odd()));
        paths.sort();
        let mut surveys: Vec<FileSurvey> = paths
            .iter()
            .map(|path| survey(path, FileSurvey::first))
            .collect();
        for number in pending(&surveys) {
            surveys[number] = survey(&paths[number], FileSurvey::of);
        }
        Self::build(surveys, repository.odd())
    }

    /// The index of files that were surveyed elsewhere, in any order. Those that are [links] to others know which.
    #[must_use]
    pub fn build(mut files: Vec<FileSurvey>, mut odd: Vec<Odd>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        odd.sort();
        let at = |files: &[FileSurvey], path: &String| {
            files.binary_search_by(|file| file.path.cmp(path))
        };
        odd.retain(|odd| {
            let file = at(&files, &odd.path);
            let target = odd.target.as_ref();
            let target = target.filter(|target| at(&files, target).is_ok());
            match (file, target) {
                (Ok(file), Some(target)) if odd.what == OddKind::Link => {
                    files[file].alias_of = Some(target.clone());
                    false
                }
                _ => true,
            }
        });
        let mut modules: BTreeMap<String, Module> = BTreeMap::new();
        for (index, file) in files.iter().enumerate() {
            if file.class.is_module_part() {
                let folder = folder(&file.path);
                modules
                    .entry(folder.to_owned())
                    .or_insert_with(|| Module::new(folder))
                    .add(index, file);
            }
        }
        module::connect(&mut modules, &odd);
        grants::apply(&mut files, &modules);
        let mut values: BTreeMap<String, Vec<Option<Literal>>> = BTreeMap::new();
        let facts = files.iter().filter_map(|file| file.facts.as_ref());
        for (name, value) in facts.flat_map(|facts| &facts.values) {
            values.entry(name.clone()).or_default().push(value.clone());
        }
        Self {
            files,
            modules,
            values,
            odd,
        }
    }

    /// Every file, by path.
    #[must_use]
    pub fn files(&self) -> &[FileSurvey] {
        &self.files
    }

    /// The file at `index`.
    #[must_use]
    pub fn file(&self, index: usize) -> &FileSurvey {
        &self.files[index]
    }

    /// The file at `path`.
    #[must_use]
    pub fn file_at(&self, path: &str) -> Option<&FileSurvey> {
        let at = self
            .files
            .binary_search_by(|file| file.path.as_str().cmp(path));
        at.ok().map(|at| &self.files[at])
    }

    /// Whether `path` is, or lies behind, something that is no regular file.
    #[must_use]
    pub fn is_odd(&self, path: &str) -> bool {
        self.odd.iter().any(|odd| {
            let rest = path.strip_prefix(odd.path.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Folders of modules with files that are links to what is no part of the repository.
    #[must_use]
    pub fn linked(&self) -> BTreeSet<String> {
        let links = self.odd.iter().filter(|odd| {
            odd.what == OddKind::Link && FileClass::of(&odd.path, b"").is_module_part()
        });
        let paths = links.flat_map(|odd| [Some(&odd.path), odd.target.as_ref()]);
        paths
            .flatten()
            .map(|path| folder(path).to_owned())
            .collect()
    }

    /// Whether there is a file somewhere below `folder`.
    #[must_use]
    pub fn has_folder(&self, folder: &str) -> bool {
        let start = format!("{folder}/");
        let from = self.files.partition_point(|file| file.path < start);
        let first = self.files.get(from);
        first.is_some_and(|file| file.path.starts_with(&start))
    }

    /// Every folder that is a module, by path.
    pub fn modules(&self) -> impl Iterator<Item = &Module> {
        self.modules.values()
    }

    /// The module in `folder`.
    #[must_use]
    pub fn module(&self, folder: &str) -> Option<&Module> {
        self.modules.get(folder)
    }

    /// The modules that nobody calls and that use the one in `folder`, each with the start of its addresses there. Of modules
    /// that are called in very many ways, the first thousand.
    #[must_use]
    pub fn roots(&self, folder: &str) -> Vec<(String, String)> {
        const MOST: usize = 1000;
        let mut found = Vec::new();
        let mut todo = vec![(folder.to_owned(), String::new())];
        while let Some((folder, prefix)) = todo.pop() {
            let callers = self
                .module(&folder)
                .map_or(&[][..], |module| &module.callers);
            if callers.is_empty() {
                found.push((folder, prefix));
                continue;
            }
            if found.len() + todo.len() > MOST {
                break;
            }
            for (caller, call) in callers {
                let name = self
                    .module(caller)
                    .and_then(|module| module.calls.get(*call))
                    .map_or("", |call| &call.name);
                todo.push((caller.clone(), format!("module.{name}.{prefix}")));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Whether something in the module in `folder` is the vendor's because of its provider alone.
    #[must_use]
    pub fn grants(&self, folder: &str) -> bool {
        let files = self.module(folder).map_or(&[][..], |module| &module.files);
        let mut blocks = files.iter().flat_map(|file| self.files[*file].blocks());
        blocks.any(|block| block.made_by.is_some())
    }

    /// The folder that the call `name` of the module in `folder` leads to.
    #[must_use]
    pub fn called(&self, folder: &str, name: &str) -> Option<&str> {
        let calls = &self.module(folder)?.calls;
        calls
            .iter()
            .find(|call| call.name == name)?
            .folder
            .as_deref()
    }

    /// What is no regular file.
    #[must_use]
    pub fn odd(&self) -> &[Odd] {
        &self.odd
    }

    /// The block behind `at`.
    #[must_use]
    pub fn block(&self, at: BlockRef) -> &BlockFact {
        &self.files[at.file].blocks()[at.block]
    }

    /// The reference behind `at`.
    #[must_use]
    pub fn reference(&self, at: ReferenceRef) -> &Reference {
        &self.files[at.file].references()[at.reference]
    }

    /// Path of the module that `at` belongs to.
    #[must_use]
    pub fn folder_of(&self, at: BlockRef) -> &str {
        folder(&self.files[at.file].path)
    }

    /// Whether one root module comes to hold what the module in `folder` declares several times.
    #[must_use]
    pub fn is_called_again(&self, folder: &str) -> bool {
        let mut todo = vec![folder];
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        while let Some(module) = todo.pop().and_then(|folder| self.module(folder)) {
            for (caller, call) in &module.callers {
                let call = self
                    .module(caller)
                    .and_then(|caller| caller.calls.get(*call));
                if call.is_some_and(|call| call.repetition != Repetition::Once) {
                    return true;
                }
                if seen.insert(caller) {
                    todo.push(caller);
                }
            }
        }
        let mut roots: BTreeSet<String> = BTreeSet::new();
        self.roots(folder)
            .into_iter()
            .any(|(root, _)| !roots.insert(root))
    }

    /// The plain value of a local or a variable, as far as it is written out: what every call of the module gives, or its
    /// default where a call says nothing. Nothing if calls differ.
    #[must_use]
    pub fn literal(&self, folder: &str, named: &Named) -> Option<&Literal> {
        self.given(folder, named, DEPTH)
    }

    fn given(&self, folder: &str, named: &Named, depth: usize) -> Option<&Literal> {
        let module = self.modules.get(folder)?;
        let own = module.literals.get(named);
        let Named::Variable(name) = named else {
            return own;
        };
        let depth = depth.checked_sub(1)?;
        let mut given = module.callers.iter().map(|(caller, call)| {
            let at = self.modules.get(caller)?.calls.get(*call)?.at;
            if let Some(literal) = self.block(at).literal(name) {
                return Some(literal);
            }
            let mut references = self.file(at.file).references().iter();
            let passed = references
                .find(|reference| reference.block == at.block && reference.attribute == *name);
            match passed {
                None => own,
                Some(reference) if reference.steps.is_empty() && reference.around.is_empty() => {
                    self.given(caller, &reference.named, depth)
                }
                Some(_) => None,
            }
        });
        match given.next() {
            None => match self.values.get(name) {
                // Which file of values is for which root nobody says; one value for all is what it has.
                Some(values) => {
                    let (first, rest) = values.split_first()?;
                    let is_one = rest.iter().all(|other| other == first);
                    first
                        .as_ref()
                        .filter(|first| is_one && own.is_none_or(|own| own == *first))
                }
                None => own,
            },
            Some(first) => first.filter(|first| given.all(|other| other == Some(*first))),
        }
    }

    /// The types of the blocks in `folder` that refer to `named` in their attribute `attribute`.
    pub fn referrers<'a>(
        &'a self,
        folder: &str,
        named: &Named,
        attribute: &'a str,
    ) -> impl Iterator<Item = &'a Named> {
        let module = self.modules.get(folder);
        let references = module.and_then(|module| module.references.get(named));
        references.into_iter().flatten().filter_map(move |at| {
            let reference = self.reference(*at);
            let holder = BlockRef {
                file: at.file,
                block: reference.block,
            };
            match &self.block(holder).kind {
                BlockKind::Declares(named) if reference.attribute == attribute => Some(named),
                _ => None,
            }
        })
    }
}

/// The links of configuration files among `odd` to files among `paths`, which are in order: each is a part of its own module.
#[must_use]
pub fn links(paths: &[String], odd: &[Odd]) -> Vec<String> {
    let is_one = |odd: &&Odd| {
        let target = odd.target.as_ref();
        odd.what == OddKind::Link
            && FileClass::of(&odd.path, b"").is_module_part()
            && target.is_some_and(|target| paths.binary_search(target).is_ok())
    };
    odd.iter()
        .filter(is_one)
        .map(|odd| odd.path.clone())
        .collect()
}
