//! The provider's binary: what Terraform starts.

use std::{path::PathBuf, process::ExitCode};

use terraform_provider_ovhai::{Ovhai, generated_docs};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("generate-docs") => generated_docs::print(
            &arguments
                .next()
                .map_or_else(|| PathBuf::from("examples"), PathBuf::from),
        ),
        _ => terraform_plugin::serve(Ovhai),
    }
}
