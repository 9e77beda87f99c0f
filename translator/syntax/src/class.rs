//! What a file is, from its name and its first bytes.

/// What a file of a repository is to somebody who reads configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileClass {
    /// `*.tf`, `*.tofu`
    Configuration,
    /// `*.tf.json`, `*.tofu.json`
    ConfigurationJson,
    /// `*.tftest.hcl`, `*.tofutest.hcl`
    Test,
    /// `*.tftest.json`, `*.tofutest.json`
    TestJson,
    /// `*.tfquery.hcl`
    Query,
    /// `*.tfvars`
    Values,
    /// `*.tfvars.json`
    ValuesJson,
    /// `*.tfbackend`: partial backend configuration
    Backend,
    /// `.terraform.lock.hcl`
    Lock,
    /// `*.tfcomponent.hcl`, `*.tfdeploy.hcl`, `*.tfstack.hcl`
    Stack,
    /// `terragrunt.hcl` and what it includes by convention
    Terragrunt,
    /// Any other `*.hcl`
    OtherHcl,
    /// `*.tfstate` and its backups
    State,
    /// A template of any language: `*.tftpl`, `*.tpl`, `*.j2`, …
    Template,
    /// Any other text
    Text,
    /// Encrypted by git-crypt; its bytes say nothing
    Encrypted,
    /// Bytes that are no text
    Binary,
}

/// What git-crypt writes before everything it encrypts.
const GIT_CRYPT: &[u8] = b"\0GITCRYPT\0";
/// As far as a NUL byte is looked for, like version control does.
const LOOKED_AT: usize = 8000;

/// Endings that decide, first match wins.
const ENDINGS: &[(&str, FileClass)] = &[
    (".tf.json", FileClass::ConfigurationJson),
    (".tofu.json", FileClass::ConfigurationJson),
    (".tftest.json", FileClass::TestJson),
    (".tofutest.json", FileClass::TestJson),
    (".tfvars.json", FileClass::ValuesJson),
    (".tftest.hcl", FileClass::Test),
    (".tofutest.hcl", FileClass::Test),
    (".tfquery.hcl", FileClass::Query),
    (".tfcomponent.hcl", FileClass::Stack),
    (".tfdeploy.hcl", FileClass::Stack),
    (".tfstack.hcl", FileClass::Stack),
    (".terraform.lock.hcl", FileClass::Lock),
    (".tf", FileClass::Configuration),
    (".tofu", FileClass::Configuration),
    (".tfvars", FileClass::Values),
    (".tfbackend", FileClass::Backend),
    (".tfstate", FileClass::State),
    (".tfstate.backup", FileClass::State),
    (".hcl", FileClass::OtherHcl),
    (".tftpl", FileClass::Template),
    (".tpl", FileClass::Template),
    (".tmpl", FileClass::Template),
    (".j2", FileClass::Template),
    (".erb", FileClass::Template),
    (".mustache", FileClass::Template),
];

/// Names of files that terragrunt reads.
const TERRAGRUNT: [&str; 4] = [
    "terragrunt.hcl",
    "terragrunt.stack.hcl",
    "terragrunt.values.hcl",
    "root.hcl",
];

impl FileClass {
    /// What the file at `path` (with `/`) with these `bytes` is. The first few thousand bytes are enough.
    #[must_use]
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        if bytes.starts_with(GIT_CRYPT) {
            return Self::Encrypted;
        }
        if bytes[..bytes.len().min(LOOKED_AT)].contains(&0) {
            return Self::Binary;
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        if TERRAGRUNT.contains(&name) {
            return Self::Terragrunt;
        }
        ENDINGS
            .iter()
            .find(|(ending, _)| name.ends_with(ending))
            .map_or(Self::Text, |(_, class)| *class)
    }

    /// Whether [`parse`](crate::parse) reads it as JSON.
    #[must_use]
    pub const fn is_json(self) -> bool {
        matches!(
            self,
            Self::ConfigurationJson | Self::TestJson | Self::ValuesJson
        )
    }

    /// Whether [`parse`](crate::parse) has something to say about it.
    #[must_use]
    pub const fn is_hcl(self) -> bool {
        !matches!(
            self,
            Self::State | Self::Template | Self::Text | Self::Encrypted | Self::Binary
        )
    }

    /// Whether Terraform reads it as part of the module its folder is.
    #[must_use]
    pub const fn is_module_part(self) -> bool {
        matches!(self, Self::Configuration | Self::ConfigurationJson)
    }

    /// Whether its bytes are text.
    #[must_use]
    pub const fn is_text(self) -> bool {
        !matches!(self, Self::Encrypted | Self::Binary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_bytes_decide() {
        for (path, bytes, class) in [
            ("a/main.tf", &b"x = 1"[..], FileClass::Configuration),
            ("main.tofu", b"", FileClass::Configuration),
            ("main.tf.json", b"{}", FileClass::ConfigurationJson),
            ("t/a.tftest.hcl", b"", FileClass::Test),
            ("a.tfquery.hcl", b"", FileClass::Query),
            ("prod.tfvars", b"a = 1", FileClass::Values),
            ("prod.tfvars", b"\0GITCRYPT\0\x01\x02", FileClass::Encrypted),
            ("prod.tfvars.json", b"{}", FileClass::ValuesJson),
            (".terraform.lock.hcl", b"", FileClass::Lock),
            ("live/terragrunt.hcl", b"", FileClass::Terragrunt),
            ("packer.hcl", b"", FileClass::OtherHcl),
            ("prod.s3.tfbackend", b"", FileClass::Backend),
            ("terraform.tfstate", b"{}", FileClass::State),
            ("a.sh.tftpl", b"", FileClass::Template),
            ("Makefile", b"all:", FileClass::Text),
            ("a.tf", b"\x7fELF\0\0", FileClass::Binary),
        ] {
            assert_eq!(FileClass::of(path, bytes), class, "{path}");
        }
    }
}
