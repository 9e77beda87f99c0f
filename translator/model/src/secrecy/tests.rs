//! What counts as a secret and what does not, as two tables and as properties.

mod commands;

use proptest::prelude::*;

use super::*;

/// Variables that must be plain: each secret makes a pod wait for a person.
const PLAIN: &[(&str, &str)] = &[
    ("MODEL_DIR", "/workspace/model"),
    ("LOG_LEVEL", "info"),
    ("MODEL_ID", "acme-7b-instruct"),
    ("PORT", "8080"),
    ("URL", "https://example.com/v1/models"),
    ("MAX_TOKENS", "4096"),
    ("REQUEST_ID", "96fb9aef-5adf-5e3f-b977-06b5c996edd8"),
    (
        "METRICS",
        "https://70e4c1f0-5adf-5e3f-b977-06b5c996edd8-9090.app.gra.ai.cloud.ovh.net/metrics",
    ),
    ("PASSWORD", ""),
    ("EMPTY", ""),
    ("PHRASE", "no"),
    ("HF_HOME", "/workspace/.cache/huggingface/transformers"),
    ("IMAGE", "registry.example.com/ml/text-classifier:1.4.2"),
    ("MAX_INPUT_TOKENS", "4096"),
    ("MAX_TOTAL_TOKENS", "8192"),
    ("MAX_BATCH_PREFILL_TOKENS", "4096"),
    ("SEED", "42"),
    ("PIN_MEMORY", "true"),
    ("AUTH_ENABLED", "false"),
    ("TLS_ENABLED", "true"),
    ("SESSION_TIMEOUT", "30"),
    ("PRIVATE_NETWORK", "false"),
    ("PAD_TOKEN_ID", "0"),
    ("KEY_COLUMN", "id"),
    ("PWD", "/workspace"),
    ("GIT_SHA", "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"),
    ("REVISION", "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"),
    ("COMMIT", "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"),
    ("GIT_COMMIT", "9fceb02"),
    (
        "ARGS",
        "--revision a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
    ),
    (
        "ARGS",
        "--revision=a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
    ),
    ("PACKAGE", "hf_transfer"),
    ("MODEL", "Mixtral8x7BInstructv01GPTQ"),
    ("MODEL", "meta-llama/Meta-Llama-3.1-8B-Instruct"),
    ("MODEL", "TheBloke/Mixtral-8x7B-Instruct-v0.1-GPTQ"),
    (
        "MODEL",
        "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2",
    ),
    ("MODEL", "deepseek-ai/DeepSeek-R1-Distill-Qwen-32B"),
    ("ARGS", "--max-num-batched-tokens 8192"),
    ("ARGS", "--max-num-batched-tokens=8192"),
    ("ARGS", "--seed 42"),
    ("ARGS", "--disable-auth --port 80"),
    ("ARGS", "--enable-auth --port 80"),
    ("ARGS", "--user 1000:1000 -v data:/data"),
    ("ARGS", "docker run -p 8080:80 acme/server:1.2"),
    ("VOLUME", "models@GRA/llama:/workspace/model:ro"),
    ("STARTED", "2024-01-01T12:30:00.000000Z"),
    ("STAMP", "2024-01-01-12-30-00-000000"),
    ("CLONE", "git@github.com:acme/models.git"),
    ("MAIL", "mailto:ops@example.com"),
    ("PACKAGE", "http://localhost:4873/left-pad@1.3.0"),
    ("DATABASE", "jdbc:oracle:thin:@//db:1521/x"),
    ("IMAGE", "registry.example.com:5000/ml/server@sha256:abc"),
    ("COMPASS", "north"),
    ("BYPASS", "north"),
    (
        "CONFIG",
        r#"{"max_tokens": 512, "temperature": 0.5, "stream": true}"#,
    ),
    (
        "SEEDS",
        "https://storage.gra.cloud.ovh.net/v1/AUTH_5f4dcc3b5aa765d61d8327deb882cf99/seeds",
    ),
];

