//! What reading a command line can find.

use ovhai_model::{Category, Fidelity, FindingKind};

macro_rules! kinds {
    ($($(#[$meta:meta])* $name:ident: $slug:literal $fidelity:ident $category:ident $title:literal, $hint:literal;)*) => {
        $(
            $(#[$meta])*
            pub const $name: FindingKind = FindingKind {
                slug: concat!("command/", $slug),
                fidelity: Fidelity::$fidelity,
                category: Category::$category,
                title: $title,
                hint: $hint,
            };
        )*

        /// Every kind of finding a command line can have, by slug.
        pub const FINDINGS: &[&FindingKind] = &[$(&$name),*];
    };
}

kinds! {
    /// A job that takes its settings from another one.
    COPIED_JOB: "copied-job" Manual Core
        "The job copies the settings of another job",
        "Read that job (`ovhai job get ID -o json`) and take its settings over; the line alone does not say them.";
    /// Both counts.
    CPU_IGNORED: "cpu-ignored" Adapted Core
        "CPUs are asked for beside GPUs",
        "The tool ignores --cpu beside --gpu; take it out.";
    /// A credential in clear text.
    CREDENTIAL: "credential-in-line" Manual Implementation
        "A credential stands in the command line",
        "Replace it on the platform, since it is in files and histories, and supply the new one as a sensitive variable or from the environment.";
    /// A part only a shell could tell.
    EXPRESSION: "expression" Manual Core
        "A value is left to a shell",
        "The expression stays as it is written; make it a variable, or fill it in.";
    /// A setting of scaling that lacks another.
    HALF_SCALING: "half-scaling" Manual Implementation
        "Automatic scaling lacks a part of its settings",
        "Give both bounds, and for a metric of one's own its URL, where the number is and its wanted value.";
    /// Not an image reference.
    IMAGE_INVALID: "image-invalid" Manual Core
        "The image is no valid reference",
        "Write it as [HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST].";
    /// A name that is no variable's or label's.
    INCOMPLETE_PAIR: "incomplete-pair" Manual Core
        "A variable or label has no value",
        "Write NAME=VALUE; what the tool does without a value is not documented.";
    /// A value of another form.
    INVALID_VALUE: "invalid-value" Manual Core
        "A value has not the form its flag wants",
        "The tool would refuse it; the detail says the form.";
    /// Public keys in a file.
    KEY_FILE: "key-file" Manual Implementation
        "Public SSH keys are in a file the line only names",
        "Put the content of the file where the keys are wanted.";
    /// A word that must be there.
    MISSING_WORD: "missing-word" Manual Core
        "The command lacks a word",
        "The tool would refuse it; the detail says what is missing.";
    /// A flag without its value.
    MISSING_VALUE: "missing-value" Manual Core
        "A flag has no value",
        "The tool would refuse it. Write --flag=value where the value begins with a hyphen.";
    /// Neither count.
    NO_AMOUNT: "no-amount" Manual Core
        "The line does not say how many CPUs or GPUs",
        "Guides of the vendor disagree on what the platform takes then; say --cpu or --gpu, or the count in the new configuration.";
    /// No flavor.
    NO_FLAVOR: "no-flavor" Manual Core
        "The line names no flavor",
        "The platform takes the region's default (`ovhai capabilities flavor list`); name it.";
    /// The region is a setting of the tool, not of the line.
    NO_REGION: "no-region" Manual Core
        "A command line does not say its region",
        "Find it with `ovhai config list` on the machine that runs the line, and supply it.";
    /// A name of former versions.
    OLD_SPELLING: "old-spelling" Adapted Core
        "The line uses an older spelling",
        "It is read as the newer one.";
    /// The same name twice.
    REPEATED: "repeated" Manual Core
        "The same thing is said twice",
        "The last one is taken here; what the tool does is not documented. Take one out.";
    /// A label of the platform.
    RESERVED_LABEL: "reserved-label" Manual Specific
        "A label begins with ovh/, which the platform reserves",
        "Leave it out; the platform overwrites it.";
    /// Fixed and automatic.
    SCALING_AMBIGUOUS: "scaling-ambiguous" Manual Implementation
        "Both fixed and automatic scaling are asked for",
        "Decide for one; the API takes one.";
    /// A value that must not be told.
    SECRET_VALUE: "secret-value" Manual Implementation
        "A value looks like a secret",
        "It is not repeated. Supply it anew, as a write-only or sensitive value; replace it on the platform if the line is in a file.";
    /// A quote without end.
    UNCLOSED: "unclosed" Unsupported Core
        "A quote or an expression never ends",
        "Give the whole command line.";
    /// A word that fits nowhere.
    UNEXPECTED_WORD: "unexpected-word" Unsupported Core
        "A word has no place in the command",
        "The tool would refuse it; a container's command stands behind `--`.";
    /// No such command.
    UNKNOWN_COMMAND: "unknown-command" Unsupported Core
        "The command is not known",
        "Check its spelling; a newer version of the tool may have it.";
    /// No such flag.
    UNKNOWN_FLAG: "unknown-flag" Unsupported Core
        "The flag is not known",
        "Check its spelling; a newer version of the tool may have it. Nothing of it is in the result.";
    /// A name this version does not know.
    UNKNOWN_NAME: "unknown-name" Manual Core
        "A value is none of the known names",
        "It is carried along; check its spelling.";
    /// A command whose form nobody has written down.
    UNVERIFIED: "unverified" Manual Core
        "How the command is written is not documented",
        "It is known by name only; check the words behind it.";
    /// A switch with a value, or a flag that wants its value behind an equals sign.
    VALUE_FORM: "value-form" Adapted Core
        "A value is not written as the tool takes it",
        "It is read as it seems meant; the tool may refuse it.";
    /// A volume that cannot be read.
    VOLUME_INVALID: "volume-invalid" Manual Implementation
        "The volume is not written as the tool takes it",
        "Write CONTAINER@ALIAS[/PREFIX]:/PATH[:ro|rw|rwd][:cache] or https://HOST/REPOSITORY.git:/PATH.";
    /// A volume without permission.
    VOLUME_READ_ONLY: "volume-read-only" Adapted Implementation
        "A volume without permission is read-only",
        "The tool takes ro, the web panel rw; write it down.";
    /// A source that follows from its form only.
    VOLUME_SOURCE: "volume-source-inferred" Manual Implementation
        "What kind of source the volume has follows from its form only",
        "Check it: the tool's guides show data stores (CONTAINER@ALIAS) and Git repositories (URL ending in .git).";
    /// Words that a shell makes of one.
    WORDS_UNKNOWN: "words-unknown" Unsupported Core
        "A shell may make any number of words of this one",
        "Flags and values in it cannot be seen; fill it in.";
}

/// Something a person should know about one word of a command line.
#[derive(Clone, Debug)]
pub struct Noted {
    /// What it is.
    pub kind: &'static FindingKind,
    /// Index of the word, 0 for the program's name; `None` for the line as a whole.
    pub word: Option<usize>,
    /// What exactly was found; holds no secret.
    pub detail: String,
}

impl PartialEq for Noted {
    fn eq(&self, other: &Self) -> bool {
        (self.kind.slug, self.word, &self.detail) == (other.kind.slug, other.word, &other.detail)
    }
}
