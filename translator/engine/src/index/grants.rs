//! What is the vendor's although its type is not: blocks of the OpenStack provider whose provider points at the platform, and
//! provider blocks under a local name that only `required_providers` explains.
//!
//! The census sees nothing in such a block, or something else than what it is. So each of them becomes a claim that names what
//! makes it the vendor's.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_syntax::Named;

use super::{BlockRef, Literal, Module};
use crate::{
    census::{self, Pattern},
    repository::folder,
    survey::{BlockFact, BlockKind, Claim, FileSurvey, Place},
    vendor,
};

/// What a provider is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Vendors,
    OpenStack,
}

/// Claims what the providers make the vendor's.
pub(super) fn apply(files: &mut [FileSurvey], modules: &BTreeMap<String, Module>) {
    let providers = Providers {
        files,
        modules,
        homes: homes(files, modules),
    };
    let mut blocks: BTreeMap<BlockRef, String> = BTreeMap::new();
    let mut named: BTreeMap<(&str, Named), String> = BTreeMap::new();
    let mut requirements: BTreeMap<(usize, usize), String> = BTreeMap::new();
    for module in modules.values() {
        for (number, block) in blocks_of(files, module) {
            match &block.kind {
                BlockKind::Declares(declared) if vendor::is_openstack(declared) => {
                    let local = block.provider.as_deref().unwrap_or("openstack");
                    if let Some(by) = providers.verdict(module, local, &mut BTreeSet::new()) {
                        let address = declared.to_string();
                        named.insert((&module.folder, declared.clone()), address);
                        blocks.insert(number, by);
                    }
                }
                BlockKind::Provider { name, alias } => {
                    let local = match alias {
                        Some(alias) => format!("{name}.{alias}"),
                        None => name.clone(),
                    };
                    let by = match providers.which(module, name) {
                        Some(Which::Vendors) if !vendor::PROVIDERS.contains(&name.as_str()) => {
                            Some(format!("required_providers.{name}"))
                        }
                        Some(Which::OpenStack) => {
                            providers.verdict(module, &local, &mut BTreeSet::new())
                        }
                        _ => None,
                    };
                    blocks.extend(by.map(|by| (number, by)));
                }
                _ => {}
            }
        }
        for (local, places) in &module.requirements {
            if providers.which(module, local) != Some(Which::OpenStack) {
                continue;
            }
            if let Some(by) = providers.any(module, local) {
                requirements.extend(places.iter().map(|place| (*place, by.clone())));
            }
        }
    }
    let locks = providers.locks();
    let named: BTreeMap<(String, Named), String> = named
        .into_iter()
        .map(|((folder, named), by)| ((folder.to_owned(), named), by))
        .collect();
    requirements.extend(locks);
    for (at, by) in &blocks {
        claim_block(&mut files[at.file], at.block, by);
    }
    for ((file, entry), by) in &requirements {
        claim_requirement(&mut files[*file], *entry, by);
    }
    if !named.is_empty() {
        for file in files.iter_mut() {
            claim_references(file, &named);
        }
    }
}

fn blocks_of<'a>(
    files: &'a [FileSurvey],
    module: &'a Module,
) -> impl Iterator<Item = (BlockRef, &'a BlockFact)> {
    module.files.iter().flat_map(move |file| {
        let blocks = files[*file].blocks().iter().enumerate();
        blocks.map(move |(block, fact)| (BlockRef { file: *file, block }, fact))
    })
}

/// Folders whose configuration uses the platform anyway, with what says so: something of the vendor's, or a file beside it
/// that names the platform's identity host.
fn homes(files: &[FileSurvey], modules: &BTreeMap<String, Module>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for module in modules.values() {
        let by = blocks_of(files, module).find_map(|(_, block)| match &block.kind {
            BlockKind::Declares(named) => vendor::type_of(named).map(|_| named.to_string()),
            BlockKind::Provider { name, .. } if vendor::PROVIDERS.contains(&name.as_str()) => {
                Some(block.address())
            }
            BlockKind::State { about, .. } => about
                .as_ref()
                .filter(|about| vendor::type_of(about).is_some())
                .map(|_| block.address()),
            _ => None,
        });
        let required = || {
            let mut entries = module.requirements.iter();
            entries.find_map(|(local, places)| {
                places.iter().find_map(|(file, entry)| {
                    let facts = files[*file].facts.as_ref()?;
                    let source = facts.requirements.get(*entry)?.source.as_deref()?;
                    vendor::is_source(source).then(|| format!("required_providers.{local}"))
                })
            })
        };
        if let Some(by) = by.or_else(required) {
            found.insert(module.folder.clone(), by);
        }
    }
    // `openrc.sh`, `clouds.yaml`, values: for the modules beside, and for those in folders below the top one.
    for file in files.iter().filter(|file| file.names_identity_host) {
        let place = folder(&file.path);
        for module in modules.keys() {
            let is_near = module == place
                || module
                    .strip_prefix(place)
                    .is_some_and(|rest| rest.starts_with('/'))
                || place
                    .strip_prefix(module.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
                || place.is_empty();
            if is_near && !found.contains_key(module) {
                found.insert(module.clone(), file.path.clone());
            }
        }
    }
    found
}

struct Providers<'a> {
    files: &'a [FileSurvey],
    modules: &'a BTreeMap<String, Module>,
    homes: BTreeMap<String, String>,
}

