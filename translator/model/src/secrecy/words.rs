//! Reading text as words, of which some say that the next is a credential.

use super::{
    Reason,
    names::{self, name_is_secret},
    pipelines,
    programs::{
        is_known_user_with_password, is_module, is_plain_operand, is_user_with_password,
        password_flags, takes_module,
    },
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
        // `--password-stdin` has no value.
        && !speaks_of(argument, &["stdin"])
}

/// A dash and a letter; `-1` and `-` are values.
pub(super) fn is_flag(word: &str) -> bool {
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
    /// `-p` of a program nobody knows: a password unless it looks like something else.
    MaybePassword,
    /// An owner of files, `root:root`.
    Owner,
}

/// The arguments of a command, read in order: what one says of the next is kept, be the next a word of the same argument
/// (`sh -c "serve --token X"`) or another argument.
#[derive(Debug, Default)]
pub struct Arguments {
    next: Next,
    /// The word before, if it may be a name with its `=` or `:` still to come.
    before: String,
    /// Short flags of the program met last that take a password; none if no program is known.
    password_flags: Option<&'static [&'static str]>,
    /// Whether the application that a server serves is still to come, `module:attribute`.
    module_follows: bool,
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
        } else if argument.len() > 256
            || argument.contains('\n')
            || pipelines::feeds_credential(argument)
        {
            reason = Some(Reason::NotKnownPlain);
        }
        if reason.is_some() {
            self.next = Next::Anything;
            return reason;
        }
        // A prompt.
        if matches!(self.next, Next::MaybePassword) && argument.trim().contains(char::is_whitespace)
        {
            self.next = Next::Anything;
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
        if matches!(bare, "&&" | "||" | "|" | "&" | ";") {
            self.end_command();
            return None;
        }
        let reason = self
            .maybe_password(word, bare)
            .or_else(|| self.pieces(bare));
        if bare.ends_with(';') {
            self.end_command();
        }
        reason
    }

    /// Another program follows.
    fn end_command(&mut self) {
        if matches!(self.next, Next::MaybePassword | Next::Owner) {
            self.next = Next::Anything;
        }
        self.before.clear();
        self.password_flags = None;
        self.module_follows = false;
    }

    /// The word after a `-p` that nobody knows.
    fn maybe_password(&mut self, word: &str, bare: &str) -> Option<Reason> {
        if !matches!(self.next, Next::MaybePassword) {
            return None;
        }
        self.next = Next::Anything;
        // The first word of a quoted text.
        let opens = |quote| word.starts_with(quote) && !word[1..].contains(quote);
        (!opens('\'') && !opens('"') && !is_plain_operand(bare.trim_end_matches(';')))
            .then_some(Reason::Name)
    }

    fn pieces(&mut self, bare: &str) -> Option<Reason> {
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
            if matches!(next, Next::Owner) {
                self.next = next;
            }
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
            Next::Owner if is_module(piece) => return values::secret_word(piece),
            Next::User | Next::Owner | Next::MaybePassword | Next::Anything => {}
        }
        if let Some(flags) = password_flags(piece) {
            // `--mode ssh` starts no program, and `mysql -h ssh` stays one that takes passwords.
            let is_program = !before.starts_with("--") && self.password_flags.is_none();
            if !flags.is_empty() || is_program {
                self.password_flags = Some(flags);
            }
        }
        if takes_module(piece) {
            self.module_follows = true;
        } else if self.module_follows && is_module(piece) {
            self.module_follows = false;
            return values::secret_word(piece);
        }
        if matches!(piece.rsplit('/').next(), Some("chown" | "chgrp")) {
            self.next = Next::Owner;
        }
        if is_known_user_with_password(piece) && !takes_pairs(&before) {
            return Some(Reason::Name);
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
        for short in self.password_flags.unwrap_or_default() {
            if let Some(attached) = flag.strip_prefix(short) {
                if attached.is_empty() {
                    self.next = Next::Password;
                    return None;
                }
                return Some(Reason::Name);
            }
        }
        if flag.contains(['=', ':']) {
            let attached = flag.strip_prefix("-u").is_some_and(is_user_with_password);
            let assigned = flag.split_once('=').is_some_and(|(name, value)| {
                (names_user(name) && is_user_with_password(value))
                    || (is_known_user_with_password(value) && !takes_pairs(name))
            });
            if attached || assigned {
                return Some(Reason::Name);
            }
            return self.assignments(flag);
        }
        if announces_secret(flag) || names::is_commit_name(flag) {
            self.next = Next::ValueOf(flag.to_owned());
        } else if names_user(flag) {
            self.next = Next::User;
        } else if flag == "-p" && self.password_flags.is_none() {
            self.next = Next::MaybePassword;
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
                if separator == "=" && is_known_user_with_password(value) && !takes_pairs(name) {
                    reason = reason.or(Some(Reason::Name));
                }
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

/// Whether a flag takes a user, who may come with a password.
fn names_user(flag: &str) -> bool {
    matches!(flag, "-u" | "-U") || speaks_of(flag, &["basic", "login", "user", "username", "usr"])
}

/// Whether a flag takes pairs that are no credentials: `--scope admin:org`, `--app admin:run`, `--owner root:wheel`.
fn takes_pairs(flag: &str) -> bool {
    is_flag(flag) && speaks_of(flag, &["app", "chown", "owner", "scope", "scopes"])
}

/// Whether the last word of a name is one of `words`.
fn speaks_of(name: &str, words: &[&str]) -> bool {
    let last = name.rsplit(['-', '_', '.']).next().unwrap_or(name);
    words.iter().any(|word| last.eq_ignore_ascii_case(word))
}
