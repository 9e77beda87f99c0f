//! Reading text as words, of which some say that the next is a credential.

use super::{
    Reason,
    names::{self, name_is_secret},
    values,
};

/// Whether a command argument says that the one after it is a credential, as in `--password hunter2`.
#[must_use]
pub fn announces_secret(argument: &str) -> bool {
    is_flag(argument)
        && !argument.contains(['=', ':'])
        && !argument.contains(char::is_whitespace)
        && name_is_secret(argument)
        && !names::switches_off(argument)
}

/// A dash and a letter; `-1` and `-` are values.
fn is_flag(word: &str) -> bool {
    word.starts_with('-')
        && word
            .trim_start_matches('-')
            .starts_with(|c: char| c.is_ascii_alphabetic())
}

/// What a word says of the next one.
#[derive(Debug, Default)]
enum Next {
    #[default]
    Anything,
    /// The value of this name, which is secret or a commit's.
    ValueOf(String),
    /// `-u` and the like: secret if it has a password behind a colon.
    User,
    /// The short flag of a program whose value is a password.
    Password,
}

/// The arguments of a command, read in order: what one says of the next is kept, be the next a word of the same argument
/// (`sh -c "serve --token X"`) or another argument.
#[derive(Debug, Default)]
pub struct Arguments {
    next: Next,
    /// The word before, if it may be a name with its `=` or `:` still to come.
    before: String,
    /// Short flags of the program met last that take a password.
    password_flags: &'static [&'static str],
}

impl Arguments {
    /// Why the next argument is secret; `None` if it passes as plain.
    pub fn check(&mut self, argument: &str) -> Option<Reason> {
        let mut reason = None;
        if argument.is_empty() {
            self.next = Next::Anything;
            return None;
        }
        if argument.contains("-----BEGIN ") {
            reason = Some(Reason::Pem);
        } else if argument.len() > 256 || argument.contains('\n') {
            reason = Some(Reason::NotKnownPlain);
        }
        if reason.is_some() {
            self.next = Next::Anything;
            return reason;
        }
        // Read to the end although the answer is known: the last word may announce the next argument.
        for word in argument.split_whitespace() {
            let found = self.word(word);
            reason = reason.or(found);
        }
        reason
    }

    fn word(&mut self, word: &str) -> Option<Reason> {
        if values::has_credentials(word) {
            self.next = Next::Anything;
            return Some(Reason::UrlCredentials);
        }
        let bare = word.trim_matches(|c: char| "\"'`\\".contains(c));
        if bare.is_empty() {
            self.next = Next::Anything;
            return None;
        }
        if bare == "--" {
            return None;
        }
        if bare.bytes().all(|b| b"=:>".contains(&b)) {
            let before = std::mem::take(&mut self.before);
            if self.next_is_open() {
                self.next = about(&before);
            }
            return None;
        }
        let mut reason = None;
        for piece in bare.split(|c: char| "\"'`\\,;&?()[]{}|<>".contains(c)) {
            if !piece.is_empty() {
                let found = self.piece(piece);
                reason = reason.or(found);
            }
        }
        reason
    }

    fn piece(&mut self, piece: &str) -> Option<Reason> {
        let next = std::mem::take(&mut self.next);
        let before = std::mem::take(&mut self.before);
        if is_flag(piece) {
            return self.flag(piece);
        }
        match next {
            Next::ValueOf(_) | Next::Password if piece.bytes().all(|b| b"=:>".contains(&b)) => {
                self.next = next;
                return None;
            }
            Next::ValueOf(name) => {
                let value = piece.trim_start_matches(['=', ':']);
                if values::is_commit(&name, value) {
                    return None;
                }
                if name_is_secret(&name) && !values::is_setting(&name, value) {
                    return Some(Reason::Name);
                }
            }
            Next::User if is_user_with_password(piece) => return Some(Reason::Name),
            Next::Password => return Some(Reason::Name),
            Next::User | Next::Anything => {}
        }
        if let Some(flags) = password_flags(piece) {
            self.password_flags = flags;
        }
        if let Some(value) = piece.strip_prefix(['=', ':']) {
            return reason_of(&before, value);
        }
        if !piece.contains(['=', ':']) {
            // `password X` without punctuation is how netrc files and Redis say it.
            if ["password", "passwd", "requirepass", "masterauth"]
                .iter()
                .any(|word| piece.eq_ignore_ascii_case(word))
            {
                self.next = about(piece);
            }
            piece.clone_into(&mut self.before);
            return values::secret_word(piece);
        }
        self.assignments(piece)
    }