/// Variables that must be secret: each plain one is a leak.
const SECRET: &[(&str, &str)] = &[
    ("DB_PASSWORD", "x"),
    ("dbPassword", "x"),
    ("API_KEY", "x"),
    ("API_KEY", "12345"),
    ("APIKEY2", "x"),
    ("OPENAI_TOKEN", "x"),
    ("MYSECRETS", "x"),
    ("PIN", "1234"),
    ("PASSWORD", "123456"),
    ("OTP_CODE", "123456"),
    ("MAX_TOKENS_PASSWORD", "4096"),
    ("DATABASE_URL", "postgres://user:pw@db:5432/x"),
    ("CALLBACK", "https://example.com/?sig=1&token=abc"),
    ("A", "ghp_0123456789abcdefghij"),
    ("A", "hf_AbCdEfGh"),
    ("A", "-----BEGIN PRIVATE KEY-----\nMIIE"),
    ("A", "5f4dcc3b5aa765d61d8327deb882cf99"),
    ("A", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"),
    ("A", "line one\nline two"),
    ("ARGS", "--user admin --password=hunter2"),
    // Flags and their values within one string.
    ("ARGS", r#"bash -c "vllm serve m --api-key X""#),
    ("ARGS", "vllm serve m --api-key X"),
    ("ARGS", "sh -c 'serve --password X --port 80'"),
    ("EXTRA_ARGS", "--token X"),
    ("EXTRA_ARGS", "--password -- X"),
    ("EXTRA_ARGS", "--token = X"),
    ("EXTRA_ARGS", "--env=DB_PASSWORD=X"),
    ("EXTRA_ARGS", "-e DB_PASSWORD=X"),
    // Names and values in text.
    ("A", r#"{"password": "X"}"#),
    ("A", r#"{"password":"X"}"#),
    ("A", r#"{"a": 1, "password" : "X"}"#),
    ("A", r#"["--password", "X"]"#),
    ("A", "password: X"),
    ("A", "password = X"),
    ("A", "password =X"),
    ("A", "api_key :X"),
    ("A", "api_key => X"),
    ("A", "machine h login u password X"),
    ("A", "Authorization: Bearer X"),
    ("A", "curl -H 'Authorization: Bearer X' http://h"),
    ("A", "X-Api-Key: X"),
    // Credentials in addresses.
    ("A", "root:pw@tcp(db:3306)/x"),
    ("A", "user:pw@host:3128"),
    ("A", "jdbc:oracle:thin:scott/tiger@//h"),
    ("A", "scott/tiger@//h:1521/x"),
    ("A", "scott/tiger@h:1521/x"),
    ("A", "jdbc:oracle:thin:scott/tiger@h:1521:x"),
    ("A", "postgres://user:p/w@db/x"),
    ("A", "jdbc:mysql://h/db?user=a&password=X"),
    ("A", "jdbc:sqlserver://h;user=sa;password=X"),
    ("A", "https://TOKEN@registry.example.com"),
    ("A", "see https://example.com and https://u:p@example.com/x"),
    // Short flags of known programs.
    ("A", "curl -u admin:pw http://h"),
    ("A", "curl -uadmin:pw http://h"),
    ("A", "curl --user=admin:pw http://h"),
    ("A", "mysql -ppw"),
    ("A", "/usr/bin/mysql -h db -ppw"),
    ("A", "redis-cli -a pw"),
    ("A", "redis-server --requirepass pw"),
    ("A", "docker login -u ci -p pw"),
    // Names.
    ("DB_MDP", "x"),
    ("MOT_DE_PASSE", "x"),
    ("CLE_API", "x"),
    ("MYSQL_PW", "x"),
    ("DBPASS", "x"),
    ("PGPASS", "x"),
    ("ADMINPASS", "x"),
    ("TS_AUTHKEY", "x"),
    ("MASTERKEY", "x"),
    ("BASICAUTH", "x"),
    ("PASSCODE", "x"),
    ("PASSKEY", "x"),
    ("USERPWD", "x"),
    ("KEYFILE", "x"),
    ("PASSWORD_SHA", "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"),
    // No account of Swift, or something beside one.
    ("A", "AUTH_5f4dcc3b5aa765d61d8327deb882cf99"),
    (
        "A",
        "https://s/v1/AUTH_5f4dcc3b5aa765d61d8327deb882cf99/5f4dcc3b5aa765d61d8327deb882cf99",
    ),
    // Random values.
    ("A", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    (
        "A",
        "https://h/this-is-a-rather-long-model-directory-name/5f4dcc3b5aa765d61d8327deb882cf99",
    ),
    (
        "A",
        "this-is-a-rather-long-name-5f4dcc3b5aa765d61d8327deb882cf99",
    ),
    ("A", "qwjxkzvbnmrtplfghdscyuoaiez"),
    ("A", "hqvzkfjwpxgbtmdlcnrsyoaueix"),
    ("A", "Xk9#mP2$vL5qR8wT3n!zQ"),
    ("A", "5f4dcc3b-5aa765d6-1d8327de-b882cf99"),
    ("A", "5f4d-cc3b-5aa7-65d6-1d83-27de"),
];

#[test]
fn settings_are_plain() {
    let wrong: Vec<String> = PLAIN
        .iter()
        .filter_map(|(name, value)| {
            let reason = secret_variable(name, value)?;
            Some(format!("{name}={value}: {reason}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn credentials_are_secret() {
    let wrong: Vec<String> = SECRET
        .iter()
        .filter(|(name, value)| secret_variable(name, value).is_none())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Which arguments of a command, split at `separator`, are secret.
fn secret_ones(command: &str, separator: char) -> Vec<&str> {
    let arguments: Vec<String> = command.split(separator).map(str::to_owned).collect();
    let reasons = secret_arguments(&arguments);
    assert_eq!(reasons.len(), arguments.len());
    command
        .split(separator)
        .zip(reasons)
        .filter_map(|(argument, reason)| reason.map(|_| argument))
        .collect()
}

#[test]
fn an_argument_announces_the_next() {
    for (command, secret) in [
        (
            "serve|--password|hunter2|--host|0.0.0.0|--token=abc",
            &["hunter2", "--token=abc"][..],
        ),
        (
            "bash|-c|vllm serve m --api-key X",
            &["vllm serve m --api-key X"],
        ),
        (
            "sh|-c|serve --password X --port 80",
            &["serve --password X --port 80"],
        ),
        ("serve|--password|--|X", &["X"]),
        ("serve|--password|my own words", &["my own words"]),
        (
            "curl|-H|Authorization: Bearer X",
            &["Authorization: Bearer X"],
        ),
        ("curl|-u|admin:pw|http://h", &["admin:pw"]),
        ("mysql|-ppw|-h|db", &["-ppw"]),
        ("redis-cli|-a|pw|ping", &["pw"]),
        ("redis-server|--requirepass|pw", &["pw"]),
        ("serve|--disable-auth|--port|80", &[]),
        ("serve|--auth|--port|80", &[]),
        ("serve|--disable-auth|start", &[]),
        ("serve|--max-num-batched-tokens|8192|--seed|42", &[]),
        ("serve|--password||start", &[]),
        (
            "serve|--revision|a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
            &[],
        ),
    ] {
        assert_eq!(secret_ones(command, '|'), secret, "{command}");
    }
}

#[test]
fn flags_announce() {
    assert!(announces_secret("--password"));
    assert!(announces_secret("--api-key"));
    for plain in ["password", "--password=x", "--disable-auth", "--port", "--"] {
        assert!(!announces_secret(plain), "{plain}");
    }
}

#[test]
fn a_secret_is_not_repeated() {
    assert_eq!(redacted("PASSWORD", "hunter2"), "(secret)");
    assert_eq!(redacted("LOG_LEVEL", "info"), "info");
}

fn random_value() -> impl Strategy<Value = String> {
    let of = |alphabet: &'static str| {
        let characters: Vec<char> = alphabet.chars().collect();
        prop::collection::vec(prop::sample::select(characters), 24..=64)
            .prop_map(|characters| characters.into_iter().collect::<String>())
    };
    prop_oneof![
        of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
        of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
        of("0123456789abcdef"),
        of("0123456789ABCDEF"),
    ]
}

proptest! {
    // From fixed seeds: one random string in some ten thousand reads like a word.
    #![proptest_config(ProptestConfig {
        cases: 2000,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        failure_persistence: None,
        // A shrunk value is not random any more.
        max_shrink_iters: 0,
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_values_are_secret(
        value in random_value(),
        name in "[A-Za-z_][A-Za-z0-9_]{0,20}",
        flag in "--[a-z]{1,8}(-[a-z]{1,8})?",
    ) {
        prop_assume!(!names::is_commit_name(&name) && !names::is_commit_name(&flag));
        prop_assert!(secret_variable(&name, &value).is_some(), "{name}={value}");
        for text in [
            format!("{flag}={value}"),
            format!("{flag} {value}"),
            format!("serve {flag} {value} --port 80"),
            format!("bash -c 'serve {flag}={value}'"),
            format!("{{\"{name}\": \"{value}\"}}"),
            format!("https://example.com/{value}"),
        ] {
            prop_assert!(secret_text(&text).is_some(), "{text}");
        }
        let arguments = ["serve".to_owned(), flag, value];
        prop_assert!(secret_arguments(&arguments)[2].is_some());
    }

    #[test]
    fn what_follows_a_secret_name_is_secret(value in "[a-zA-Z][a-zA-Z0-9!#%*+.~]{5,20}") {
        let switch = ["true", "false"].iter().any(|s| value.eq_ignore_ascii_case(s));
        prop_assume!(!switch);
        for text in [
            format!("--password {value}"),
            format!("--password=\"{value}\""),
            format!("--password '{value}'"),
            format!("password: {value}"),
            format!("{{\"password\": \"{value}\"}}"),
            format!("sh -c \"run --api-key {value} --x\""),
            format!("mysql://root:{value}@db/x"),
            format!("root:{value}@tcp(db:3306)/x"),
        ] {
            prop_assert!(secret_text(&text).is_some(), "{text}");
        }
    }

    #[test]
    fn any_text_is_read(value in "\\PC{0,80}", next in "\\PC{0,40}") {
        let arguments = [value, next];
        prop_assert_eq!(secret_arguments(&arguments).len(), 2);
    }
}
