//! Flags as tables (platform-facts sections 14.1 to 14.5).

/// How a flag gets its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Takes {
    /// None.
    Nothing,
    /// `--flag VALUE`, `--flag=VALUE`, `-fVALUE`.
    Value,
    /// `--flag=VALUE` only: `--tail N` fails (field report).
    Attached,
}

/// One flag.
#[derive(Debug)]
pub(in crate::cli) struct Flag {
    /// Name without hyphens.
    pub(in crate::cli) name: &'static str,
    /// One letter.
    pub(in crate::cli) short: Option<char>,
    /// Other names for the same; those of former versions are `old`.
    pub(in crate::cli) aliases: &'static [&'static str],
    pub(in crate::cli) old: &'static [&'static str],
    pub(in crate::cli) takes: Takes,
    pub(in crate::cli) repeats: bool,
    /// Its value is a credential.
    pub(in crate::cli) is_secret: bool,
}

const fn value(name: &'static str) -> Flag {
    Flag {
        name,
        short: None,
        aliases: &[],
        old: &[],
        takes: Takes::Value,
        repeats: false,
        is_secret: false,
    }
}

const fn switch(name: &'static str) -> Flag {
    Flag {
        takes: Takes::Nothing,
        ..value(name)
    }
}

const fn short(letter: char, flag: Flag) -> Flag {
    Flag {
        short: Some(letter),
        ..flag
    }
}

const fn many(flag: Flag) -> Flag {
    Flag {
        repeats: true,
        ..flag
    }
}

const fn secret(flag: Flag) -> Flag {
    Flag {
        is_secret: true,
        ..flag
    }
}

const fn also(aliases: &'static [&'static str], flag: Flag) -> Flag {
    Flag { aliases, ..flag }
}

const fn once(old: &'static [&'static str], flag: Flag) -> Flag {
    Flag { old, ..flag }
}

/// Flags every command takes.
pub(in crate::cli) const GLOBAL: &[Flag] = &[
    secret(value("token")),
    short('o', value("output")),
    switch("no-color"),
    short('h', switch("help")),
    // The letter is inferred.
    short('V', switch("version")),
];

pub(in crate::cli) const WORKLOAD: &[Flag] = &[
    short('n', value("name")),
    many(short('l', value("label"))),
    switch("unsecure-http"),
    short('f', value("flavor")),
    short('g', value("gpu")),
    short('c', value("cpu")),
    many(short('v', value("volume"))),
];

pub(in crate::cli) const CONTAINER: &[Flag] = &[
    many(short('e', value("env"))),
    short('p', value("default-http-port")),
    value("grpc-port"),
];

pub(in crate::cli) const SCALING: &[Flag] = &[
    once(&["fixed-scale"], value("replicas")),
    also(&["min-replicas"], value("auto-min-replicas")),
    value("auto-max-replicas"),
    value("auto-resource-type"),
    also(
        &["resource-threshold"],
        value("auto-resource-usage-threshold"),
    ),
    value("auto-scale-up-stabilization-window-seconds"),
    value("auto-scale-down-stabilization-window-seconds"),
    value("auto-cooldown-period-seconds"),
    value("auto-custom-api-url"),
    value("auto-custom-metric-format"),
    value("auto-custom-value-location"),
    value("auto-custom-target-value"),
    value("auto-custom-metric-aggregation-type"),
];

pub(in crate::cli) const PROBE: &[Flag] = &[value("probe-path"), value("probe-port")];

pub(in crate::cli) const KEYS: &[Flag] = &[many(short('s', value("ssh-public-keys")))];

pub(in crate::cli) const JOB: &[Flag] = &[
    short('t', value("timeout")),
    value("from"),
    value("read-user"),
];

pub(in crate::cli) const NOTEBOOK: &[Flag] = &[
    value("framework-version"),
    // Scripts say --env too.
    many(also(&["env"], short('e', value("envvar")))),
    switch("restart-on-timeout"),
];

/// What of an app can be changed (the members of the update call; only `--env` is documented as a flag, others inferred).
pub(in crate::cli) const UPDATE: &[Flag] = &[
    many(short('e', value("env"))),
    short('f', value("flavor")),
    short('g', value("gpu")),
    short('c', value("cpu")),
    short('p', value("default-http-port")),
    value("grpc-port"),
    value("probe-path"),
    value("probe-port"),
];

pub(in crate::cli) const STATE: &[Flag] = &[many(short('s', value("state")))];

pub(in crate::cli) const LOGS: &[Flag] = &[
    short('f', switch("follow")),
    Flag {
        takes: Takes::Attached,
        ..value("tail")
    },
];

pub(in crate::cli) const EXEC: &[Flag] = &[short('i', switch("stdin")), short('t', switch("tty"))];

pub(in crate::cli) const ACCOUNT: &[Flag] = &[value("username"), secret(value("password"))];

pub(in crate::cli) const STORE: &[Flag] = &[switch("store-credentials-locally")];

pub(in crate::cli) const OBJECTS: &[Flag] = &[
    value("add-prefix"),
    value("remove-prefix"),
    switch("no-overwrite"),
    short('w', value("workers")),
    switch("delete"),
    switch("dry-run"),
    switch("tar"),
    switch("untar"),
    switch("all"),
    value("prefix"),
    short('y', switch("yes")),
];

pub(in crate::cli) const ROLE: &[Flag] =
    &[value("role"), many(short('l', value("label-selector")))];
