//! Command lines in shell texts.

use super::*;

fn texts(line: &Line) -> Vec<&str> {
    line.words()
        .iter()
        .map(|word| word.value().text())
        .collect()
}

fn only(text: &str) -> Line {
    let mut found = lines(text);
    assert_eq!(found.len(), 1, "{text}");
    found.remove(0)
}

#[test]
fn quotes_and_escapes_are_a_shells() {
    for (text, wanted) in [
        ("ovhai a b", &["a", "b"] as &[_]),
        (
            "ovhai 'a b' \"c 'd'\" e\\ f ''",
            &["a b", "c 'd'", "e f", ""],
        ),
        ("ovhai \"a \\\"b\\\" \\n\" 'c\\d'", &["a \"b\" \\n", "c\\d"]),
        ("ovhai a\\\n  b \\\r\n c", &["a", "b", "c"]),
        ("ovhai a'b'\"c\"d", &["abcd"]),
        ("ovhai $'a\\n\\'b' $\"c\"", &["a\n'b", "c"]),
        ("ovhai a#b # c d", &["a#b"]),
        ("ovhai {a,b} a=b", &["{a,b}", "a=b"]),
        ("ovhai \\", &["\\"]),
        ("ovhai é 'ü'", &["é", "ü"]),
    ] {
        assert_eq!(texts(&only(text))[1..], *wanted, "{text}");
    }
}

#[test]
fn expressions_stay_as_they_are_written() {
    let line = only(
        "ovhai $A \"$B/c\" '$D' \"${{ secrets.E }}\" '${{ env.F }}' \"$(g \"h i\")\" {{ j }} \"$@\" $$K",
    );
    let words = line.words();
    assert_eq!(
        texts(&line)[1..],
        [
            "$A",
            "$B/c",
            "$D",
            "${{ secrets.E }}",
            "${{ env.F }}",
            "$(g \"h i\")",
            "{{ j }}",
            "$@",
            "$$K"
        ]
    );
    let known: Vec<bool> = words
        .iter()
        .map(|word| word.value().known().is_some())
        .collect();
    assert_eq!(
        known,
        [
            true, false, false, true, false, false, false, false, false, false
        ]
    );
    let spreads: Vec<bool> = words.iter().map(Word::spreads).collect();
    assert_eq!(
        spreads,
        [
            false, true, false, false, false, false, false, false, true, true
        ]
    );
    assert_eq!(words[2].value().holes().first(), Some(&(0..2)));
}

#[test]
fn commands_end_where_a_shell_ends_them() {
    let text = "set -e\nTOKEN=x sudo -E ovhai app ls | jq . && ovhai job ls >out 2>&1; if ! ovhai me; then :; fi\n\
                ID=$(ovhai app run img -o json | jq -r .id) # ovhai in a comment\n\
                cat <<-END\n\tovhai not run\n\tEND\n@ovhai app get $ID &\n\
                until [ \"$(ovhai app get \"$ID\" -o json)\" = RUNNING ]; do sleep 1; done\n/usr/local/bin/ovhai upgrade\npip install ovhai";
    let found = lines(text);
    let all: Vec<(String, usize, bool)> = found
        .iter()
        .map(|line| (texts(line).join(" "), line.depth(), line.is_run()))
        .collect();
    let wanted = [
        ("ovhai app ls", 0, true),
        ("ovhai job ls", 0, true),
        ("ovhai me", 0, true),
        ("ovhai app run img -o json", 1, true),
        ("@ovhai app get $ID", 0, true),
        ("ovhai app get $ID -o json", 1, true),
        ("/usr/local/bin/ovhai upgrade", 0, true),
        ("ovhai", 0, false),
    ]
    .map(|(text, depth, is_run)| (text.to_owned(), depth, is_run));
    assert_eq!(all, wanted);
    assert_eq!(found[1].redirections().len(), 2);
    for line in &found {
        for word in line.words() {
            let written = &text[word.span().clone()];
            assert_eq!(written.trim_matches('"'), word.value().text());
        }
    }
}

#[test]
fn files_that_hold_commands_are_read_as_they_are() {
    for (text, wanted) in [
        ("      - run: ovhai app ls", "ovhai app ls"),
        ("RUN ovhai config set GRA", "ovhai config set GRA"),
        (
            "deploy:\n\t@ovhai app run $(IMAGE)",
            "@ovhai app run $(IMAGE)",
        ),
    ] {
        let line = only(text);
        assert_eq!(texts(&line).join(" "), wanted);
        assert!(line.is_run(), "{text}");
    }
}

#[test]
fn what_never_ends_runs_to_the_end_and_says_so() {
    for text in [
        "ovhai 'a b",
        "ovhai \"a $b",
        "ovhai $(a b",
        "ovhai \"$(a\" b",
        "ovhai $'a",
    ] {
        let line = only(text);
        assert!(line.words()[1..].iter().any(Word::is_unclosed), "{text}");
        assert_eq!(
            line.words().last().unwrap().span().end,
            text.len(),
            "{text}"
        );
    }
}