impl Providers<'_> {
    /// What the local name `local`, without an alias, stands for.
    fn which(&self, module: &Module, local: &str) -> Option<Which> {
        let source = module.requirements.get(local).and_then(|places| {
            places.iter().find_map(|(file, entry)| {
                let facts = self.files[*file].facts.as_ref()?;
                facts.requirements.get(*entry)?.source.as_deref()
            })
        });
        match source {
            Some(source) if vendor::is_source(source) => Some(Which::Vendors),
            Some(source) if vendor::is_openstack_source(source) => Some(Which::OpenStack),
            Some(_) => None,
            None if vendor::PROVIDERS.contains(&local) => Some(Which::Vendors),
            None if local == "openstack" => Some(Which::OpenStack),
            None => None,
        }
    }

    /// What makes any configuration of `local` the vendor's.
    fn any(&self, module: &Module, local: &str) -> Option<String> {
        let start = format!("{local}.");
        let blocks = blocks_of(self.files, module);
        let mut used: BTreeSet<String> = blocks
            .filter_map(|(_, block)| match &block.kind {
                BlockKind::Declares(named) if vendor::is_openstack(named) => {
                    Some(block.provider.clone().unwrap_or_else(|| local.to_owned()))
                }
                // What the state still has to forget needs it too.
                BlockKind::State {
                    about: Some(about), ..
                } if vendor::is_openstack(about) => Some(local.to_owned()),
                BlockKind::Provider { name, alias } if name == local => Some(match alias {
                    Some(alias) => format!("{name}.{alias}"),
                    None => name.clone(),
                }),
                _ => None,
            })
            .collect();
        used.retain(|used| used == local || used.starts_with(&start));
        used.iter()
            .find_map(|used| self.verdict(module, used, &mut BTreeSet::new()))
    }

    /// What makes the configuration `local`, a name with its alias, the vendor's; nothing if it is another platform's.
    fn verdict(
        &self,
        module: &Module,
        local: &str,
        seen: &mut BTreeSet<(String, String)>,
    ) -> Option<String> {
        if !seen.insert((module.folder.clone(), local.to_owned())) {
            return None;
        }
        let (name, alias) = match local.split_once('.') {
            Some((name, alias)) => (name, Some(alias)),
            None => (local, None),
        };
        let own = module
            .providers
            .get(name)
            .into_iter()
            .flatten()
            .map(|at| (*at, &self.files[at.file].blocks()[at.block]))
            .find(|(_, block)| {
                matches!(&block.kind, BlockKind::Provider { alias: own, .. } if own.as_deref() == alias)
            });
        if let Some((at, block)) = own {
            return self.judge(module, at, block);
        }
        if module.callers.is_empty() {
            return self.homes.get(&module.folder).cloned();
        }
        module.callers.iter().find_map(|(caller, call)| {
            let caller = self.modules.get(caller)?;
            let call = caller.calls.get(*call)?;
            let passed = call.providers.iter().find(|(inner, _)| inner == local);
            match (passed, alias) {
                (Some((_, outer)), _) => self.verdict(caller, outer, seen),
                (None, None) => self.verdict(caller, local, seen),
                (None, Some(_)) => None,
            }
        })
    }

    /// Whether the provider block `block` points at the platform.
    fn judge(&self, module: &Module, at: BlockRef, block: &BlockFact) -> Option<String> {
        let file = &self.files[at.file];
        let written = match block.literal("auth_url") {
            Some(literal) => Some(literal),
            None => file
                .references()
                .iter()
                .find(|reference| reference.block == at.block && reference.attribute == "auth_url")
                .and_then(|reference| module.literals.get(&reference.named)),
        };
        if let Some(Literal::Text(url)) = written.filter(|literal| !is_empty(literal)) {
            let names = census::scan(url.as_bytes());
            let is_platform = names.iter().any(|hit| hit.pattern == Pattern::Host);
            return is_platform.then(|| block.address());
        }
        let speaks = file.hits.iter().any(|hit| block.span.contains(hit.span()));
        if speaks {
            return Some(block.address());
        }
        self.homes.get(&module.folder).cloned()
    }

    /// Entries of lock files for OpenStack, where every module of the folder that uses it points at the platform.
    fn locks(&self) -> Vec<((usize, usize), String)> {
        let mut found = Vec::new();
        for (number, file) in self.files.iter().enumerate() {
            let Some(facts) = file.facts.as_ref() else {
                continue;
            };
            let Some(module) = self.modules.get(folder(&file.path)) else {
                continue;
            };
            for (entry, requirement) in facts.requirements.iter().enumerate() {
                let source = requirement.source.as_deref().unwrap_or_default();
                if !requirement.name.is_empty() || !vendor::is_openstack_source(source) {
                    continue;
                }
                let local = module
                    .requirements
                    .keys()
                    .find(|local| self.which(module, local) == Some(Which::OpenStack))
                    .map_or("openstack", String::as_str);
                found.extend(self.any(module, local).map(|by| ((number, entry), by)));
            }
        }
        found
    }
}

