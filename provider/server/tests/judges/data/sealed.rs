//! Copies for chosen readers: `age` opens what `rclone` brings from the destination, and finds what was there.

use std::{fs, path::PathBuf, process::Command};

use super::{BOTH, Ground, MIB, SMALL, ground, judge};
use crate::{
    registry::{layer, tools},
    workspace::{Outcome, on_each_terraform},
};

/// Somebody with a pair of keys.
struct Reader {
    identity: PathBuf,
    recipient: String,
}

fn program(name: &str) -> Command {
    Command::new(tools().join("bin").join(name))
}

fn said(command: &mut Command) -> Outcome {
    let output = command.output().unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    Outcome {
        code: output.status.code().unwrap_or(-1),
        text,
    }
}

impl Reader {
    fn new(ground: &Ground, name: &str) -> Self {
        let identity = ground.workspace.path(name);
        said(program("age-keygen").arg("-o").arg(&identity)).succeeded();
        let shown = said(program("age-keygen").arg("-y").arg(&identity));
        let shown = shown.succeeded();
        Self {
            identity,
            recipient: shown.text.trim().to_owned(),
        }
    }

    /// Decrypts every file of both copies, and compares.
    fn reads_all(&self, ground: &Ground) {
        for copy in ["first/from", "disk/made"] {
            let brought = tempfile::tempdir().unwrap();
            let place = brought.path().to_str().unwrap();
            judge(
                &ground.second,
                &[
                    "copy",
                    &format!(":s3:into/exit/{copy}"),
                    place,
                    "--exclude",
                    "/.ovhai-data/**",
                ],
            );
            let made = ground.disk.path().join("made");
            let mut read = 0;
            for folder in fs::read_dir(&made).unwrap() {
                let folder = folder.unwrap().path();
                let files: Vec<PathBuf> = if folder.is_dir() {
                    fs::read_dir(&folder)
                        .unwrap()
                        .map(|file| file.unwrap().path())
                        .collect()
                } else {
                    vec![folder]
                };
                for file in files {
                    let copy = brought.path().join(file.strip_prefix(&made).unwrap());
                    let opened = (program("age").arg("--decrypt").arg("--identity"))
                        .arg(&self.identity)
                        .arg(&copy)
                        .output()
                        .unwrap();
                    assert!(
                        opened.status.success(),
                        "{}: {}",
                        copy.display(),
                        String::from_utf8_lossy(&opened.stderr)
                    );
                    assert!(
                        opened.stdout == fs::read(&file).unwrap(),
                        "{}",
                        copy.display()
                    );
                    read += 1;
                }
            }
            assert_eq!(read, SMALL + 2);
        }
    }
}

fn copied(ground: &Ground) -> [u64; 2] {
    let copies = &ground.attributes()["copies"];
    ["first/from", "disk/made"].map(|key| copies[key]["copied"].as_u64().unwrap())
}

#[test]
#[ignore = "needs SeaweedFS, rclone and age: cargo xtask test --only data"]
fn whoever_copies_are_encrypted_for_reads_every_byte_and_nobody_else_does() {
    on_each_terraform(|terraform| {
        let ground = ground(terraform);
        let (one, two) = (
            Reader::new(&ground, "one.txt"),
            Reader::new(&ground, "two.txt"),
        );
        let only = format!("recipients = [{:?}]", one.recipient);
        ground.configure("s3:into/exit", BOTH, &only);
        (ground.workspace.run(&["plan", "-no-color", "-input=false"])).failed(&["fingerprint_key"]);

        let with_key = |extra: &str| {
            ground.configure("s3:into/exit", BOTH, extra);
            let text = ground.workspace.read("main.tf");
            let keyed = text.replacen(
                "provider \"ovhai\" {",
                "provider \"ovhai\" {\n  fingerprint_key = \"a long random text of the test\"",
                1,
            );
            ground.workspace.write("main.tf", &keyed);
        };
        with_key(&format!("{only}\n  bandwidth_limit = 20000000"));
        ground.killed_after(24 * MIB as u64);
        with_key(&only);
        ground.apply().succeeded();
        ground.workspace.assert_no_changes();
        one.reads_all(&ground);

        // One object changes: it alone is made anew. A second reader: everything is.
        fs::write(ground.disk.path().join("made/rots"), layer(17, MIB)).unwrap();
        let made = ground.disk.path().join("made/rots");
        judge(
            &ground.first,
            &["copyto", made.to_str().unwrap(), ":s3:from/rots"],
        );
        ground.apply().succeeded();
        assert_eq!(copied(&ground), [1, 1]);
        with_key(&format!(
            "recipients = [{:?}, {:?}]",
            one.recipient, two.recipient
        ));
        ground.apply().succeeded();
        assert_eq!(copied(&ground), [SMALL as u64 + 2; 2]);
        two.reads_all(&ground);
        let stranger = Reader::new(&ground, "three.txt");
        let brought = ground.workspace.path("rots");
        judge(
            &ground.second,
            &[
                "copyto",
                ":s3:into/exit/first/from/rots",
                brought.to_str().unwrap(),
            ],
        );
        (said(
            program("age")
                .arg("-d")
                .arg("-i")
                .arg(&stranger.identity)
                .arg(&brought),
        ))
        .failed(&["no identity matched"]);
    });
}
