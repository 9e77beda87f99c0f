//! Programs of other people, to judge ours: from the user's `PATH`, else from Debian's packages, unpacked
//! beside the other tools and not installed.

use std::process::Command;

use anyhow::{Context, Result};

use super::{Tools, on_path, write_command};
use crate::{process, repository::empty_folder};

/// Programs and their packages, with the libraries that a slim machine lacks.
struct Judges {
    folder: &'static str,
    programs: &'static [&'static str],
    packages: &'static [&'static str],
}

const IMAGES: Judges = Judges {
    folder: "debian",
    programs: &["docker-registry", "skopeo"],
    packages: &[
        "docker-registry",
        "skopeo",
        "libassuan0",
        "libdevmapper1.02.1",
        "libgpgme11",
    ],
};
const METRICS: Judges = Judges {
    folder: "prometheus",
    programs: &["prometheus", "promtool"],
    packages: &["prometheus"],
};
const ENCRYPTION: Judges = Judges {
    folder: "age",
    programs: &["age", "age-keygen"],
    packages: &["age"],
};
const COMMAND: &str = "#!/bin/sh
root=\"$(dirname -- \"$0\")/../@FOLDER@/root\"
LD_LIBRARY_PATH=\"$root/usr/lib/$(uname -m)-linux-gnu:$root/lib/$(uname -m)-linux-gnu\" exec \"$root/usr/bin/@PROGRAM@\" \"$@\"
";

impl Tools {
    /// Brings `bin/docker-registry` and `bin/skopeo`.
    pub fn bring_image_judges(&self) -> Result<()> {
        self.bring_packages(&IMAGES)
    }

    /// Brings `bin/prometheus` and `bin/promtool`.
    pub fn bring_metric_judges(&self) -> Result<()> {
        self.bring_packages(&METRICS)
    }

    /// Brings `bin/age` and `bin/age-keygen`.
    pub fn bring_encryption_judges(&self) -> Result<()> {
        self.bring_packages(&ENCRYPTION)
    }

    fn bring_packages(&self, judges: &Judges) -> Result<()> {
        let bin = self.root.join("bin");
        if judges
            .programs
            .iter()
            .all(|program| on_path(program).is_ok())
        {
            for program in judges.programs {
                self.forward(program, &on_path(program)?, &bin.join(program))?;
            }
            return Ok(());
        }
        let command = COMMAND.replace("@FOLDER@", judges.folder);
        let recipe = format!("{:?}\n{command}", judges.packages);
        let proof = bin.join(judges.programs.last().context("no program")?);
        self.once(judges.folder, &recipe, &proof, || {
            let folder = self.root.join(judges.folder);
            empty_folder(&folder)?;
            process::output(
                Command::new(on_path("apt-get")?)
                    .current_dir(&folder)
                    .arg("download")
                    .args(judges.packages),
            )
            .with_context(|| {
                let programs = judges.programs.join(" and ");
                format!("apt-get has no such packages; apt-get update, or install {programs}")
            })?;
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
            for program in judges.programs {
                write_command(&bin.join(program), &command.replace("@PROGRAM@", program))?;
            }
            process::output(Command::new(&proof).arg("--version"))?;
            Ok(())
        })
    }
}
