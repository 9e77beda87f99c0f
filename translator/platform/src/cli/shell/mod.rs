//! Shell text, as far as finding command lines in it takes: words with quotes, escapes and continued lines; expressions that
//! only a shell could fill in stay as they are written. Not a shell: nothing is expanded, no loop or function is followed.
//!
//! Texts of makefiles (`@ovhai`, `$$NAME`), of continuous integration (`- run: ovhai …`, `${{ secrets.TOKEN }}`) and of
//! Dockerfiles (`RUN ovhai …`) read the same way.

mod lexer;
mod scan;
mod word;

use std::ops::Range;

use lexer::{Lexer, Token};
pub use word::{Word, Written};

/// The name of the vendor's tool.
pub(super) const PROGRAM: &str = "ovhai";

/// Commands within commands within commands; deeper ones are not looked for.
const DEEPEST: usize = 16;

/// One command line of the vendor's tool in a shell text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    words: Vec<Word>,
    before: usize,
    redirections: Vec<Range<usize>>,
    depth: usize,
}

impl Line {
    /// The words from the program's name on.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        self.words.get(self.before..).unwrap_or_default()
    }

    /// Words before the program's name: assignments, `sudo`, `run:`.
    #[must_use]
    pub fn before(&self) -> &[Word] {
        self.words.get(..self.before).unwrap_or_default()
    }

    /// Where input comes from and output goes, as bytes of the text.
    #[must_use]
    pub fn redirections(&self) -> &[Range<usize>] {
        &self.redirections
    }

    /// Bytes of the text from the program's name to the last word.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        let words = self.words();
        let start = words.first().map_or(0, |word| word.span.start);
        start..words.last().map_or(start, |word| word.span.end)
    }

    /// How many `$(…)` it is in.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }

    /// Whether nothing stands before the program's name but what leaves it the program: assignments, words of the shell's
    /// grammar, and programs that run others. False for `pip install ovhai`.
    #[must_use]
    pub fn is_run(&self) -> bool {
        self.before().iter().all(|word| {
            word.value.known().is_none_or(|text| {
                is_assignment(text)
                    || text.ends_with(':')
                    || text.starts_with('-')
                    || text.bytes().all(|b| b.is_ascii_digit())
                    || RUNNERS.contains(&text)
            }) || is_assignment(word.value.head())
        })
    }
}

/// Words that may stand before a program's name.
const RUNNERS: [&str; 27] = [
    "!", "@", "RUN", "CMD", "command", "do", "elif", "else", "env", "eval", "exec", "for", "if",
    "in", "nice", "nohup", "retry", "run", "script", "sudo", "then", "time", "timeout", "until",
    "watch", "while", "{",
];

fn is_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| {
        let name = name.trim_end_matches('+');
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

/// Whether a word names the tool: by itself, by a path, as a makefile writes it, or at the end of a template's key.
fn is_program(word: &Word) -> bool {
    let Some(text) = word.value.known() else {
        return false;
    };
    let text = text.trim_start_matches(['@', '+', '-']);
    let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
    name == PROGRAM || name.strip_suffix(".exe") == Some(PROGRAM)
}

/// Every command line of the vendor's tool in `text`, in the order they begin; those inside `$(…)` too. A tool that is run
/// by a variable's name (`$OVHAI app run`) cannot be found.
#[must_use]
pub fn lines(text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut parts = vec![(0..text.len(), 0)];
    while let Some((part, depth)) = parts.pop() {
        let mut lexer = Lexer::new(text, part);
        let mut words = Vec::new();
        let mut redirections = Vec::new();
        loop {
            match lexer.next() {
                Some(Token::Word(word)) => words.push(word),
                Some(Token::Redirection(span)) => redirections.push(span),
                end => {
                    let words = std::mem::take(&mut words);
                    let redirections = std::mem::take(&mut redirections);
                    if let Some(before) = words.iter().position(is_program) {
                        found.push(Line {
                            words,
                            before,
                            redirections,
                            depth,
                        });
                    }
                    if end.is_none() {
                        break;
                    }
                }
            }
        }
        if depth < DEEPEST {
            let insides = lexer.insides.into_iter();
            parts.extend(insides.map(|inside| (inside, depth + 1)));
        }
    }
    found.sort_by_key(|line| line.span().start);
    found
}

#[cfg(test)]
mod tests;
