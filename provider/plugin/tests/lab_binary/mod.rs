//! The example provider as a program.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The built `lab` example. Cargo builds it now unless it is fresh: running one test target alone
/// does not build examples.
pub fn lab() -> &'static Path {
    static LAB: OnceLock<PathBuf> = OnceLock::new();
    LAB.get_or_init(|| {
        let mut cargo = Command::new(env!("CARGO"));
        // What the outer cargo tells a test about its package would make the inner one rebuild
        // dependencies whose build scripts look at it, back and forth.
        let told = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
        let kept = ["CARGO_HOME", "CARGO_TARGET_DIR"];
        for name in told.filter(|name| name.starts_with("CARGO") && !kept.contains(&name.as_str()))
        {
            cargo.env_remove(name);
        }
        let output = cargo
            .args([
                "build",
                "--package",
                "terraform-plugin",
                "--example",
                "lab",
                "--message-format",
                "json",
            ])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8(output.stdout).unwrap();
        let messages = text
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let executables = messages.filter(|message| message["target"]["name"] == "lab");
        executables
            .filter_map(|message| Some(PathBuf::from(message["executable"].as_str()?)))
            .next_back()
            .unwrap()
    })
}
