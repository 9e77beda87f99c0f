//! Image references by the grammar registries and container runtimes share (the reference format of the distribution project):
//! `[HOST[:PORT]/]REPOSITORY[:TAG][@ALGORITHM:HEX]`.

use std::{fmt, ops::Range};

use crate::{image::registry_host, split_image_host};

/// A parsed reference, with what runtimes add to short ones filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageReference {
    /// Host as written, or `docker.io`; an IPv6 address in brackets. Docker Hub's other names become `docker.io`.
    pub host: String,
    /// Port of the host, where one is written.
    pub port: Option<u16>,
    /// Path below the host. One-word names of Docker Hub get `library/`, as runtimes add it.
    pub repository: String,
    /// Tag, where one is written; runtimes pull `latest` where there is neither tag nor digest.
    pub tag: Option<String>,
    /// Digest, where one is written; it decides which image is pulled, whatever the tag says.
    pub digest: Option<ImageDigest>,
}

/// `ALGORITHM:HEX`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageDigest {
    /// For example `sha256`.
    pub algorithm: String,
    /// Lower-case hexadecimal digits.
    pub hex: String,
}

/// Why a text is no image reference, and which part of it is to blame. Says nothing of the text itself, which may hold a
/// credential that somebody pasted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} (at byte {})", place.start)]
pub struct ImageReferenceError {
    /// What is wrong.
    pub problem: ImageProblem,
    /// Bytes of the text that are wrong; empty where something is missing.
    pub place: Range<usize>,
}

/// What can be wrong with a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum ImageProblem {
    /// No text at all.
    #[error("an image reference must not be empty")]
    Empty,
    /// Starts with `https://` or the like.
    #[error("an image reference has no scheme; leave it out")]
    Scheme,
    /// `user:password@host/…`.
    #[error(
        "an image reference holds no credentials; log in to the registry, or attach it, instead"
    )]
    Credentials,
    /// Not a domain name, an IPv4 address or an IPv6 address in brackets.
    #[error("the host of the registry must be a domain name or an address")]
    Host,
    /// Not a number from 1 to 65535.
    #[error("the port of the registry must be a number from 1 to 65535")]
    Port,
    /// Nothing between host and tag.
    #[error("the repository is missing")]
    NoRepository,
    /// An upper-case letter in the repository.
    #[error("the repository must be lower case")]
    UpperCase,
    /// Another character, or a separator at the wrong place.
    #[error(
        "parts of a repository are lower-case letters and digits, joined by one dot, one or two underscores, or hyphens"
    )]
    Repository,
    /// Host and repository over 255 bytes.
    #[error("host and repository together must not be longer than 255 bytes")]
    TooLong,
    /// 64 hexadecimal digits, which runtimes take for the id of an image they already have.
    #[error(
        "64 hexadecimal digits are the id of an image, not a repository; write the repository, or `repository@sha256:ID`"
    )]
    ImageId,
    /// Empty, too long, or with characters tags do not have.
    #[error(
        "a tag has 1 to 128 letters, digits, underscores, dots and hyphens, and begins with none of the last two"
    )]
    Tag,
    /// Not `ALGORITHM:HEX`.
    #[error(
        "a digest is an algorithm, a colon and lower-case hexadecimal digits, 64 of them for sha256"
    )]
    Digest,
}

impl ImageReference {
    /// Reads `text`.
    ///
    /// # Errors
    /// The first thing that is wrong, and where.
    pub fn parse(text: &str) -> Result<Self, ImageReferenceError> {
        let error = |problem, place| Err(ImageReferenceError { problem, place });
        if text.is_empty() {
            return error(ImageProblem::Empty, 0..0);
        }
        if let Some(at) = text.find("://") {
            return error(ImageProblem::Scheme, 0..at + 3);
        }
        let (named, digest) = match text.split_once('@') {
            Some((named, digest)) => (named, Some(digest)),
            None => (text, None),
        };
        if let Some(digest) = digest
            && digest.contains('/')
        {
            return error(ImageProblem::Credentials, 0..named.len() + 1);
        }
        let (path, tag) = match named.rsplit_once(':') {
            Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
            _ => (named, None),
        };
        let (authority, repository) = split_image_host(path);
        let start = path.len() - repository.len();
        let (host, port) = match authority {
            Some(authority) => host_and_port(authority)?,
            None => ("docker.io", None),
        };
        check_repository(repository, start)?;
        if authority.is_none() && tag.is_none() && is_image_id(repository) {
            return error(ImageProblem::ImageId, 0..path.len());
        }
        if path.len() > 255 {
            return error(ImageProblem::TooLong, 0..path.len());
        }
        if let Some(tag) = tag
            && !is_tag(tag)
        {
            return error(ImageProblem::Tag, path.len() + 1..named.len());
        }
        let digest = match digest {
            None => None,
            Some(digest) => match parse_digest(digest) {
                Some(digest) => Some(digest),
                None => return error(ImageProblem::Digest, named.len() + 1..text.len()),
            },
        };
        // Docker Hub has many names; every other host stays as a person wrote it.
        let host = if registry_host(host) == "docker.io" {
            "docker.io"
        } else {
            host
        };
        let is_official = host == "docker.io" && !repository.contains('/');
        Ok(Self {
            host: host.to_owned(),
            port,
            repository: if is_official {
                format!("library/{repository}")
            } else {
                repository.to_owned()
            },
            tag: tag.map(str::to_owned),
            digest,
        })
    }

