//! What the short flags of programs mean, and what their values look like.

/// Short flags of a known program that take a password; none for a program whose `-p` is something else.
pub(super) fn password_flags(word: &str) -> Option<&'static [&'static str]> {
    let program = word.rsplit('/').next().unwrap_or(word);
    Some(match program {
        "mysql" | "mysqldump" | "mysqladmin" | "mariadb" | "mariadb-dump" | "mariadb-admin"
        | "sshpass" | "mongo" | "mongosh" | "mongodump" | "mongorestore" | "7z" => &["-p"],
        // Of a registry; `docker run -p` publishes a port.
        "login" => &["-p"],
        "redis-cli" => &["-a"],
        "sqlcmd" | "unzip" | "zip" | "mosquitto_pub" | "mosquitto_sub" => &["-P"],
        "ldapsearch" | "ldapmodify" => &["-w"],
        other if OTHER_P.contains(&other) => &[],
        _ => return None,
    })
}

/// Programs whose `-p` takes a word that is no password: a name, a parameter, a partition, a prompt, or nothing.
const OTHER_P: &[&str] = &[
    // Files and directories.
    "cp",
    "git",
    "install",
    "ls",
    "mkdir",
    "patch",
    "rsync",
    "scp",
    "sftp",
    "tar",
    "tee",
    "touch",
    // The shell and processes.
    "declare",
    "env",
    "exec",
    "export",
    "ionice",
    "kill",
    "nice",
    "parallel",
    "pgrep",
    "ps",
    "read",
    "strace",
    "sudo",
    "taskset",
    "time",
    "top",
    "type",
    "xargs",
    // Containers, clusters and networks.
    "argo",
    "docker",
    "helm",
    "kubectl",
    "nc",
    "nerdctl",
    "netstat",
    "nmap",
    "nginx",
    "oc",
    "podman",
    "salloc",
    "sbatch",
    "sinfo",
    "squeue",
    "srun",
    "ss",
    "ssh",
    // Building and testing.
    "cargo",
    "conda",
    "make",
    "mamba",
    "perl",
    "poetry",
    "pytest",
    "sed",
    "tox",
    "uv",
    "virtualenv",
    // Notebooks, models and workflows.
    "dbt",
    "gunicorn",
    "llama-cli",
    "llama-run",
    "llama-server",
    "llamafile",
    "papermill",
    "prefect",
    "snakemake",
    "wandb",
];

/// Servers of Python applications, whose argument is `module:attribute`.
pub(super) fn takes_module(word: &str) -> bool {
    let program = word.rsplit('/').next().unwrap_or(word);
    matches!(
        program,
        "daphne" | "granian" | "gunicorn" | "hypercorn" | "uvicorn" | "waitress-serve"
    )
}

/// `package.module:attribute`.
pub(super) fn is_module(word: &str) -> bool {
    let is_name = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_.".contains(&b))
    };
    word.split_once(':')
        .is_some_and(|(module, attribute)| is_name(module) && is_name(attribute))
}

/// Whether the value of a `-p` nobody knows is no password: a number, a port, a path, a file, an assignment, a variable, a
/// structure, or one of the words such flags often take.
pub(super) fn is_plain_operand(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "amp", "auto", "bf16", "bfloat16", "double", "false", "float", "float16", "float32",
        "fp16", "fp32", "fp8", "full", "half", "int4", "int8", "mixed", "none", "python",
        "python3", "single", "tcp", "tf32", "true", "udp",
    ];
    const ENDS: &[&str] = &[
        "cfg", "csv", "env", "gguf", "ini", "ipynb", "json", "jsonl", "md", "parquet", "pid", "pt",
        "pth", "py", "pkl", "toml", "txt", "yaml", "yml",
    ];
    let is_number = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || b".-+e,".contains(&b))
            && text.bytes().any(|b| b.is_ascii_digit())
    };
    // `80:80`, `127.0.0.1:80:80`, `:80`.
    let is_port = word
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.len() <= 5 && is_number(port));
    let is_file = word
        .rsplit_once('.')
        .is_some_and(|(name, end)| !name.is_empty() && ENDS.contains(&end));
    let lower = word.to_ascii_lowercase();
    word.is_empty()
        || is_number(word)
        || is_port
        || is_file
        || word.starts_with(['$', '{', '[', '.', '~', '<', '-'])
        || word.contains(['/', '='])
        || WORDS.contains(&lower.as_str())
}

/// Whether text is a user's name and a password behind a colon, to go by the user: `admin:hunter2`, but not `admin:latest`,
/// `user:app` or `1000:1000`.
pub(super) fn is_known_user_with_password(text: &str) -> bool {
    const ADMINS: &[&str] = &["admin", "administrator", "root", "superuser", "sysadmin"];
    const USERS: &[&str] = &["guest", "test", "user", "username"];
    const PASSWORDS: &[&str] = &[
        "changeme", "letmein", "pass", "passw", "password", "passwd", "pw", "pwd", "secret",
        "welcome",
    ];
    // Tags, attributes of modules, levels of logs and scopes.
    const OTHERS: &[&str] = &[
        "api",
        "app",
        "application",
        "asgi",
        "celery",
        "create_app",
        "critical",
        "debug",
        "email",
        "enterprise",
        "error",
        "factory",
        "follow",
        "info",
        "latest",
        "main",
        "org",
        "read",
        "repo",
        "server",
        "stable",
        "warn",
        "warning",
        "write",
        "wsgi",
    ];
    let Some((user, password)) = text.split_once(':') else {
        return false;
    };
    let user = user.to_ascii_lowercase();
    let word = password.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_value = !password.is_empty()
        && !password.starts_with(['/', '.', '~', '$', '%', ':'])
        && !OTHERS.contains(&password.to_ascii_lowercase().as_str());
    if !is_value {
        return false;
    }
    let has_digit = password.bytes().any(|b| b.is_ascii_digit());
    let is_version = password
        .trim_start_matches('v')
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b'.');
    ADMINS.contains(&user.as_str()) && !(is_version && password.contains('.'))
        || USERS.contains(&user.as_str())
            && ((has_digit && !is_version)
                || PASSWORDS.contains(&word.to_ascii_lowercase().as_str())
                || password == user)
}

/// `admin:hunter2`, where a user is expected; not `1000:1000`, `sso.example.com:443` or a URL.
pub(super) fn is_user_with_password(text: &str) -> bool {
    text.split_once(':').is_some_and(|(user, password)| {
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let is_host = (user == "localhost" || user.contains('.'))
            && matches!(password, "80" | "443" | "8080" | "8443");
        let is_url = matches!(user, "http" | "https") && password.starts_with("//");
        !(password.is_empty() || is_host || is_url || (is_number(user) && is_number(password)))
    })
}