    fn flag(&mut self, flag: &str) -> Option<Reason> {
        for short in self.password_flags {
            if let Some(attached) = flag.strip_prefix(short) {
                if attached.is_empty() {
                    self.next = Next::Password;
                    return None;
                }
                return Some(Reason::Name);
            }
        }
        if flag.contains(['=', ':']) {
            let is_user = flag.strip_prefix("-u").is_some_and(is_user_with_password)
                || ["--user=", "--proxy-user="]
                    .iter()
                    .any(|prefix| flag.strip_prefix(prefix).is_some_and(is_user_with_password));
            if is_user {
                return Some(Reason::Name);
            }
            return self.assignments(flag);
        }
        if matches!(flag, "-u" | "-U" | "--user" | "--proxy-user") {
            self.next = Next::User;
        } else if announces_secret(flag) || names::is_commit_name(flag) {
            self.next = Next::ValueOf(flag.to_owned());
        } else {
            flag.clone_into(&mut self.before);
        }
        values::secret_word(flag.trim_start_matches('-'))
    }

    /// `name=value`, `name:value` and chains of them (`--env=NAME=value`); a name with nothing behind announces.
    fn assignments(&mut self, piece: &str) -> Option<Reason> {
        let mut reason = None;
        let mut start = 0;
        for (index, separator) in piece.match_indices(['=', ':']) {
            let (name, value) = (&piece[start..index], &piece[index + 1..]);
            start = index + 1;
            let value = value.trim_start_matches(['=', ':']);
            if value.is_empty() {
                if self.next_is_open() && !name.is_empty() {
                    self.next = about(name);
                }
            } else if separator == "=" || !(value.starts_with("//") || name.contains('/')) {
                if values::is_commit(name, value) {
                    return reason;
                }
                // What a later assignment of the chain says of its value is asked when it is reached.
                reason = reason.or_else(|| name_reason(name, value));
            }
        }
        reason.or_else(|| piece.split(['=', ':']).find_map(values::secret_word))
    }

    fn next_is_open(&self) -> bool {
        matches!(self.next, Next::Anything)
    }
}

fn about(name: &str) -> Next {
    if name_is_secret(name) || names::is_commit_name(name) {
        Next::ValueOf(name.to_owned())
    } else {
        Next::Anything
    }
}

fn reason_of(name: &str, value: &str) -> Option<Reason> {
    name_reason(name, value).or_else(|| values::secret_word(value))
}

fn name_reason(name: &str, value: &str) -> Option<Reason> {
    (!name.is_empty() && name_is_secret(name) && !values::is_setting(name, value))
        .then_some(Reason::Name)
}

/// `admin:hunter2`, not `1000:1000`.
fn is_user_with_password(text: &str) -> bool {
    text.split_once(':').is_some_and(|(user, password)| {
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        !(password.is_empty() || (is_number(user) && is_number(password)))
    })
}

/// Short flags of known programs that take a password.
fn password_flags(word: &str) -> Option<&'static [&'static str]> {
    let program = word.rsplit('/').next().unwrap_or(word);
    Some(match program {
        "mysql" | "mysqldump" | "mysqladmin" | "mariadb" | "mariadb-dump" | "mariadb-admin"
        | "sshpass" | "mongo" | "mongosh" | "mongodump" | "mongorestore" | "7z" => &["-p"],
        // Of a registry; `docker run -p` publishes a port.
        "login" => &["-p"],
        "redis-cli" => &["-a"],
        "sqlcmd" | "unzip" | "zip" | "mosquitto_pub" | "mosquitto_sub" => &["-P"],
        "ldapsearch" | "ldapmodify" => &["-w"],
        _ => return None,
    })
}
