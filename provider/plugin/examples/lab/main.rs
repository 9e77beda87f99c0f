//! A provider that uses everything the crate offers; the crate's tests run it under Terraform.

mod provider;

fn main() -> std::process::ExitCode {
    terraform_plugin::serve(provider::Lab)
}
