//! Commands as tables (platform-facts sections 14.1 to 14.5).

mod flags;

use flags::{
    ACCOUNT, CONTAINER, EXEC, JOB, KEYS, LOGS, NOTEBOOK, OBJECTS, PROBE, ROLE, SCALING, STATE,
    STORE, UPDATE, WORKLOAD,
};
pub(super) use flags::{Flag, GLOBAL, Takes};

/// One positional word.
#[derive(Debug)]
pub(super) struct Argument {
    pub(super) name: &'static str,
    pub(super) is_secret: bool,
    pub(super) is_required: bool,
}

const fn argument(name: &'static str) -> Argument {
    Argument {
        name,
        is_secret: false,
        is_required: true,
    }
}

const fn credential(name: &'static str) -> Argument {
    Argument {
        is_secret: true,
        ..argument(name)
    }
}

const ID: &[Argument] = &[argument("ID")];
const NAME: &[Argument] = &[argument("NAME")];
const ALIAS: &[Argument] = &[argument("ALIAS")];
const OBJECT: &[Argument] = &[argument("BUCKET@STORE")];
const PLACE: &[Argument] = &[argument("REGION"), argument("CONTAINER")];
const UPLOADS: &[&[Flag]] = &[OBJECTS];

/// What stands behind the positional words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// Nothing.
    Nothing,
    /// Any number of words.
    Words,
    /// `-- COMMAND…`.
    Command,
}

/// One command.
#[derive(Debug)]
pub(super) struct Subcommand {
    /// Its words; several spellings of one joined by `|`, the usual one first.
    pub(super) path: &'static [&'static str],
    pub(super) arguments: &'static [Argument],
    pub(super) flags: &'static [&'static [Flag]],
    pub(super) rest: Rest,
    /// Known by name only.
    pub(super) is_unverified: bool,
    /// The command that took its place.
    pub(super) replaced_by: Option<&'static str>,
}

impl Subcommand {
    /// Its usual words, joined by blanks.
    pub(super) fn name(&self) -> String {
        let words = self.path.iter().map(|word| usual(word));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// The first of several spellings.
pub(super) fn usual(word: &'static str) -> &'static str {
    word.split('|').next().unwrap_or(word)
}

const fn plain(
    path: &'static [&'static str],
    arguments: &'static [Argument],
    flags: &'static [&'static [Flag]],
) -> Subcommand {
    Subcommand {
        path,
        arguments,
        flags,
        rest: Rest::Nothing,
        is_unverified: false,
        replaced_by: None,
    }
}

const fn with_rest(rest: Rest, subcommand: Subcommand) -> Subcommand {
    Subcommand { rest, ..subcommand }
}

const fn unverified(path: &'static [&'static str]) -> Subcommand {
    Subcommand {
        is_unverified: true,
        rest: Rest::Words,
        ..plain(path, &[], &[])
    }
}

const fn former(replaced_by: &'static str, subcommand: Subcommand) -> Subcommand {
    Subcommand {
        replaced_by: Some(replaced_by),
        rest: Rest::Words,
        ..subcommand
    }
}

/// The command that makes an app.
pub(super) const APP_RUN: Subcommand = with_rest(
    Rest::Command,
    plain(
        &["app", "run"],
        &[argument("IMAGE")],
        &[WORKLOAD, CONTAINER, SCALING, PROBE],
    ),
);

