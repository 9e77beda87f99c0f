//! Relative paths of artefacts.

use crate::Error;

/// Refuses a path that could leave the destination or cannot exist on common file systems. Targets make safe names; this is
/// the last gate before a disk.
pub fn check(path: &str) -> Result<(), Error> {
    let fine = path.split('/').all(|part| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && part.len() <= 255
            && !part.contains(|c: char| c.is_control() || c == '\\' || c == ':')
    });
    let reserved =
        path == super::journal::FOLDER || path.starts_with(&format!("{}/", super::journal::FOLDER));
    if fine && !reserved && path.len() <= 1024 {
        Ok(())
    } else {
        Err(Error::UnsafePath {
            path: path.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn nothing_leaves_the_destination() {
        assert!(check("apps/text-classifier.yaml").is_ok());
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a//b",
            "./a",
            "a\0b",
            "a\nb",
            "C:\\x",
            ".ovhai-export/journal.json",
        ] {
            assert!(check(path).is_err(), "{path:?} was accepted");
        }
        assert!(check(&"x".repeat(256)).is_err());
    }
}
