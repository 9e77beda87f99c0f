//! What people and the platform do with runs and workbenches while they run, and nothing replaces.

use super::{Lowering, findings};

/// Keys that may log in.
pub(super) fn ssh(lowering: &mut Lowering<'_>, keys: usize) {
    if keys > 0 {
        let detail = if keys == 1 {
            "1 key may log in".to_owned()
        } else {
            format!("{keys} keys may log in")
        };
        lowering.find(&findings::SSH, detail);
    }
}

/// The platform's own limit of seven days; `shutdown` is what it does then.
pub(super) fn time_limit_gone(lowering: &mut Lowering<'_>, shutdown: Option<&str>, detail: String) {
    let detail = match shutdown {
        None => detail,
        Some(shutdown) => {
            let shutdown: String = shutdown.chars().take(40).collect();
            format!("{detail}; at its own limit the platform does: {shutdown}")
        }
    };
    lowering.find(&findings::TIME_LIMIT_GONE, detail);
}
