//! A repository of Git as files that any store can hold: a bundle with every ref and all they reach, and a list of the refs.
//!
//! `git` itself does the work: it is what users have, its transports and credentials are those they have set up, and a bundle is
//! read by every version of it (`git clone repository.bundle`). It is asked without a terminal, with its protocols named, and gets
//! no credential by arguments: addresses with one in them are refused.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{Error, folder::refuse_link, hash::sha256};

/// The file that has everything; absent for a repository without a commit.
const BUNDLE: &str = "repository.bundle";
/// The file that says what should be in it.
const REFS: &str = "refs.json";
/// Bytes of what `git` says that are repeated.
const SAID: usize = 600;

/// The command `git`.
#[derive(Clone, Debug)]
pub struct Git {
    program: PathBuf,
}

/// Where the refs of a repository point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refs(pub BTreeMap<String, String>);

impl Refs {
    /// The same as long as every ref is where it was: a SHA-256 over them.
    #[must_use]
    pub fn digest(&self) -> String {
        let lines = self.0.iter().map(|(name, id)| format!("{id} {name}\n"));
        sha256(lines.collect::<String>().as_bytes())
    }

    /// Reads lines of an id and a name; tags that point to tags are there as themselves.
    fn read(text: &str) -> Self {
        let lines = text.lines().filter_map(|line| line.split_once(['\t', ' ']));
        let own = lines.filter(|(_, name)| name.starts_with("refs/") && !name.ends_with("^{}"));
        Self(
            own.map(|(id, name)| (name.to_owned(), id.to_owned()))
                .collect(),
        )
    }
}

/// A repository that was made into files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundled {
    /// The folder the files are in: `repository.bundle` and `refs.json`.
    pub folder: PathBuf,
    /// What they hold.
    pub refs: Refs,
    /// Branches and tags that need more than the repository: files kept by LFS, other repositories as submodules.
    pub needs: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Noted {
    refs: Refs,
    needs: Vec<String>,
}

impl Git {
    /// The command on `PATH`.
    ///
    /// # Errors
    /// [`Error::Configuration`] if it is not there.
    pub fn found() -> Result<Self, Error> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&path)
            .map(|folder| folder.join(if cfg!(windows) { "git.exe" } else { "git" }))
            .find(|program| program.is_file());
        found.map(|program| Self { program }).ok_or_else(|| {
            Error::setting(
                "the command git",
                "it is not on PATH; install it, or leave repositories out",
            )
        })
    }

    /// Where the refs of the repository at `address` point now.
    ///
    /// # Errors
    /// The address is not one that is asked, or `git` fails.
    pub async fn refs(&self, address: &str) -> Result<Refs, Error> {
        check(address)?;
        let listed = self
            .run(address, None, &["ls-remote", "--quiet", "--", address])
            .await?;
        Ok(Refs::read(&listed))
    }

    /// Makes files of the repository below `work`, unless those that are there have its present refs. Everything that the refs reach
    /// is read and compared with its ids on the way, and the bundle is verified.
    ///
    /// # Errors
    /// As [`Git::refs`]; what came is not whole; the disk refuses.
    pub async fn bundle(&self, address: &str, work: &Path) -> Result<Bundled, Error> {
        let now = self.refs(address).await?;
        let folder = work.join("files");
        refuse_link(work)?;
        refuse_link(&folder)?;
        if let Some(noted) = noted(&folder)?
            && noted.refs == now
        {
            return Ok(Bundled {
                folder,
                refs: noted.refs,
                needs: noted.needs,
            });
        }
        let wrong = |error: std::io::Error| Error::disk(work, &error);
        let (mirror, fresh) = (work.join("mirror.git"), work.join("fresh"));
        for left in [&mirror, &fresh] {
            remove(left)?;
        }
        fs::create_dir_all(&fresh).map_err(wrong)?;
        let text = |path: &Path| path.display().to_string();
        let cloned = [
            "clone",
            "--quiet",
            "--mirror",
            "--",
            address,
            &text(&mirror),
        ];
        self.run(address, None, &cloned).await?;
        let own = Some(mirror.as_path());
        self.run(address, own, &["fsck", "--full", "--no-dangling"])
            .await?;
        let format = "--format=%(objectname) %(refname)";
        let refs = Refs::read(&self.run(address, own, &["for-each-ref", format]).await?);
        if !refs.0.is_empty() {
            let bundle = text(&fs::canonicalize(&fresh).map_err(wrong)?.join(BUNDLE));
            let made = ["bundle", "create", "--quiet", &bundle, "--all"];
            self.run(address, own, &made).await?;
            let verified = ["bundle", "verify", "--quiet", &bundle];
            self.run(address, own, &verified).await?;
            let heads = self
                .run(address, own, &["bundle", "list-heads", &bundle])
                .await?;
            if Refs::read(&heads) != refs {
                return Err(Error::Corrupt {
                    place: format!("the repository {address}"),
                    what: "its bundle".to_owned(),
                    problem: "it has other refs than the repository".to_owned(),
                });
            }
        }
        let needs = self.needs(address, &mirror, &refs).await?;
        let noted = Noted { refs, needs };
        let path = fresh.join(REFS);
        let mut text =
            serde_json::to_vec_pretty(&noted).map_err(|error| Error::journal(&path, error))?;
        text.push(b'\n');
        fs::write(&path, text).map_err(wrong)?;
        remove(&folder)?;
        fs::rename(&fresh, &folder).map_err(wrong)?;
        remove(&mirror)?;
        Ok(Bundled {
            folder,
            refs: noted.refs,
            needs: noted.needs,
        })
    }

    /// Branches and tags whose files are not all in the repository.
    async fn needs(&self, address: &str, mirror: &Path, refs: &Refs) -> Result<Vec<String>, Error> {
        let mut needs = Vec::new();
        let is_own =
            |name: &&String| name.starts_with("refs/heads/") || name.starts_with("refs/tags/");
        for name in refs.0.keys().filter(is_own) {
            // A tag may be one of a file; then there is nothing to list.
            let listed = self
                .run(
                    address,
                    Some(mirror),
                    &["ls-tree", "-r", "--full-tree", name],
                )
                .await;
            let Ok(listed) = listed else {
                continue;
            };
            if listed.lines().any(|line| line.starts_with("160000 ")) {
                needs.push(format!("{name}: submodules"));
            }
            let attributes = listed.lines().filter_map(|line| {
                let (about, path) = line.split_once('\t')?;
                let is_meant = path == ".gitattributes" || path.ends_with("/.gitattributes");
                is_meant.then(|| about.split(' ').nth(2)).flatten()
            });
            for id in attributes {
                let text = self
                    .run(address, Some(mirror), &["cat-file", "blob", id])
                    .await?;
                if text.contains("filter=lfs") {
                    needs.push(format!("{name}: files kept by LFS"));
                    break;
                }
            }
        }
        Ok(needs)
    }

    async fn run(
        &self,
        address: &str,
        folder: Option<&Path>,
        arguments: &[&str],
    ) -> Result<String, Error> {
        let mut command = Command::new(&self.program);
        if let Some(folder) = folder {
            command.arg("--git-dir").arg(folder);
        }
        let does = arguments.first().copied().unwrap_or_default().to_owned();
        command
            .args(arguments)
            .stdin(Stdio::null())
            // Nobody answers a question here.
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_SSH_COMMAND", ssh())
            // What an address may make it run.
            .env("GIT_ALLOW_PROTOCOL", "http:https:ssh")
            .env("LC_ALL", "C")
            // Not those of whoever started this within a repository of their own.
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            .env_remove("GIT_TRACE")
            .env_remove("GIT_TRACE_CURL")
            .env_remove("GIT_CURL_VERBOSE");
        let output = tokio::task::spawn_blocking(move || command.output()).await;
        let output = output
            .map_err(|_| Error::setting("the run", "it has ended"))?
            .map_err(|error| Error::disk(&self.program, &error))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said: String = said.trim().chars().take(SAID).collect();
        Err(Error::Unreachable {
            place: format!("the repository {address}"),
            what: format!("git {does}"),
            problem: format!(
                "{said} (for credentials, set up a credential helper, GIT_ASKPASS, or a key of ssh)"
            ),
        })
    }
}

