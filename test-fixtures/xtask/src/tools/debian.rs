//! A registry and a copier of other people, to judge ours: from the user's `PATH`, else from Debian's packages, unpacked
//! beside the other tools and not installed.

use std::process::Command;

use anyhow::{Context, Result};

use super::{Tools, on_path, write_command};
use crate::{process, repository::empty_folder};

/// The programs.
const PROGRAMS: [&str; 2] = ["docker-registry", "skopeo"];
/// Their packages, with the libraries that a slim machine lacks.
const PACKAGES: &[&str] = &[
    "docker-registry",
    "skopeo",
    "libassuan0",
    "libdevmapper1.02.1",
    "libgpgme11",
];
const COMMAND: &str = "#!/bin/sh
root=\"$(dirname -- \"$0\")/../debian/root\"
LD_LIBRARY_PATH=\"$root/usr/lib/$(uname -m)-linux-gnu:$root/lib/$(uname -m)-linux-gnu\" exec \"$root/usr/bin/@PROGRAM@\" \"$@\"
";

impl Tools {
    /// Brings `bin/docker-registry` and `bin/skopeo`.
    pub fn bring_image_judges(&self) -> Result<()> {
        if PROGRAMS.iter().all(|program| on_path(program).is_ok()) {
            for program in PROGRAMS {
                self.forward(
                    program,
                    &on_path(program)?,
                    &self.root.join("bin").join(program),
                )?;
            }
            return Ok(());
        }
        let recipe = format!("{PACKAGES:?}\n{COMMAND}");
        let proof = self.root.join("bin/skopeo");
        self.once("debian", &recipe, &proof, || {
            let folder = self.root.join("debian");
            empty_folder(&folder)?;
            process::output(
                Command::new(on_path("apt-get")?)
                    .current_dir(&folder)
                    .arg("download")
                    .args(PACKAGES),
            )
            .context("apt-get has no such packages; apt-get update, or install docker-registry and skopeo")?;
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "deb") {
                    process::output(
                        Command::new(on_path("dpkg")?)
                            .arg("-x")
                            .arg(&path)
                            .arg(folder.join("root")),
                    )?;
                }
            }
            for program in PROGRAMS {
                let command = self.root.join("bin").join(program);
                write_command(&command, &COMMAND.replace("@PROGRAM@", program))?;
            }
            process::output(Command::new(&proof).arg("--version"))?;
            Ok(())
        })
    }
}
