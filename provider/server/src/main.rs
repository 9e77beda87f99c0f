//! The provider's binary: what Terraform starts.

use std::{path::PathBuf, process::ExitCode};

use terraform_provider_ovhai::{Ovhai, generated_docs, watch};

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
        // Paths are no texts everywhere.
        Some("watch") => watch::run(std::env::args_os().skip(2)),
        _ => terraform_plugin::serve(Ovhai),
    }
}
