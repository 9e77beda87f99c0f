//! What the resources for apps, jobs and notebooks share: their nested attributes with the rules for them, how they are
//! read and waited for, and what of a live object may stand in a state.
//!
//! Attributes that the platform fills in when they are left out have the same default in the schema, and a live object
//! that lacks them reads as if it had it. So a configuration may say a default or leave it out, and taking an attribute
//! out of a configuration brings the default back.
//!
//! Whatever is live is legal: rules about single values are checked when a plan changes the value, so that an object made
//! elsewhere can be imported and kept as it is.

pub mod changed;
pub mod compute;
pub mod environment;
pub mod identity;
pub mod labels;
pub mod live;
pub mod offers;
pub mod place;
pub mod probe;
pub mod rollout;
pub mod rules;
pub mod scaling;
pub mod scaling_rules;
pub mod search;
pub mod unknown;
pub mod volume;
pub mod volume_rules;
pub mod waiting;
pub mod withheld;
pub mod work;

use terraform_plugin::Tree;

/// The default of a map.
pub fn no_members() -> Tree {
    Tree::map::<String>([])
}

/// The default of a list.
pub fn no_items() -> Tree {
    Tree::List(Vec::new())
}
