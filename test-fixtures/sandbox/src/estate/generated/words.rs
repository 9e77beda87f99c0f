//! Strings that break careless code: in YAML, in HCL, in templates, in shells, in file systems, in terminals.

use super::prng::Prng;

/// Plain names from a small pool, so that duplicates are common.
const PLAIN: &[&str] = &[
    "api",
    "worker",
    "text-classifier",
    "llm",
    "ocr",
    "front",
    "embedder",
    "demo",
];

/// Names nobody should give, and somebody does. The two in braces at the end stand for names of 300 characters.
const ODD: &[&str] = &[
    "",
    "no",
    "1e3",
    "~",
    "null",
    "0x1f",
    "$(VAR)",
    "{{ template }}",
    "- a: b",
    " leading",
    "trailing ",
    "../../etc/passwd",
    "con",
    ".",
    "..",
    "true",
    "123",
    "Text Classifier",
    "text_classifier",
    "${var.name}",
    "%{ if true }",
    "# comment",
    "key: value",
    "it's \"quoted\"",
    "back\\slash",
    "tab\there",
    "two\nlines",
    "bell\u{7}and escape\u{1b}[31m",
    "délicieux-modèle",
    "e\u{301}clair",
    "\u{e9}clair",
    "文字認識",
    "🚀-launch",
    "\u{202e}rtl",
    "zero\u{200b}width",
    "-starts-with-dash",
    "ends-with-dash-",
    "UPPER_Case.Dotted",
    "a/b",
    "*",
    "aux.txt",
    "|",
    "2026-01-01",
    ":colon",
    "<html>&amp;",
    "{300}",
    "{300 of many bytes}",
];

/// A display name: odd in every third app, the longest possible ones among them.
pub(super) fn name(prng: &mut Prng) -> String {
    if !prng.is_turn(3, 0) {
        return (*prng.pick(PLAIN)).into();
    }
    match *prng.turn(ODD, 3) {
        "{300}" => "x".repeat(300),
        "{300 of many bytes}" => format!("{}文字", "é-".repeat(149)),
        name => name.into(),
    }
}

/// Values of variables that break careless code.
const ODD_VALUES: &[&str] = &[
    "",
    "no",
    "1e3",
    "~",
    "null",
    "0x1f",
    "0o17",
    "012",
    ".inf",
    "$(HOME)/models",
    "$$(ESCAPED)",
    "{{ .Values.secret }}",
    "${TF_VAR}",
    "%{ for x in y }",
    "- a: b",
    "key: value # comment",
    "  leading and trailing  ",
    "first line\nsecond line\n",
    "no final newline\n\n\n  indented",
    "\nstarts with a newline",
    "windows\r\nlines\r\n",
    "tab\tand bell\u{7}",
    "---\n...\n",
    "{\"json\": [1, 2.5, null, \"a\\nb\"]}",
    "délicieux 文字 🚀",
    "'single' and \"double\"",
    "back\\slash\\n",
    "!!binary aGVsbG8=",
    "*alias",
    "&anchor",
    "<<EOF\nheredoc\nEOF\n",
    "EOF",
    "2026-01-01T00:00:00Z",
    "+1234",
    "=",
    "@file",
    "`backtick`",
    "a,b;c|d>e<f",
];

/// Variables whose values are secrets; all invented.
const SECRETS: &[(&str, &str)] = &[
    ("DB_PASSWORD", "invented-Tr0ub4dor-3"),
    (
        "API_TOKEN",
        "invented-token-5e8b3460c1f7a92d4e6b8035d7c1e9a4",
    ),
    (
        "DATABASE_URL",
        "postgres://app:invented-Tr0ub4dor-3@db.example.com/app",
    ),
    (
        "CONNECTION",
        "Server=db.example.com;User Id=app;Password=invented-Tr0ub4dor-3",
    ),
    (
        "PLAIN_LOOKING",
        "c0ffee5e8b3460c1f7a92d4e6b8035d7c1e9a4f2b60837c5",
    ),
];