fn is_empty(literal: &Literal) -> bool {
    matches!(literal, Literal::Text(text) if text.is_empty())
}

/// A claim for the block. What a provider's block says belongs to it; what stands in a resource is an occurrence of its own,
/// because the resource may stay while what it refers to leaves.
fn claim_block(file: &mut FileSurvey, block: usize, by: &str) {
    let Some(fact) = file
        .facts
        .as_mut()
        .and_then(|facts| facts.blocks.get_mut(block))
    else {
        return;
    };
    fact.made_by = Some(by.to_owned());
    let is_provider = matches!(fact.kind, BlockKind::Provider { .. });
    let (span, address) = (fact.span, fact.address());
    let mut claim = Claim::new(span, Place::Block, address, Some(block));
    if is_provider {
        swallow(file, &mut claim, |inner| inner != Place::Reference);
    }
    claim.made_by = Some(by.to_owned());
    insert(file, claim);
}

fn claim_requirement(file: &mut FileSurvey, entry: usize, by: &str) {
    let Some(requirement) = file
        .facts
        .as_ref()
        .and_then(|facts| facts.requirements.get(entry))
    else {
        return;
    };
    let (span, block) = (requirement.span, requirement.block);
    let address = match requirement.name.as_str() {
        "" => file.blocks()[block].address(),
        name => format!("required_providers.{name}"),
    };
    let mut claim = Claim::new(span, Place::Requirement, address, Some(block));
    swallow(file, &mut claim, |_| true);
    claim.made_by = Some(by.to_owned());
    insert(file, claim);
}

/// A claim for every reference to one of `named`, outside of blocks that are claimed as a whole.
fn claim_references(file: &mut FileSurvey, named: &BTreeMap<(String, Named), String>) {
    let place = folder(&file.path).to_owned();
    let mut claims: Vec<Claim> = Vec::new();
    for reference in file.references() {
        let Some(by) = named.get(&(place.clone(), reference.named.clone())) else {
            continue;
        };
        let is_inside = file.claims.iter().any(|claim| {
            let is_whole = claim.made_by.is_none()
                || claim.block.is_some_and(|block| {
                    matches!(file.blocks()[block].kind, BlockKind::Provider { .. })
                });
            claim.place == Place::Block && is_whole && claim.span.contains(reference.span)
        });
        if is_inside || !file.class.is_module_part() {
            continue;
        }
        let address = reference.named.to_string();
        let mut claim = Claim::new(
            reference.span,
            Place::Reference,
            address,
            Some(reference.block),
        );
        claim.made_by = Some(by.clone());
        claims.push(claim);
    }
    for mut claim in claims {
        swallow(file, &mut claim, |_| true);
        insert(file, claim);
    }
}

/// Gives the claim the hits of the claims within it whose places are `meant`, and takes those claims away.
fn swallow(file: &mut FileSurvey, claim: &mut Claim, meant: impl Fn(Place) -> bool) {
    let mut hits: Vec<usize> = Vec::new();
    file.claims.retain(|known| {
        let is_inside = claim.span.contains(known.span) && meant(known.place);
        if is_inside {
            hits.extend(&known.hits);
        }
        !is_inside
    });
    hits.sort_unstable();
    claim.hits = hits;
}

fn insert(file: &mut FileSurvey, claim: Claim) {
    let key = |claim: &Claim| (claim.span.start, std::cmp::Reverse(claim.span.end));
    let at = file
        .claims
        .partition_point(|known| key(known) <= key(&claim));
    file.claims.insert(at, claim);
}