    /// `HOST[:PORT]`, as credentials are kept by.
    #[must_use]
    pub fn registry(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }
}

/// The reference in full: registry, repository, tag and digest.
impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry(), self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ImageDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.algorithm, self.hex)
    }
}

fn host_and_port(authority: &str) -> Result<(&str, Option<u16>), ImageReferenceError> {
    let wrong = |problem, place| ImageReferenceError { problem, place };
    let (host, port) = match authority.rsplit_once(':') {
        // The colons of an IPv6 address are inside its brackets.
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    if !is_host(host) {
        return Err(wrong(ImageProblem::Host, 0..host.len()));
    }
    let number = port.map(|port| {
        let is_digits = port.bytes().all(|byte| byte.is_ascii_digit());
        (is_digits.then(|| port.parse().ok()).flatten())
            .filter(|&number: &u16| number > 0)
            .ok_or_else(|| wrong(ImageProblem::Port, host.len() + 1..authority.len()))
    });
    Ok((host, number.transpose()?))
}

fn is_host(host: &str) -> bool {
    if let Some(inside) = host.strip_prefix('[') {
        return inside
            .strip_suffix(']')
            .is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok());
    }
    host.split('.').all(|part| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    })
}

fn check_repository(repository: &str, start: usize) -> Result<(), ImageReferenceError> {
    let error = |problem, place| Err(ImageReferenceError { problem, place });
    if repository.is_empty() {
        return error(ImageProblem::NoRepository, start..start);
    }
    let mut at = start;
    for part in repository.split('/') {
        if let Some(upper) = part.find(|c: char| c.is_ascii_uppercase()) {
            return error(ImageProblem::UpperCase, at + upper..at + upper + 1);
        }
        if let Some(place) = wrong_in_part(part) {
            return error(ImageProblem::Repository, at + place.start..at + place.end);
        }
        at += part.len() + 1;
    }
    Ok(())
}

/// The first place where `part` is not `[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*`.
fn wrong_in_part(part: &str) -> Option<Range<usize>> {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_separator = |byte: u8| b"._-".contains(&byte);
    if let Some((at, odd)) = part
        .char_indices()
        .find(|(_, c)| !u8::try_from(*c).is_ok_and(|byte| is_word(byte) || is_separator(byte)))
    {
        return Some(at..at + odd.len_utf8());
    }
    let bytes = part.as_bytes();
    let mut at = 0;
    loop {
        let word = bytes[at..].iter().take_while(|&&b| is_word(b)).count();
        if word == 0 {
            return Some(at..(at + 1).min(bytes.len()));
        }
        at += word;
        let separator: Vec<u8> = bytes[at..]
            .iter()
            .copied()
            .take_while(|&b| is_separator(b))
            .collect();
        let is_fine = matches!(separator.as_slice(), b"." | b"_" | b"__")
            || separator.iter().all(|&byte| byte == b'-');
        if separator.is_empty() {
            return None;
        }
        if !is_fine || at + separator.len() == bytes.len() {
            return Some(at..at + separator.len());
        }
        at += separator.len();
    }
}

fn is_image_id(repository: &str) -> bool {
    repository.len() == 64 && is_lower_hex(repository)
}

fn is_tag(tag: &str) -> bool {
    (1..=128).contains(&tag.len())
        && !tag.starts_with(['.', '-'])
        && tag
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
}

fn parse_digest(digest: &str) -> Option<ImageDigest> {
    let (algorithm, hex) = digest.split_once(':')?;
    let is_algorithm = algorithm.split(['+', '.', '-', '_']).all(|part| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    });
    let has_length = match algorithm {
        "sha256" => hex.len() == 64,
        "sha384" => hex.len() == 96,
        "sha512" => hex.len() == 128,
        _ => hex.len() >= 32,
    };
    (is_algorithm && has_length && is_lower_hex(hex)).then(|| ImageDigest {
        algorithm: algorithm.to_owned(),
        hex: hex.to_owned(),
    })
}

fn is_lower_hex(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests;
