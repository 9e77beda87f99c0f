//! The provider's binary: what Terraform starts.

use std::process::ExitCode;

use terraform_provider_ovhai::{Ovhai, generated_docs};

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("generate-docs") => generated_docs::print(),
        _ => terraform_plugin::serve(Ovhai),
    }
}
