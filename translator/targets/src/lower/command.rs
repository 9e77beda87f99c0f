//! The command, and the arguments that must not be written.

use ovhai_model::secrecy;

use super::{Lowering, environment::Environment, findings, references};

/// What replaces the image's entry point and arguments.
#[derive(Default)]
pub(super) struct Command {
    pub command: Vec<String>,
    pub args: Vec<String>,
}

pub(super) fn lower(lowering: &mut Lowering<'_>, environment: &mut Environment) -> Command {
    let given = &lowering.workload.command;
    let Some(first) = given.first() else {
        return Command::default();
    };
    let secret = if lowering.answer(&findings::SECRET_ARGUMENT) == Some("plain") {
        vec![None; given.len()]
    } else {
        secrecy::secret_arguments(given)
    };
    let mut arguments = Vec::with_capacity(given.len());
    for (index, argument) in given.iter().enumerate() {
        let is_secret = secret.get(index).is_some_and(Option::is_some);
        let place = format!("argument {} of the command", index + 1);
        references::note(lowering, &place, argument, !is_secret);
        if argument.contains('\0') {
            lowering.find(&findings::VALUE_REFUSED, place.clone());
        }
        if is_secret {
            let name = environment.add_secret(
                format!("OVHAI_ARGUMENT_{}", index + 1),
                argument.len(),
                format!("the whole of {place}"),
            );
            arguments.push(format!("$({name})"));
            lowering.find(&findings::SECRET_ARGUMENT, place);
        } else {
            arguments.push(escaped(&argument.replace('\0', "")));
        }
    }
    let replaces_entrypoint = match lowering.answer(&findings::COMMAND_OR_ENTRYPOINT) {
        Some("command") => true,
        Some("args") => false,
        _ => is_executable(first),
    };
    let shown = if secret.first().is_some_and(Option::is_some) {
        "a secret"
    } else {
        first
    };
    lowering.find(
        &findings::COMMAND_OR_ENTRYPOINT,
        format!(
            "it begins with {:?}, so it is written as {}",
            shown.chars().take(60).collect::<String>(),
            if replaces_entrypoint {
                "command"
            } else {
                "args"
            }
        ),
    );
    if replaces_entrypoint {
        Command {
            command: arguments,
            args: Vec::new(),
        }
    } else {
        Command {
            command: Vec::new(),
            args: arguments,
        }
    }
}

/// Mapping section 3: something with a leading dash, white space or nothing is for the entry point.
fn is_executable(first: &str) -> bool {
    !first.is_empty() && !first.starts_with('-') && !first.contains(char::is_whitespace)
}

/// `argument` so that it is the same after Kubernetes' expansion.
///
/// Expansion turns `$$` into `$` and `$(NAME)` into a value, and it cuts a multi-byte character after `$` in two; every other
/// `$` stays. Only dollars in those three places are doubled, so that scripts stay readable.
pub(super) fn escaped(argument: &str) -> String {
    let mut out = String::with_capacity(argument.len());
    let mut characters = argument.chars().peekable();
    while let Some(character) = characters.next() {
        out.push(character);
        if character == '$'
            && characters
                .peek()
                .is_some_and(|next| *next == '$' || *next == '(' || !next.is_ascii())
        {
            out.push('$');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::testing::expand;
    use proptest::prelude::*;

    #[test]
    fn escapes_are_few() {
        for (argument, written) in [
            ("echo $HOME", "echo $HOME"),
            ("$(date)", "$$(date)"),
            ("kill $$", "kill $$$"),
            ("$é", "$$é"),
            ("5$", "5$"),
        ] {
            assert_eq!(escaped(argument), written);
            assert_eq!(expand(written, &|_| None), argument);
        }
    }

    proptest! {
        #[test]
        fn every_argument_survives_expansion(argument in "[$()A-Zé\\\\ ]{0,12}|.{0,40}") {
            let everything_is_defined = |_: &str| Some("EXPANDED".to_owned());
            prop_assert_eq!(expand(&escaped(&argument), &everything_is_defined), argument);
        }
    }
}
