//! Completing planned values, and finding what a plan changes.

use terraform_plugin::Value;

/// Sets what the plan left open.
pub fn fill<T: Clone>(planned: &mut Value<T>, live: &Value<T>) {
    if planned.is_unknown() {
        planned.clone_from(live);
    }
}

/// Plans an attribute that is not configured: as in the state, or open.
pub fn keep<T: Clone>(planned: &mut Value<T>, config: &Value<T>, prior: Option<&Value<T>>) {
    if config.is_null() {
        *planned = prior.map_or(Value::Unknown, Value::clone);
    }
}

/// What differs as something to send: nothing where planned and prior are the same.
pub fn differing<T: Clone + PartialEq>(planned: &Value<T>, prior: &Value<T>) -> Option<T> {
    (planned != prior).then(|| planned.get().cloned()).flatten()
}

/// What a state has for an attribute that only this provider knows, else its default: a state that was moved here from another
/// type has nothing but an id.
pub fn stored<T: Clone>(prior: Option<&Value<T>>, default: impl FnOnce() -> T) -> Value<T> {
    match prior {
        Some(Value::Known(kept)) => Value::Known(kept.clone()),
        _ => Value::Known(default()),
    }
}
