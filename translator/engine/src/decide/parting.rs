//! Which blocks are parted in this run, once it is known what leaves.

use ovhai_syntax::Named;

use super::{Decisions, Fate};
use crate::{
    finding,
    index::{BlockRef, Index, ReferenceRef},
    survey::Reference,
};

impl Decisions {
    /// Parts no block that is named by something that is rewritten in the same run.
    pub(super) fn keep_whole(&mut self, index: &Index) {
        for number in 0..self.subjects.len() {
            let Fate::Parted { detail, .. } = &self.fates[number] else {
                continue;
            };
            let subject = &self.subjects[number];
            let module = index.module(&subject.folder);
            let references = module.and_then(|module| module.references.get(&subject.named));
            let is_rewritten = |at: &ReferenceRef| {
                let block = index.reference(*at).block;
                let holder = BlockRef {
                    file: at.file,
                    block,
                };
                let names_leaving = |other: &&Reference| {
                    let named = self.subject(&subject.folder, &other.named);
                    // What left in a run before is a module now: another run is to decide as the first one did.
                    let is_call = matches!(other.named, Named::Module(_));
                    let leaves = named.is_some_and(|named| !self.fates[named].stays());
                    other.block == block && (is_call || leaves)
                };
                let mut others = index.file(at.file).references().iter();
                let holder = self.subject_at(holder);
                holder.is_some_and(|holder| !self.fates[holder].stays())
                    || index.reference(*at).attribute == "depends_on"
                        && others.any(|other| names_leaving(&other))
            };
            if references.into_iter().flatten().any(is_rewritten) {
                self.fates[number] = Fate::refused(&finding::PARTS, detail.clone());
            }
        }
    }
}
