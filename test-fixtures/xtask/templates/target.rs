//! The target `@name@`.

use ovhai_model::{Address, FindingKind, Workload};

use crate::{Accumulated, Artefact, Problem, Rendered, RenderedHolding, Scope, Target};

/// @Words@.
pub struct @Type@;

impl Target for @Type@ {
    fn name(&self) -> &'static str {
        "@name@"
    }

    fn summary(&self) -> &'static str {
        "@Words@."
    }

    fn findings(&self) -> &'static [&'static FindingKind] {
        &[]
    }

    fn render(&self, _scope: &Scope<'_>, workload: &Workload) -> Result<Rendered, Vec<Problem>> {
        let address: &Address = &workload.address;
        Err(vec![Problem {
            attribute: vec!["target".to_owned()],
            message: format!("cannot render {address} yet; choose another target"),
        }])
    }

    fn holdings(&self, _scope: &Scope<'_>, _accumulated: &Accumulated) -> Vec<RenderedHolding> {
        Vec::new()
    }

    fn object_keys(&self, _scope: &Scope<'_>, _workload: &Workload) -> Vec<String> {
        Vec::new()
    }

    fn shared_object_keys(&self, _scope: &Scope<'_>) -> Vec<String> {
        Vec::new()
    }

    fn shared(&self, _scope: &Scope<'_>, _accumulated: &Accumulated) -> Vec<Artefact> {
        Vec::new()
    }
}
