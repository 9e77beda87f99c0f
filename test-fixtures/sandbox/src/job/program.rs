//! What the process of a job does. A sandbox runs no containers, so the command itself says it.

use serde_json::Value;

/// How long a process runs and how it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Program {
    /// `None` for ever.
    pub(super) runs_ms: Option<i64>,
    pub(super) exit_code: i64,
}

impl Program {
    /// Reads a command: `sleep N` runs N seconds, `sleep infinity` for ever, anything else `otherwise_ms`; `exit N`
    /// ends with N, anything else with 0.
    pub(super) fn of(spec: &Value, otherwise_ms: i64) -> Self {
        let words: Vec<&str> = spec["command"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .flat_map(|argument| argument.split([' ', ';', '\n', '&', '|']))
            .filter(|word| !word.is_empty())
            .collect();
        let after = |word: &str| {
            words
                .iter()
                .position(|other| *other == word)
                .and_then(|at| words.get(at + 1).copied())
        };
        let runs_ms = match after("sleep") {
            Some("infinity") => None,
            Some(seconds) => Some(
                seconds
                    .parse::<u32>()
                    .map_or(otherwise_ms, |seconds| i64::from(seconds) * 1000),
            ),
            None => Some(otherwise_ms),
        };
        let exit_code = after("exit").and_then(|code| code.parse::<u8>().ok());
        Self {
            runs_ms,
            exit_code: exit_code.unwrap_or_default().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn commands_say_how_long_they_run_and_how_they_end() {
        for (command, runs_ms, exit_code) in [
            (json!(null), Some(7), 0),
            (json!(["python", "train.py"]), Some(7), 0),
            (json!(["sleep", "30"]), Some(30_000), 0),
            (json!(["sleep", "infinity"]), None, 0),
            (json!(["sh", "-c", "sleep 5; exit 3"]), Some(5000), 3),
            (json!(["sh", "-c", "exit 300"]), Some(7), 0),
        ] {
            let program = Program::of(&json!({"command": command}), 7);
            assert_eq!(program, Program { runs_ms, exit_code }, "{command}");
        }
    }
}
