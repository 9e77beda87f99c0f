//! One folder of configuration files.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_syntax::Named;

use super::{BlockRef, ReferenceRef};
use crate::{
    repository::{Odd, OddKind, resolve},
    survey::{BlockKind, FileSurvey, Repetition},
};

/// A value that is written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A string.
    Text(String),
    /// A number, as written.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
    /// A list or set; nothing for an element that is not written out.
    List(Vec<Option<Self>>),
    /// An object or map; nothing for a value that is not written out.
    Object(Vec<(String, Option<Self>)>),
}

/// One call of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its name.
    pub name: String,
    /// Where it is made.
    pub at: BlockRef,
    /// `source`, if it is written out.
    pub source: Option<String>,
    /// The folder of this repository it leads to.
    pub folder: Option<String>,
    /// Whether it is made several times.
    pub repetition: Repetition,
    /// `providers = { inner = outer }`, as written.
    pub providers: Vec<(String, String)>,
}

/// One folder of configuration files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its path; empty at the top.
    pub folder: String,
    /// Its files, by path.
    pub files: Vec<usize>,
    /// What is declared where. More than one place is a mistake of the configuration or an override file.
    pub declared: BTreeMap<Named, Vec<BlockRef>>,
    /// Every reference that matters, by what it names; those of `moved`, `removed` and `import` blocks left out.
    pub references: BTreeMap<Named, Vec<ReferenceRef>>,
    /// The modules it calls.
    pub calls: Vec<Call>,
    /// Folder and position in [`Module::calls`] of the calls of this module.
    pub callers: Vec<(String, usize)>,
    /// Outputs.
    pub outputs: BTreeMap<String, BlockRef>,
    /// Provider blocks, by local name.
    pub providers: BTreeMap<String, Vec<BlockRef>>,
    /// Defaults of variables and values of locals that are written out.
    pub literals: BTreeMap<Named, Literal>,
    /// `required_version`, wherever it is given.
    pub required_versions: Vec<String>,
    /// `required_providers`, by local name: the file, and the entry's index there.
    pub requirements: BTreeMap<String, Vec<(usize, usize)>>,
}

impl Module {
    pub(super) fn new(folder: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            files: Vec::new(),
            declared: BTreeMap::new(),
            references: BTreeMap::new(),
            calls: Vec::new(),
            callers: Vec::new(),
            outputs: BTreeMap::new(),
            providers: BTreeMap::new(),
            literals: BTreeMap::new(),
            required_versions: Vec::new(),
            requirements: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, index: usize, file: &FileSurvey) {
        self.files.push(index);
        for (number, block) in file.blocks().iter().enumerate() {
            let at = BlockRef {
                file: index,
                block: number,
            };
            match &block.kind {
                BlockKind::Declares(named) => {
                    self.declared.entry(named.clone()).or_default().push(at);
                    if let Named::Module(name) = named {
                        self.calls.push(Call {
                            name: name.clone(),
                            at,
                            source: block.text("source").map(str::to_owned),
                            folder: None,
                            repetition: block.repetition,
                            providers: block.providers.clone(),
                        });
                    }
                    if let (Named::Variable(_), Some(default)) = (named, block.literal("default")) {
                        self.literals.insert(named.clone(), default.clone());
                    }
                }
                BlockKind::Output(name) => {
                    self.outputs.insert(name.clone(), at);
                }
                BlockKind::Provider { name, .. } => {
                    self.providers.entry(name.clone()).or_default().push(at);
                }
                BlockKind::Locals(names) => {
                    for name in names {
                        let named = Named::Local(name.clone());
                        if let Some(value) = block.literal(name) {
                            self.literals.insert(named.clone(), value.clone());
                        }
                        self.declared.entry(named).or_default().push(at);
                    }
                }
                BlockKind::Terraform => {
                    let version = block.text("required_version").map(str::to_owned);
                    self.required_versions.extend(version);
                }
                BlockKind::State { .. } | BlockKind::Other(_) => {}
            }
        }
        let requirements = file.facts.iter().flat_map(|facts| &facts.requirements);
        for (number, requirement) in requirements.enumerate() {
            self.requirements
                .entry(requirement.name.clone())
                .or_default()
                .push((index, number));
        }
        for (number, reference) in file.references().iter().enumerate() {
            // Blocks about the state name what it holds, not what is declared.
            if matches!(file.blocks()[reference.block].kind, BlockKind::State { .. }) {
                continue;
            }
            self.references
                .entry(reference.named.clone())
                .or_default()
                .push(ReferenceRef {
                    file: index,
                    reference: number,
                });
        }
    }

