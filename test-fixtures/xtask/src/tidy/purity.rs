//! Pure crates do no input or output, and targets know no vendor.

use super::{
    Violation,
    code::{self, Keep},
    tree::Tree,
};

/// Crates that must give the same answer to the same input, anywhere.
const PURE: [&str; 7] = [
    "translator/bundle",
    "translator/engine",
    "translator/model",
    "translator/platform",
    "translator/report",
    "translator/syntax",
    "translator/targets",
];
/// Modules of the standard library that reach outside.
const STD: [&str; 5] = ["env", "fs", "net", "process", "thread"];
/// Names that reach outside by themselves.
const NAMES: [&str; 11] = [
    "SystemTime",
    "Instant",
    "SystemRandom",
    "OffsetDateTime::now_utc",
    "tokio",
    "reqwest",
    "getrandom",
    "rand",
    "stdin",
    "stdout",
    "stderr",
];

pub fn pure_crate(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in PURE.iter().flat_map(|folder| tree.below(folder)) {
        if !file.is_production_rust() {
            continue;
        }
        let code = code::strip(&code::production(&file.text), Keep::CodeOnly);
        let mut complain = |line: usize, name: &str| {
            found.push(Violation::new(
                &file.path,
                line,
                "pure-crate",
                format!("{name} reaches outside a pure crate; take the value as an argument"),
            ));
        };
        for (index, line) in code.lines().enumerate() {
            for name in NAMES {
                if code::has_word(line, name) {
                    complain(index + 1, name);
                }
            }
            for module in STD {
                let path = format!("std::{module}");
                if code::has_word(line, &path) && !is_harmless(line, module) {
                    complain(index + 1, &path);
                }
            }
        }
        for (line, item) in grouped_imports(&code) {
            let module = item.split("::").next().unwrap_or_default().trim();
            if STD.contains(&module) && !is_harmless(&format!("std::{item}"), module) {
                complain(line, &format!("std::{module}"));
            }
        }
    }
    found
}

/// The address types of `std::net` do nothing by themselves.
fn is_harmless(path: &str, module: &str) -> bool {
    const ADDRESSES: [&str; 3] = [
        "std::net::IpAddr",
        "std::net::Ipv4Addr",
        "std::net::Ipv6Addr",
    ];
    module == "net"
        && ADDRESSES
            .iter()
            .any(|address| code::has_word(path, address))
}

/// Lines and texts of the items inside every `std::{…}`: `fs`, `fmt::{self, Write}`.
fn grouped_imports(code: &str) -> Vec<(usize, &str)> {
    const OPENING: &str = "std::{";
    let mut found = Vec::new();
    for (start, _) in code.match_indices(OPENING) {
        let body = start + OPENING.len();
        let (mut depth, mut item) = (0_usize, body);
        for (offset, c) in code[body..].char_indices() {
            let at = body + offset;
            if depth == 0 && (c == ',' || c == '}') {
                let text = code[item..at].trim_start();
                let line = code[..at - text.len()].matches('\n').count() + 1;
                found.push((line, text.trim_end()));
                item = at + 1;
            }
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                _ => {}
            }
        }
    }
    found
}

pub fn vendor_in_target(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.below("translator/targets/src") {
        if !file.is_production_rust() {
            continue;
        }
        let code = code::strip(&code::production(&file.text), Keep::Strings);
        for (index, line) in code.lines().enumerate() {
            let names_vendor = line.match_indices("ovh_").any(|(start, _)| {
                !line[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            });
            if names_vendor {
                found.push(Violation::new(
                    &file.path,
                    index + 1,
                    "vendor-in-target",
                    "targets know the neutral model only; move this to platform or a mapping",
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_outside_is_found() {
        let text = "//! Never uses std::fs or tokio.\nuse std::{\n    collections::BTreeMap,\n    fs,\n    fmt::{self, Write},\n    net::TcpStream,\n    net::IpAddr,\n    io::{self, Write},\n};\nfn a() { io::stdout(); std::env::var(\"std::process\"); }\nfn b(now: Instant) {}\nuse std::io::Write;\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";
        let tree = Tree::of_texts(&[
            ("translator/model/src/x.rs", text),
            ("translator/model/tests/x.rs", text),
            ("provider/server/src/x.rs", text),
        ]);
        let mut lines: Vec<usize> = pure_crate(&tree).iter().map(|v| v.line).collect();
        lines.sort_unstable();
        assert_eq!(lines, [4, 6, 10, 10, 11]);
    }

    #[test]
    fn targets_name_no_vendor_type() {
        let text = "//! Nothing of ovh_cloud_project here.\nuse ovhai_model::Estate;\nconst A: &str = \"ovh_cloud_project\";\nconst B: &str = \"my_ovh_x\";\n";
        let tree = Tree::of_texts(&[
            ("translator/targets/src/x.rs", text),
            ("translator/platform/src/x.rs", text),
        ]);
        let found = vendor_in_target(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 3);
    }
}
