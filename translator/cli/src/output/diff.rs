//! Unified diffs, made from the edits themselves: what they leave alone is equal by construction.

use std::ops::Range;

use ovhai_engine::verify::Rewritten;

/// Lines around a change.
const CONTEXT: usize = 3;

/// Lines of the old file that lines of the new one take the place of.
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

/// The diff of one file; `old` is what it was, empty for a new one, and `new` what it comes to.
pub fn unified(path: &str, old: &[u8], new: &[u8], file: &Rewritten) -> Vec<u8> {
    let before = lines(old);
    let after = lines(new);
    let changes = changes(&before, &after, file);
    let mut out = Vec::new();
    let from = if file.edits.is_some() {
        quoted(&format!("a/{path}"))
    } else {
        "/dev/null".to_owned()
    };
    let to = if file.is_gone {
        "/dev/null".to_owned()
    } else {
        quoted(&format!("b/{path}"))
    };
    out.extend_from_slice(format!("--- {from}\n+++ {to}\n").as_bytes());
    let mut rest = changes.as_slice();
    while !rest.is_empty() {
        let count = 1 + rest
            .windows(2)
            .take_while(|pair| pair[1].old.start - pair[0].old.end <= 2 * CONTEXT)
            .count();
        let (hunk, others) = rest.split_at(count);
        print(hunk, old, &before, new, &after, &mut out);
        rest = others;
    }
    out
}

fn print(
    hunk: &[Change],
    old: &[u8],
    before: &[Range<usize>],
    new: &[u8],
    after: &[Range<usize>],
    out: &mut Vec<u8>,
) {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
        return;
    };
    let lead = first.old.start.min(CONTEXT);
    let trail = (before.len() - last.old.end).min(CONTEXT);
    let old_range = first.old.start - lead..last.old.end + trail;
    let new_range = first.new.start - lead..last.new.end + trail;
    let header = |range: &Range<usize>| {
        let start = range.start + usize::from(!range.is_empty());
        format!("{start},{}", range.len())
    };
    let text = format!("@@ -{} +{} @@\n", header(&old_range), header(&new_range));
    out.extend_from_slice(text.as_bytes());
    let mut put = |sign: u8, text: &[u8]| {
        out.push(sign);
        out.extend_from_slice(text);
        if !text.ends_with(b"\n") {
            out.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    };
    let mut at = old_range.start;
    for change in hunk {
        for line in &before[at..change.old.start] {
            put(b' ', &old[line.clone()]);
        }
        for line in &before[change.old.clone()] {
            put(b'-', &old[line.clone()]);
        }
        for line in &after[change.new.clone()] {
            put(b'+', &new[line.clone()]);
        }
        at = change.old.end;
    }
    for line in &before[at..old_range.end] {
        put(b' ', &old[line.clone()]);
    }
}

/// A path as git writes it in a diff: in quotes if it holds what would end the line or confuse who reads it.
fn quoted(path: &str) -> String {
    let is_plain = |c: char| !c.is_control() && c != '"' && c != '\\';
    if path.chars().all(is_plain) {
        return path.to_owned();
    }
    let mut text = String::from("\"");
    for c in path.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            _ if c.is_control() => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    text.push_str(&format!("\\{byte:03o}"));
                }
            }
            _ => text.push(c),
        }
    }
    text.push('"');
    text
}

/// Byte ranges of the lines, endings included.
fn lines(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut start = 0;
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .map(|line| {
            start += line.len();
            start - line.len()..start
        })
        .collect()
}

/// The lines that edits touch, in both files.
fn changes(before: &[Range<usize>], after: &[Range<usize>], file: &Rewritten) -> Vec<Change> {
    let Some(edits) = &file.edits else {
        return vec![Change {
            old: 0..0,
            new: 0..after.len(),
        }];
    };
    let touched = |lines: &[Range<usize>], start: usize, end: usize| {
        let first = lines.partition_point(|line| line.end <= start);
        let last = lines.partition_point(|line| line.start < end);
        first..last.max(first)
    };
    let mut changes: Vec<Change> = Vec::new();
    for (edit, span) in edits.placed() {
        // A change reaches to the end of the line it ends in, in both files alike.
        let mut old = touched(
            before,
            edit.span.start,
            edit.span.end.max(edit.span.start + 1),
        );
        let mut new = touched(after, span.start, span.end.max(span.start + 1));
        // A removal of whole lines touches none of the new ones, unless it stops within a line.
        let ends_line = |lines: &[Range<usize>], at: usize| {
            at == 0 || lines.binary_search_by_key(&at, |line| line.end).is_ok()
        };
        if edit.text.is_empty()
            && ends_line(before, edit.span.start)
            && ends_line(before, edit.span.end)
        {
            new = new.start..new.start;
        }
        let is_insertion_of_lines =
            edit.span.is_empty() && ends_line(before, edit.span.start) && edit.text.ends_with('\n');
        if is_insertion_of_lines {
            old = old.start..old.start;
        }
        match changes.last_mut() {
            Some(last) if old.start < last.old.end || new.start < last.new.end => {
                last.old.end = last.old.end.max(old.end);
                last.new.end = last.new.end.max(new.end);
            }
            _ => changes.push(Change { old, new }),
        }
    }
    changes
}