    /// Names of the variables it declares.
    #[must_use]
    pub fn variables(&self) -> BTreeSet<String> {
        let names = self.declared.keys().filter_map(|named| match named {
            Named::Variable(name) => Some(name.clone()),
            _ => None,
        });
        names.collect()
    }

    /// Whether no module of the repository calls it.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.callers.is_empty()
    }
}

/// Follows every local source.
pub(super) fn connect(modules: &mut BTreeMap<String, Module>, odd: &[Odd]) {
    let folders: BTreeSet<String> = modules.keys().cloned().collect();
    let mut callers: Vec<(String, String, usize)> = Vec::new();
    for module in modules.values_mut() {
        for (index, call) in module.calls.iter_mut().enumerate() {
            let folder = call
                .source
                .as_deref()
                // A name that Terraform refuses can name no variables that are passed on.
                .filter(|_| ovhai_syntax::emit::is_word(&call.name))
                .and_then(|source| resolve(&module.folder, source))
                .map(|folder| behind_links(folder, odd))
                .filter(|folder| folders.contains(folder));
            if let Some(folder) = &folder {
                callers.push((folder.clone(), module.folder.clone(), index));
            }
            call.folder = folder;
        }
    }
    let circular = circular(modules);
    for (called, caller, index) in callers {
        if circular.contains(&(caller.clone(), called.clone())) {
            continue;
        }
        if let Some(module) = modules.get_mut(&called) {
            module.callers.push((caller, index));
        }
    }
}

/// The folder that `folder` is once linked folders are followed.
fn behind_links(mut folder: String, odd: &[Odd]) -> String {
    // Links may lead to links; those in a circle lead nowhere.
    for _ in 0..odd.len() {
        let followed = odd.iter().find_map(|odd| {
            let target = odd.target.as_ref()?;
            let rest = folder.strip_prefix(odd.path.as_str())?;
            let is_it =
                odd.what == OddKind::LinkedFolder && (rest.is_empty() || rest.starts_with('/'));
            is_it.then(|| match target.is_empty() {
                true => rest.trim_start_matches('/').to_owned(),
                false => format!("{target}{rest}"),
            })
        });
        match followed {
            Some(followed) => folder = followed,
            None => break,
        }
    }
    folder
}

/// Calls that lead back to where they came from, as caller and called. Terraform refuses such modules; here they are left out,
/// so that following callers always ends.
fn circular(modules: &BTreeMap<String, Module>) -> BTreeSet<(String, String)> {
    let called = |folder: &str| -> Vec<String> {
        let calls = modules.get(folder).map_or(&[][..], |module| &module.calls);
        calls
            .iter()
            .filter_map(|call| call.folder.clone())
            .collect()
    };
    let mut found = BTreeSet::new();
    let mut done: BTreeSet<String> = BTreeSet::new();
    for start in modules.keys() {
        if done.contains(start) {
            continue;
        }
        let mut path: Vec<(String, Vec<String>)> = vec![(start.clone(), called(start))];
        while let Some((folder, rest)) = path.last_mut() {
            let folder = folder.clone();
            let Some(next) = rest.pop() else {
                done.insert(folder);
                path.pop();
                continue;
            };
            if path.iter().any(|(open, _)| *open == next) {
                found.insert((folder, next));
            } else if !done.contains(&next) {
                let calls = called(&next);
                path.push((next, calls));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::{InMemory, Index};

    #[test]
    fn calls_in_circles_are_left_out() {
        let call = |name: &str, source: &str| {
            format!("module \"{name}\" {{\n  source = \"{source}\"\n}}\n")
        };
        let files = [
            ("main.tf", call("a", "./a")),
            ("a/main.tf", call("b", "../b") + &call("c", "../b")),
            ("b/main.tf", call("a", "../a") + &call("self", "./.")),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.into_bytes()));
        let index = Index::of(&InMemory(files.into()));
        let callers = |folder: &str| -> Vec<String> {
            let module = index.module(folder).unwrap();
            module
                .callers
                .iter()
                .map(|(caller, _)| caller.clone())
                .collect()
        };
        assert_eq!(callers("a"), [""]);
        assert_eq!(callers("b"), ["a", "a"]);
        let roots = index.roots("b");
        assert_eq!(
            roots,
            [
                (String::new(), "module.a.module.b.".to_owned()),
                (String::new(), "module.a.module.c.".to_owned())
            ]
        );
    }
}
