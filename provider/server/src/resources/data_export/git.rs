//! Repositories of Git, which become files before they are copied.

use std::path::Path;

use ovhai_data::{Error, Git, Source, Tree};

/// A repository as something that can be copied.
pub struct Repository {
    /// Its files.
    pub source: Source,
    /// What its refs come to.
    pub digest: String,
    /// Branches and tags that point to more than there is in it.
    pub needs: Vec<String>,
}

/// What the refs of the repository at `address` come to now.
pub async fn digest(address: &str) -> Result<String, Error> {
    Ok(Git::found()?.refs(address).await?.digest())
}

/// Has the files of the repository beside the journal of its copy, in `folder`.
pub async fn bundled(address: &str, folder: &Path) -> Result<Repository, Error> {
    let bundled = Git::found()?.bundle(address, &folder.join("git")).await?;
    Ok(Repository {
        source: Source::Folder(Tree::called(bundled.folder, format!("git:{address}"))),
        digest: bundled.refs.digest(),
        needs: bundled.needs,
    })
}
