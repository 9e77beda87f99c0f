//! The guides of `docs/` as a person would follow them: every block is written, run, or compared with what was printed.
//!
//! Before each block stands a comment that a reader does not see: `<!-- file: PATH -->` writes it, `<!-- add: PATH -->` appends
//! it, `<!-- run -->` gives it to a shell, which must succeed, and each line of `<!-- says -->` must have been printed by the run
//! before. With `; from 1.14` a block needs that Terraform.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use ovh_sandbox::Options;

use super::workspace::{Outcome, Workspace, on_each_terraform};

/// A block of a guide.
struct Block {
    line: usize,
    does: Does,
    /// Oldest minor version of Terraform 1 it works with.
    from: u32,
    text: String,
}

enum Does {
    Write(String),
    Append(String),
    Run,
    Say,
}

#[test]
fn a_project_is_brought_under_terraform_as_the_guide_says() {
    follow("bring-an-existing-project-under-terraform.md");
}

#[test]
fn commands_become_terraform_as_the_guide_says() {
    follow("from-ovhai-commands-to-terraform.md");
}

fn follow(guide: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/guides")
        .join(guide);
    let blocks = blocks(&fs::read_to_string(path).unwrap());
    assert!(blocks.iter().any(|block| matches!(block.does, Does::Run)));
    let most = AtomicUsize::new(0);
    on_each_terraform(|terraform| {
        let followed = follow_with(terraform, guide, &blocks);
        most.fetch_max(followed, Ordering::Relaxed);
    });
    assert_eq!(
        most.into_inner(),
        blocks.len(),
        "no Terraform there is runs every block of {guide}; bring the newest with cargo xtask test"
    );
}

/// Follows the guide and gives how many blocks this Terraform could follow.
fn follow_with(terraform: &Path, guide: &str, blocks: &[Block]) -> usize {
    let mut workspace = Workspace::new(terraform, Options::default());
    let programs = workspace.path("programs");
    fs::create_dir(&programs).unwrap();
    // Not a link: a program may look for its parts beside itself.
    let program = programs.join("terraform");
    fs::write(&program, format!("#!/bin/sh\nexec {terraform:?} \"$@\"\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    workspace
        .environment
        .insert("PATH".to_owned(), format!("{}:{path}", programs.display()));
    let rc = mirror(&workspace.path("mirror"));
    workspace
        .environment
        .insert("TF_CLI_CONFIG_FILE".to_owned(), rc.display().to_string());
    let folder = workspace.path("project");
    fs::create_dir(&folder).unwrap();
    let version = minor(&workspace);
    let mut printed = Outcome {
        code: 0,
        text: String::new(),
    };
    let mut followed = 0;
    for block in blocks.iter().filter(|block| version >= block.from) {
        followed += 1;
        let place = format!("{guide}:{} with Terraform 1.{version}", block.line);
        match &block.does {
            Does::Write(file) => write(&folder.join(file), &block.text),
            Does::Append(file) => {
                let before = fs::read_to_string(folder.join(file)).unwrap();
                write(&folder.join(file), &format!("{before}\n{}", block.text));
            }
            Does::Run => {
                printed = workspace.shell(&folder, &block.text);
                assert_eq!(printed.code, 0, "{place}:\n{}", printed.text);
            }
            Does::Say => {
                for line in block.text.lines() {
                    assert!(
                        printed.says(line),
                        "{place}: {line:?} is missing in\n{}",
                        printed.text
                    );
                }
            }
        }
    }
    followed
}

/// A mirror that holds the provider, so that `terraform init` installs it as it would from a registry; gives the file that
/// says so.
fn mirror(folder: &Path) -> PathBuf {
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let version = env!("CARGO_PKG_VERSION");
    let package = folder
        .join("registry.terraform.io/ovh-reversibility/ovhai")
        .join(version)
        .join(format!("{}_{architecture}", std::env::consts::OS));
    fs::create_dir_all(&package).unwrap();
    let program = env!("CARGO_BIN_EXE_terraform-provider-ovhai");
    let installed = package.join(format!("terraform-provider-ovhai_v{version}"));
    if fs::hard_link(program, &installed).is_err() {
        fs::copy(program, &installed).unwrap();
    }
    let rc = folder.join("terraformrc");
    let text = format!(
        "provider_installation {{\n  filesystem_mirror {{\n    path = {folder:?}\n  }}\n}}\n"
    );
    fs::write(&rc, text).unwrap();
    rc
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// 11 of Terraform 1.11.4.
fn minor(workspace: &Workspace) -> u32 {
    let text = workspace.run(&["version", "-json"]).text;
    let (_, rest) = text.split_once("\"terraform_version\": \"1.").unwrap();
    rest.split('.').next().unwrap().parse().unwrap()
}

/// Every block with what is to be done with it. One without a comment that says so is a mistake of the guide.
fn blocks(guide: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut directive = None;
    let mut lines = guide.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(comment) = line.strip_prefix("<!-- ") {
            directive = Some(comment.strip_suffix(" -->").unwrap());
            continue;
        }
        if line.starts_with("```") {
            let directive = directive.take().unwrap_or_else(|| {
                panic!(
                    "line {}: no comment says what becomes of this block",
                    number + 1
                )
            });
            let inside = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| *line != "```");
            let text = inside.fold(String::new(), |text, line| text + line + "\n");
            blocks.push(block(number + 1, directive, text));
        } else if !line.is_empty() {
            assert!(
                directive.is_none(),
                "line {}: a comment without block",
                number + 1
            );
        }
    }
    blocks
}

fn block(line: usize, directive: &str, text: String) -> Block {
    let (does, from) = match directive.split_once("; from 1.") {
        Some((does, from)) => (does, from.parse().unwrap()),
        None => (directive, 0),
    };
    let does = match does.split_once(": ") {
        Some(("file", path)) => Does::Write(path.to_owned()),
        Some(("add", path)) => Does::Append(path.to_owned()),
        None if does == "run" => Does::Run,
        None if does == "says" => Does::Say,
        _ => panic!("line {line}: {does:?} is nothing to do"),
    };
    Block {
        line,
        does,
        from,
        text,
    }
}