/// The user's command, which must not ask.
fn ssh() -> String {
    let own = std::env::var("GIT_SSH_COMMAND").unwrap_or_else(|_| "ssh".to_owned());
    format!("{own} -o BatchMode=yes")
}

/// Only addresses that cannot be taken for something else, and with no secret in them.
fn check(address: &str) -> Result<(), Error> {
    // What is wrong with it may be a secret in it: the address is not repeated.
    let wrong = |problem: &str| Error::setting("the address of a repository", problem);
    let Ok(url) = Url::parse(address) else {
        // user@host:path
        let is_short = address.split_once(':').is_some_and(|(host, path)| {
            !host.is_empty()
                && !host.starts_with('-')
                && !host.contains('/')
                && !path.starts_with(':')
        });
        return if is_short {
            Ok(())
        } else {
            Err(wrong("it is no URL"))
        };
    };
    if url.password().is_some() || (url.scheme() != "ssh" && !url.username().is_empty()) {
        let problem = "it has a credential in it; take it out, and give it by a credential helper or GIT_ASKPASS";
        return Err(wrong(problem));
    }
    match url.scheme() {
        "https" | "ssh" => Ok(()),
        "http" if ovhai_http::is_loopback(&url) => Ok(()),
        _ => Err(wrong("repositories are read by https and ssh only")),
    }
}

fn noted(folder: &Path) -> Result<Option<Noted>, Error> {
    let path = folder.join(REFS);
    match fs::read(&path) {
        Ok(text) => Ok(serde_json::from_slice(&text).ok()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::disk(&path, &error)),
    }
}

fn remove(folder: &Path) -> Result<(), Error> {
    refuse_link(folder)?;
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::disk(folder, &error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_with_credentials_or_of_other_kinds_are_refused_and_not_repeated() {
        for right in [
            "https://git.example.com/a/b.git",
            "ssh://git@git.example.com/a/b.git",
            "git@git.example.com:a/b.git",
            "http://127.0.0.1:8000/a.git",
        ] {
            assert_eq!(check(right), Ok(()), "{right}");
        }
        for wrong in [
            "https://me:a-word-nobody-may-see@git.example.com/a.git",
            "https://a-word-nobody-may-see@git.example.com/a.git",
            "http://git.example.com/a.git",
            "file:///etc",
            "/etc",
            "ext::sh -c x",
            "--upload-pack=x",
            "-oProxyCommand=x:y",
        ] {
            let refused = check(wrong).unwrap_err().to_string();
            assert!(!refused.contains("nobody-may-see"), "{refused}");
        }
    }
}
