//! The kinds of objects below `/ai`.

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An AI Deploy app (`app.App`).
    App,
    /// An AI Training job (`job.Job`).
    Job,
    /// An AI Notebook (`notebook.Notebook`).
    Notebook,
    /// A backup of a notebook's workspace (`notebook.Backup`); its place is the notebook's id.
    Backup,
    /// A data store (`DataStore`); its place is its region, its id `REGION/ALIAS`.
    DataStore,
    /// A private registry (`registry.Registry`).
    Registry,
    /// An application token (`token.Token`).
    Token,
    /// A partner (`partner.Partner`); its place is its region, its id `REGION/ID`.
    Partner,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::App,
        Self::Job,
        Self::Notebook,
        Self::Backup,
        Self::DataStore,
        Self::Registry,
        Self::Token,
        Self::Partner,
    ];

    /// The word for it, for example `data_store`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Job => "job",
            Self::Notebook => "notebook",
            Self::Backup => "backup",
            Self::DataStore => "data_store",
            Self::Registry => "registry",
            Self::Token => "token",
            Self::Partner => "partner",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The member of the document that names an object.
    pub(crate) fn name_member(self) -> &'static str {
        match self {
            Self::DataStore => "alias",
            _ => "id",
        }
    }

    /// Is an object known by its place and its name together?
    pub(crate) fn is_named_in_its_place(self) -> bool {
        matches!(self, Self::DataStore | Self::Partner)
    }
}
