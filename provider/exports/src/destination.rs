//! Destinations: where an export goes.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

/// `file:PATH`; PATH is kept as configured and may be relative to Terraform's working directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    path: String,
}

impl Destination {
    /// The folder.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        PathBuf::from(&self.path)
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "file:{}", self.path)
    }
}

impl FromStr for Destination {
    type Err = DestinationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some(path) = text.strip_prefix("file:") else {
            return Err(match text.split_once(':') {
                Some((scheme, _)) if scheme.len() > 1 => {
                    DestinationError::Scheme(scheme.to_owned())
                }
                _ => DestinationError::NoScheme(text.to_owned()),
            });
        };
        if path.is_empty() || path.contains('\0') {
            return Err(DestinationError::Path);
        }
        if path.starts_with("//") {
            return Err(DestinationError::Url(text.to_owned()));
        }
        if Path::new(path)
            .components()
            .all(|part| matches!(part, std::path::Component::RootDir))
        {
            return Err(DestinationError::Root);
        }
        Ok(Self {
            path: path.to_owned(),
        })
    }
}

/// Why a text is no destination.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DestinationError {
    /// A plain path.
    #[error("`{0}` has no scheme; write file:{0}")]
    NoScheme(String),
    /// A scheme this version cannot write to.
    #[error("`{0}:` is no destination this version can write to; use file:PATH")]
    Scheme(String),
    /// `file://host/path`.
    #[error("`{0}` is a URL; write file: and a plain path, for example file:./exit")]
    Url(String),
    /// Nothing after the scheme, or a NUL in it.
    #[error("the path after `file:` is empty or holds a NUL character")]
    Path,
    /// The root folder.
    #[error("the root folder cannot be a destination; name a folder for this export alone")]
    Root,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_path_as_configured() {
        for text in ["file:./exit", "file:/srv/exit", "file:exit with space/ä"] {
            assert_eq!(text.parse::<Destination>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn says_what_to_write_instead() {
        for (text, hint) in [
            ("./exit", "file:./exit"),
            ("s3://bucket", "`s3:`"),
            ("file://exit", "plain path"),
            ("file:", "empty"),
            ("file:/", "root"),
            ("file:a\0b", "NUL"),
        ] {
            let error = text.parse::<Destination>().unwrap_err().to_string();
            assert!(error.contains(hint), "{text:?}: {error}");
        }
    }
}
