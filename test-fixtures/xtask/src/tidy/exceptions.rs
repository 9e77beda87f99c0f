//! The list of exceptions: one line each, `rule path reason`.

use super::{Violation, is_known_rule, tree::Tree};

/// Where the list lies.
const LIST: &str = "test-fixtures/xtask/tidy-exceptions.txt";
const RULE: &str = "exception";

/// `violations` without the excepted ones, plus one for every bad or unused exception.
pub fn apply(tree: &Tree, mut violations: Vec<Violation>) -> Vec<Violation> {
    let Some(list) = tree.get(LIST) else {
        return violations;
    };
    let mut about_the_list = Vec::new();
    let mut complain = |line, advice: String| {
        about_the_list.push(Violation::new(LIST, line, RULE, advice));
    };
    for (number, line) in list.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut parts = line.splitn(3, char::is_whitespace);
        let (Some(rule), Some(path), reason) = (parts.next(), parts.next(), parts.next()) else {
            complain(number, "write `rule path reason`".to_owned());
            continue;
        };
        if !is_known_rule(rule) {
            complain(number, format!("there is no rule {rule}"));
            continue;
        }
        if reason.is_none_or(|reason| reason.trim().len() < 10) {
            complain(number, "give the reason after the path".to_owned());
            continue;
        }
        let before = violations.len();
        violations.retain(|violation| violation.rule != rule || violation.path != path);
        if violations.len() == before {
            complain(number, format!("{path} keeps {rule} now; remove this line"));
        }
    }
    violations.extend(about_the_list);
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excepts_what_is_listed_and_reports_the_rest_of_the_list() {
        let list = "# comment\nfile-length a.rs one table, read as a whole\nfile-length gone.rs was long once upon a time\nno-rule a.rs because of reasons\nfile-length b.rs\n";
        let tree = Tree::of_texts(&[(LIST, list)]);
        let left = apply(
            &tree,
            vec![
                Violation::new("a.rs", 0, "file-length", "split it"),
                Violation::new("b.rs", 0, "file-length", "split it"),
            ],
        );
        let lines: Vec<(&str, usize)> = left.iter().map(|v| (v.path.as_str(), v.line)).collect();
        assert_eq!(lines, [("b.rs", 0), (LIST, 3), (LIST, 4), (LIST, 5)]);
    }
}
