//! JSON merge patches (RFC 7386) on trees.

use serde_json::Value;

use super::{Mapping, Node};

/// Applies `patch`: members that are `null` are removed, objects are merged, everything else replaces.
pub fn merge_patch(target: &mut Node, patch: &Value) {
    let Value::Object(members) = patch else {
        *target = Node::from(patch);
        return;
    };
    if !matches!(target, Node::Mapping(_)) {
        *target = Mapping::new().into();
    }
    let Node::Mapping(mapping) = target else {
        return;
    };
    for (name, value) in members {
        if value.is_null() {
            mapping.remove(name);
        } else if let Some(known) = mapping.get_mut(name) {
            merge_patch(known, value);
        } else {
            let mut fresh = Mapping::new().into();
            merge_patch(&mut fresh, value);
            mapping.set(name, fresh);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::to_json;
    use serde_json::json;

    /// The examples of the RFC's appendix.
    #[test]
    fn patches_follow_the_rfc() {
        for (original, patch, result) in [
            (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
            (json!({"a":"b"}), json!({"a":null}), json!({})),
            (
                json!({"a":"b","b":"c"}),
                json!({"a":null}),
                json!({"b":"c"}),
            ),
            (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"c"}), json!({"a":["b"]}), json!({"a":["b"]})),
            (
                json!({"a":{"b":"c"}}),
                json!({"a":{"b":"d","c":null}}),
                json!({"a":{"b":"d"}}),
            ),
            (json!({"a":[{"b":"c"}]}), json!({"a":[1]}), json!({"a":[1]})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"a":"b"}), json!(["c"]), json!(["c"])),
            (json!({"a":"foo"}), json!(null), json!(null)),
            (json!({"e":null}), json!({"a":1}), json!({"e":null,"a":1})),
            (json!([1, 2]), json!({"a":"b","c":null}), json!({"a":"b"})),
            (
                json!({}),
                json!({"a":{"bb":{"ccc":null}}}),
                json!({"a":{"bb":{}}}),
            ),
        ] {
            let mut node = Node::from(&original);
            merge_patch(&mut node, &patch);
            let printed: Value = serde_json::from_slice(&to_json(&node).unwrap()).unwrap();
            assert_eq!(printed, result, "{original} + {patch}");
        }
    }
}
