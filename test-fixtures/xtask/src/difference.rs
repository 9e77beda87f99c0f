//! Two texts, and where they differ, in few lines.

/// How many differing lines of each are shown.
const SHOWN: usize = 6;
/// How much of a line, in characters.
const WIDTH: usize = 160;

/// The first differing lines, as a reader wants them: where, what stands there, what should.
pub fn short(found: &str, wanted: &str) -> String {
    let (found, wanted): (Vec<&str>, Vec<&str>) =
        (found.lines().collect(), wanted.lines().collect());
    let same_start = found
        .iter()
        .zip(&wanted)
        .take_while(|(a, b)| a == b)
        .count();
    let rest = found.len().min(wanted.len()) - same_start;
    let same_end = found
        .iter()
        .rev()
        .zip(wanted.iter().rev())
        .take(rest)
        .take_while(|(a, b)| a == b)
        .count();
    let mut out = vec![format!("  line {}:", same_start + 1)];
    for (sign, lines) in [('-', found), ('+', wanted)] {
        let lines = &lines[same_start..lines.len() - same_end];
        out.extend(
            lines
                .iter()
                .take(SHOWN)
                .map(|line| format!("  {sign} {}", cut(line))),
        );
        if lines.len() > SHOWN {
            out.push(format!("  {sign} … {} more lines", lines.len() - SHOWN));
        }
    }
    out.join("\n")
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(WIDTH) {
        None => line.to_owned(),
        Some((end, _)) => format!("{}…", &line[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_short() {
        let found: String = (0..50).map(|n| format!("{n}\n")).collect();
        let wanted = found.replace("7\n", "x\n");
        assert_eq!(short(&found, &wanted).lines().count(), 15);
        assert_eq!(short("a\nb\n", "a\n"), "  line 2:\n  - b");
        assert_eq!(short(&"é".repeat(500), "").chars().count(), 14 + WIDTH + 1);
    }
}
