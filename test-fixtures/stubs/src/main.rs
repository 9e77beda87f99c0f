//! A Terraform provider that is only its schemas.
//!
//! It reads `schema.json`, in the form `terraform providers schema -json` prints, from the folder its program lies in. With it
//! `terraform validate` judges configuration as with the real provider, and `terraform plan` plans what the schemas allow:
//! what is configured stays, what is computed is known after apply. No call reaches anything outside of the process.
//!
//! *Not here:* rules that a provider has besides its schema (values it refuses, arguments that exclude each other).
#![allow(
    clippy::print_stderr,
    reason = "what is wrong before Terraform listens can be said nowhere else"
)]

mod answers;
mod complete;
mod schema;

use std::process::ExitCode;

use anyhow::{Context as _, Result};

use schema::Schemas;

fn main() -> ExitCode {
    match schemas() {
        Ok(schemas) => terraform_plugin::serve_service("stub", answers::Stub::new(schemas)),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn schemas() -> Result<Schemas> {
    let program = std::env::current_exe().context("the program does not know where it lies")?;
    let path = program.with_file_name("schema.json");
    let text = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Schemas::read(&text).with_context(|| format!("{} cannot be used", path.display()))
}