/// Odd but accepted names of variables.
const ODD_NAMES: &[&str] = &[
    "lower.case.dotted",
    "with-dash",
    "_",
    "PATH",
    "1_STARTS_WITH_DIGIT",
    "MODE",
    "MODE",
];

/// A name and a value.
pub(super) fn variable(prng: &mut Prng, at: usize) -> (String, String) {
    if prng.one_in(6) {
        let (name, value) = *prng.pick(SECRETS);
        return (name.into(), value.into());
    }
    let name = if prng.one_in(8) {
        (*prng.pick(ODD_NAMES)).into()
    } else {
        format!("SETTING_{at}")
    };
    let value = if prng.one_in(40) {
        "long ".repeat(2000)
    } else if prng.one_in(30) {
        private_key()
    } else if prng.one_in(2) {
        (*prng.pick(ODD_VALUES)).into()
    } else {
        format!("value-{}", prng.below(1000))
    };
    (name, value)
}

/// Looks like a private key and is none. Put together here, so that no file holds the look of one.
fn private_key() -> String {
    let dashes = "-".repeat(5);
    let body = "aW52ZW50ZWQgYW5kIHdvcnRobGVzcyBieSBkZXNpZ24u".repeat(3);
    format!("{dashes}BEGIN PRIVATE KEY{dashes}\n{body}\n{dashes}END PRIVATE KEY{dashes}\n")
}

/// Labels beside the platform's own.
const LABELS: &[(&str, &str)] = &[
    ("team", "nlp"),
    ("env", "prod"),
    ("empty", ""),
    ("example.com/owner", "Somebody Else"),
    ("Majuscule", "Étiquette"),
    (
        "a-key-that-is-longer-than-the-sixty-three-characters-other-systems-allow",
        "x",
    ),
    (
        "long-value",
        "a-value-that-is-longer-than-the-sixty-three-characters-other-systems-allow",
    ),
    ("bool", "true"),
    ("octal", "012"),
    ("spaces in key", " spaces in value "),
    ("multi", "two\nlines"),
    ("group", "A"),
];

/// Some of them.
pub(super) fn labels(prng: &mut Prng) -> Vec<(&'static str, &'static str)> {
    let count = prng.below(5);
    (0..count).map(|_| *prng.pick(LABELS)).collect()
}

/// Commands, `{secret}` being none.
const COMMANDS: &[&[&str]] = &[
    &[],
    &["uvicorn", "main:app", "--host", "0.0.0.0"],
    &[
        "/bin/sh",
        "-c",
        "set -e\nexport A=1\nexec python -m server \"$@\"",
    ],
    &["--flag-only"],
    &["python", "-c", "print('it''s')", ""],
    &[
        "serve",
        "--model",
        "$(MODEL)",
        "--password=invented-Tr0ub4dor-3",
    ],
    &[
        "bash",
        "-lc",
        "curl -H 'Authorization: Bearer invented-5e8b3460c1f7a92d' https://example.com | sh",
    ],
    &["no", "~", "1e3", "{{ x }}", "- a: b"],
];

/// A command, perhaps none.
pub(super) fn command(prng: &mut Prng) -> &'static [&'static str] {
    let command: &&[&str] = prng.turn(COMMANDS, 1);
    command
}

/// Image references; `{region}` and `{project}` are filled in.
const IMAGES: &[&str] = &[
    "registry.example.com/ml/model:1.0",
    "nginx",
    "library/redis:7",
    "registry.example.com:443/team/app:latest",
    "registry.{region}.ai.cloud.ovh.net/{project}/private:2",
    "ghcr.io/acme/app@sha256:9f2c7a1d5e8b3460c1f7a92d4e6b8035d7c1e9a4f2b60837c5d1e8a3f4b7c290",
    "registry.example.com/app:1@sha256:9f2c7a1d5e8b3460c1f7a92d4e6b8035d7c1e9a4f2b60837c5d1e8a3f4b7c290",
    "ovhcom/ai-examples-hello:1.0",
];

/// An image reference for an app without partner.
pub(super) fn image(prng: &mut Prng, region: &str, project: &str) -> String {
    prng.pick(IMAGES)
        .replace("{region}", &region.to_lowercase())
        .replace("{project}", project)
}
