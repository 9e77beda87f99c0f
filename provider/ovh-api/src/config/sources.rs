//! Where settings may come from besides arguments: the environment and `ovh.conf` files, both injected.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use super::{ConfigError, ini::Ini};

/// Where a setting came from; named in errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An explicit argument, for example `endpoint`.
    Argument(&'static str),
    /// An environment variable.
    Environment(&'static str),
    /// A file, as it is written in the vendor's documentation (`./ovh.conf`).
    File(String),
    /// Nobody said anything; the default counts.
    Default,
}

impl Origin {
    /// May this origin send credentials to a root that is not the vendor's? Arguments and environment belong to the
    /// person who runs the program; a file may come with a repository.
    pub(crate) fn may_redirect(&self) -> bool {
        !matches!(self, Self::File(_))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(name) => write!(f, "the argument `{name}`"),
            Self::Environment(name) => write!(f, "the environment variable {name}"),
            Self::File(label) => write!(f, "the file {label}"),
            Self::Default => f.write_str("the default"),
        }
    }
}

/// Names of all environment variables that are read.
pub const VARIABLES: &[&str] = &[
    "OVH_ENDPOINT",
    "OVH_APPLICATION_KEY",
    "OVH_APPLICATION_SECRET",
    "OVH_CONSUMER_KEY",
    "OVH_CLIENT_ID",
    "OVH_CLIENT_SECRET",
    "OVH_ACCESS_TOKEN",
    "OVH_TOKEN_URL",
    "OVH_CLOUD_PROJECT_SERVICE",
];

/// Files larger than this are refused: nobody's `ovh.conf` is.
const LARGEST_FILE: u64 = 1 << 20;

/// Environment and files, in order of precedence.
///
/// ```
/// use ovh_api::Sources;
/// let sources = Sources::default()
///     .with_variable("OVH_ENDPOINT", "ovh-ca")
///     .with_file("./ovh.conf", "[ovh-ca]\napplication_key=k\n");
/// # let _ = sources;
/// ```
#[derive(Clone, Default)]
pub struct Sources {
    environment: BTreeMap<String, String>,
    files: Vec<(String, String)>,
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources")
            .field("variables", &self.environment.keys().collect::<Vec<_>>())
            .field(
                "files",
                &self
                    .files
                    .iter()
                    .map(|(label, _)| label)
                    .collect::<Vec<_>>(),
            )
            .finish()
    }
}

impl Sources {
    /// Adds an environment variable; an empty value counts as absent.
    #[must_use]
    pub fn with_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// Adds a file after those already there: an earlier file wins, key by key. `label` is how errors name it.
    #[must_use]
    pub fn with_file(mut self, label: impl Into<String>, text: impl Into<String>) -> Self {
        self.files.push((label.into(), text.into()));
        self
    }

    /// This process's variables, and `./ovh.conf`, `~/.ovh.conf`, `/etc/ovh.conf` as far as they exist.
    ///
    /// # Errors
    /// A variable that is not Unicode; a file that exists but cannot be read.
    pub fn of_process() -> Result<Self, ConfigError> {
        let mut sources = Self::default();
        for name in VARIABLES {
            match std::env::var(name) {
                Ok(value) => sources = sources.with_variable(*name, value),
                Err(std::env::VarError::NotPresent) => {}
                Err(std::env::VarError::NotUnicode(_)) => {
                    return Err(ConfigError::NotUnicode { variable: name });
                }
            }
        }
        let home = std::env::home_dir().map(|home| home.join(".ovh.conf"));
        let places = [
            ("./ovh.conf", Some(PathBuf::from("ovh.conf"))),
            ("~/.ovh.conf", home),
            ("/etc/ovh.conf", Some(PathBuf::from("/etc/ovh.conf"))),
        ];
        for (label, place) in places {
            if let Some(text) = place.and_then(|place| read(label, &place).transpose()) {
                sources = sources.with_file(label, text?);
            }
        }
        Ok(sources)
    }

    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.environment
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    pub(super) fn parsed_files(&self) -> Result<Vec<(String, Ini)>, ConfigError> {
        self.files
            .iter()
            .map(|(label, text)| {
                Ini::parse(text)
                    .map(|ini| (label.clone(), ini))
                    .map_err(|bad| ConfigError::BadFile {
                        file: label.clone(),
                        line: bad.line,
                        problem: bad.problem,
                    })
            })
            .collect()
    }
}

fn read(label: &str, place: &std::path::Path) -> Result<Option<String>, ConfigError> {
    let unreadable = |reason: String| ConfigError::UnreadableFile {
        file: label.to_owned(),
        reason,
    };
    match std::fs::metadata(place) {
        Ok(metadata) if metadata.is_dir() => return Err(unreadable("it is a folder".to_owned())),
        Ok(metadata) if metadata.len() > LARGEST_FILE => {
            return Err(unreadable("it is larger than 1 MiB".to_owned()));
        }
        Ok(_) => {}
        Err(error)
            if matches!(
                error.kind(),
                std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(unreadable(error.to_string())),
    }
    let bytes = std::fs::read(place).map_err(|error| unreadable(error.to_string()))?;
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| unreadable("it is not UTF-8 text".to_owned()))
}
