//! The provider's binary: what Terraform starts.

use std::{path::PathBuf, process::ExitCode};

use terraform_provider_ovhai::{Ovhai, generated_docs};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("generate-docs") => {
            let mut folder = |usual: &str| {
                arguments
                    .next()
                    .map_or_else(|| PathBuf::from(usual), PathBuf::from)
            };
            let (examples, fixtures) = (folder("examples"), folder("test-fixtures"));
            generated_docs::print(&examples, &fixtures)
        }
        _ => terraform_plugin::serve(Ovhai),
    }
}