/// Every command.
pub(super) const SUBCOMMANDS: &[Subcommand] = &[
    APP_RUN,
    plain(&["app", "list|ls"], &[], &[STATE]),
    plain(&["app", "get"], ID, &[]),
    plain(&["app", "logs"], ID, &[LOGS]),
    plain(&["app", "scale"], ID, &[SCALING]),
    plain(
        &["app", "set-image"],
        &[argument("ID"), argument("IMAGE")],
        &[],
    ),
    plain(&["app", "update"], ID, &[UPDATE]),
    plain(&["app", "start"], ID, &[]),
    plain(&["app", "stop"], ID, &[]),
    plain(&["app", "delete"], ID, &[]),
    with_rest(
        Rest::Command,
        plain(
            &["job", "run"],
            // Not with --from, presumably.
            &[argument("IMAGE")],
            &[WORKLOAD, CONTAINER, KEYS, JOB],
        ),
    ),
    plain(&["job", "list|ls"], &[], &[STATE]),
    plain(&["job", "get"], ID, &[]),
    plain(&["job", "logs"], ID, &[LOGS]),
    plain(&["job", "stop|kill"], ID, &[]),
    with_rest(Rest::Command, plain(&["job", "exec"], ID, &[EXEC])),
    plain(&["job", "push-data"], ID, &[]),
    plain(&["job", "pull-data"], ID, &[]),
    plain(&["job", "delete"], ID, &[]),
    plain(
        &["notebook", "run"],
        &[argument("FRAMEWORK"), argument("EDITOR")],
        &[WORKLOAD, KEYS, NOTEBOOK],
    ),
    plain(&["notebook", "list|ls"], &[], &[STATE]),
    plain(&["notebook", "get"], ID, &[]),
    plain(&["notebook", "start"], ID, &[]),
    plain(&["notebook", "stop"], ID, &[]),
    plain(&["notebook", "delete"], ID, &[]),
    unverified(&["notebook", "logs"]),
    unverified(&["notebook", "exec"]),
    unverified(&["notebook", "backup"]),
    unverified(&["notebook", "fork"]),
    plain(&["datastore", "list|ls"], &[], &[]),
    plain(
        &["datastore", "add", "s3"],
        &[
            argument("ALIAS"),
            argument("ENDPOINT"),
            argument("REGION"),
            credential("ACCESS_KEY"),
            credential("SECRET_KEY"),
        ],
        &[STORE],
    ),
    with_rest(
        Rest::Words,
        plain(
            &["datastore", "add", "git"],
            &[argument("ALIAS"), argument("URL")],
            &[STORE],
        ),
    ),
    Subcommand {
        is_unverified: true,
        rest: Rest::Words,
        ..plain(&["datastore", "get"], ALIAS, &[])
    },
    Subcommand {
        is_unverified: true,
        rest: Rest::Words,
        ..plain(&["datastore", "update"], ALIAS, &[])
    },
    Subcommand {
        is_unverified: true,
        rest: Rest::Words,
        ..plain(&["datastore", "delete"], ALIAS, &[])
    },
    plain(
        &["bucket", "create"],
        &[argument("STORE"), argument("NAME")],
        &[],
    ),
    plain(&["bucket", "list|ls"], &[argument("STORE")], &[]),
    plain(
        &["bucket", "delete"],
        &[argument("STORE"), argument("NAME")],
        &[],
    ),
    objects(&["bucket", "object", "upload"]),
    objects(&["bucket", "object", "download"]),
    objects(&["bucket", "object", "list|ls"]),
    objects(&["bucket", "object", "delete"]),
    objects(&["bucket", "object", "copy"]),
    objects(&["bucket", "object", "move"]),
    former("bucket object upload", data(&["data", "upload"])),
    former("bucket object download", data(&["data", "download"])),
    former("bucket object list", data(&["data", "list|ls"])),
    former("bucket object delete", data(&["data", "delete"])),
    plain(&["registry", "list|ls"], &[], &[]),
    // That it takes the account as flags is inferred.
    plain(&["registry", "add"], &[argument("URL")], &[ACCOUNT]),
    plain(&["registry", "get"], ID, &[]),
    with_rest(Rest::Words, plain(&["registry", "update"], ID, &[ACCOUNT])),
    plain(&["registry", "delete"], ID, &[]),
    plain(&["token", "create"], NAME, &[ROLE]),
    plain(&["token", "list|ls"], &[], &[]),
    plain(&["token", "renew"], ID, &[]),
    plain(&["token", "delete"], ID, &[]),
    plain(&["login"], &[], &[ACCOUNT]),
    plain(&["me"], &[], &[]),
    plain(&["config", "list|ls"], &[], &[]),
    plain(&["config", "set"], &[argument("REGION")], &[]),
    plain(&["capabilities", "flavor", "list|ls"], &[], &[]),
    plain(&["capabilities", "framework", "list|ls"], &[], &[]),
    plain(&["capabilities", "editor", "list|ls"], &[], &[]),
    plain(&["upgrade"], &[], &[]),
    plain(&["debug"], &[argument("LEVEL")], &[]),
];

const fn objects(path: &'static [&'static str]) -> Subcommand {
    with_rest(Rest::Words, plain(path, OBJECT, UPLOADS))
}

const fn data(path: &'static [&'static str]) -> Subcommand {
    plain(path, PLACE, UPLOADS)
}

/// Flags and commands scripts use that the tool never had, and what to write instead.
pub(super) const NEVER: &[(&str, &str)] = &[
    ("--gpu-model", "the model follows from the flavor: --flavor"),
    (
        "--memory",
        "memory follows from the flavor and the count of its units: --flavor and --cpu or --gpu",
    ),
    ("app create", "the command is `app run`"),
    (
        "app export",
        "the nearest are `app get ID -o json` and the API's POST …/app/command",
    ),
];
