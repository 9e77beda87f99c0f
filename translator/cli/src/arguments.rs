//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Rewrites repositories: OVH-specific Terraform becomes Kubernetes and neutral modules, in place.
#[derive(Debug, Parser)]
#[command(
    name = "ovh-translator",
    version,
    after_help = "Exit codes: 0 nothing left to do, 1 findings need a person or --check found changes, 2 wrong usage or an error."
)]
pub struct Arguments {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what there is and what would become of it; writes nothing
    Scan(Scan),
    /// Show the rewrite as a diff, or write it
    Rewrite(Rewrite),
    /// Check that nothing is left to rewrite and the account adds up
    Verify(Scan),
    /// Explain a finding, a rule or a type
    Explain {
        /// A slug such as state/forget-first, a rule such as reference, or a type; all findings without it
        subject: Option<String>,
        /// How to print it
        #[arg(long, value_enum, default_value_t = Listing::Text, conflicts_with = "subject")]
        format: Listing,
    },
    /// List every type and what becomes of it
    Mappings {
        /// How to print it
        #[arg(long, value_enum, default_value_t = Listing::Text)]
        format: Listing,
    },
    /// List the profiles, or write one out to edit it
    Profiles {
        /// The profile to write out
        #[arg(requires = "out")]
        name: Option<String>,
        /// The folder to write it to
        #[arg(long, value_name = "FOLDER", requires = "name")]
        out: Option<PathBuf>,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// What to look at, and how to say it.
#[derive(Debug, Args)]
pub struct Scan {
    /// Repositories
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Choices
    #[command(flatten)]
    pub choices: Choices,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What to rewrite, and whether to write it.
#[derive(Debug, Args)]
pub struct Rewrite {
    /// What to look at, and how to say it
    #[command(flatten)]
    pub scan: Scan,
    /// Write the changes, all of a repository's or none
    #[arg(long)]
    pub write: bool,
    /// Write although the work tree has changes or there is no git
    #[arg(long, requires = "write")]
    pub allow_dirty: bool,
    /// Print nothing but what would change, and exit with 1 if something would
    #[arg(long, conflicts_with = "write")]
    pub check: bool,
}

/// Choices of a run.
#[derive(Debug, Args)]
pub struct Choices {
    /// A built-in profile or a folder with one
    #[arg(long, default_value = "kubernetes", value_name = "NAME|FOLDER")]
    pub profile: String,
    /// Only these types; * at the end matches any rest
    #[arg(long, value_name = "TYPE", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Which of the changes to make; each is applied before the next
    #[arg(long, value_enum, default_value_t = PhaseName::Rewrite)]
    pub phase: PhaseName,
    /// A state file, or the output of `terraform show -json`, of the root module in FOLDER; may be given several times
    #[arg(long, value_name = "[FOLDER=]FILE")]
    pub state: Vec<String>,
    /// A plan as JSON: nothing that holds data may be destroyed by it; may be given several times
    #[arg(long, value_name = "[FOLDER=]FILE")]
    pub plan: Vec<String>,
    /// Not these types; * at the end matches any rest
    #[arg(long, value_name = "TYPE", value_delimiter = ',')]
    pub skip: Vec<String>,
}

/// Which of the changes are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PhaseName {
    /// What is written for the vendor becomes neutral
    Rewrite,
    /// Only the state moves away from the platform
    Backend,
    /// The state holds nothing of the vendor's any more: its providers go
    Cleanup,
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// The published JSON; an array if there are several repositories
    Json,
    /// For code scanning
    Sarif,
    /// For a pull request
    Markdown,
    /// For a browser: one page that needs nothing else
    Html,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Listing {
    /// For people
    Text,
    /// For documentation
    Markdown,
    /// For programs
    Json,
}
