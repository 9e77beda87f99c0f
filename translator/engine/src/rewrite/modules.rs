//! The neutral modules that calls need, as the profile has them.

use std::collections::BTreeSet;

use ovhai_syntax::Named;

use super::{NewFile, Rewrite, Rule};
use crate::{
    decide::{Decisions, Fate},
    index::Index,
    options::Options,
    profile::{Profile, Template},
    repository::join,
};

/// Where the module behind `noun` lies, or is put: its usual folder, unless somebody else's module lies there.
pub(super) fn folder(index: &Index, profile: &Profile, noun: &str) -> String {
    let usual = join(&profile.settings.modules_folder, noun);
    let is_others = profile
        .module(noun)
        .is_some_and(|template| index.has_folder(&usual) && !is_it(index, &usual, template));
    if index.is_odd(&usual) {
        // Behind a link lies what belongs to somebody else.
        join(
            &format!("neutral_{}", profile.settings.modules_folder),
            noun,
        )
    } else if is_others {
        join(&profile.settings.modules_folder, &format!("neutral_{noun}"))
    } else {
        usual
    }
}

/// Whether the module in `folder` takes and gives what `template` does; a person may have edited the rest.
fn is_it(index: &Index, folder: &str, template: &Template) -> bool {
    index.module(folder).is_some_and(|module| {
        let takes = template
            .arguments
            .iter()
            .all(|(name, _)| module.declared.contains_key(&Named::Variable(name.clone())));
        let gives = template
            .outputs
            .iter()
            .all(|name| module.outputs.contains_key(name));
        takes && gives
    })
}

/// Adds the files of every module that is called and is not there yet.
pub(super) fn write(
    index: &Index,
    options: &Options,
    decisions: &Decisions,
    rewrite: &mut Rewrite,
) {
    let nouns: BTreeSet<&str> = decisions.fates.iter().filter_map(Fate::noun).collect();
    for noun in nouns {
        let Some(template) = options.profile.module(noun) else {
            continue;
        };
        let folder = folder(index, &options.profile, noun);
        if index.has_folder(&folder) {
            continue;
        }
        for (path, text) in &template.files {
            rewrite.files.insert(
                join(&folder, path),
                NewFile {
                    text: text.clone(),
                    rule: Rule::Block,
                },
            );
        }
    }
}
