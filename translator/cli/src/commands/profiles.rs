//! `profiles`: what there is, and a copy to edit.

use std::{
    fs,
    io::{Write as _, stdout},
    path::Path,
};

use anyhow::{Context as _, Result, bail};
use ovhai_engine::Profile;

use crate::exit::Exit;

pub fn run(name: Option<&str>, out: Option<&Path>) -> Result<Exit> {
    if let (Some(name), Some(out)) = (name, out) {
        return copy(name, out);
    }
    let mut text = String::new();
    for name in Profile::BUILT_IN {
        let Some(profile) = Profile::built_in(name) else {
            continue;
        };
        let profile = profile?;
        text.push_str(&format!("{name}: {}\n", profile.settings.summary));
        for noun in profile.nouns() {
            let outputs = profile
                .module(noun)
                .map(|template| template.outputs.iter().cloned().collect::<Vec<_>>());
            text.push_str(&format!(
                "  {noun:<12} {}\n",
                outputs.unwrap_or_default().join(", ")
            ));
        }
    }
    stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn copy(name: &str, out: &Path) -> Result<Exit> {
    let Some(profile) = Profile::built_in(name) else {
        bail!(
            "there is no profile {name}; there are: {}",
            Profile::BUILT_IN.join(", ")
        );
    };
    let files = profile?.files();
    if out.exists() {
        bail!("{} exists already; name a new folder", out.display());
    }
    for (path, text) in &files {
        let path = out.join(path);
        let folder = path.parent().unwrap_or(out);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, text))
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    eprintln!(
        "{} files written; use them with --profile {}",
        files.len(),
        out.display()
    );
    Ok(Exit::Done)
}
