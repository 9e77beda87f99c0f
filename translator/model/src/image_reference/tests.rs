//! What the grammar of image references takes and refuses.

use proptest::prelude::*;

use super::*;

const SHA: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn parse(text: &str) -> ImageReference {
    ImageReference::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn short_names_are_docker_hubs() {
    for (text, full) in [
        ("ubuntu", "docker.io/library/ubuntu"),
        ("ubuntu:24.04", "docker.io/library/ubuntu:24.04"),
        (
            "ovhcom/ai-examples-hello:1.0",
            "docker.io/ovhcom/ai-examples-hello:1.0",
        ),
        ("docker.io/ubuntu", "docker.io/library/ubuntu"),
        (
            "index.docker.io/library/ubuntu:1",
            "docker.io/library/ubuntu:1",
        ),
        ("registry-1.docker.io/a/b", "docker.io/a/b"),
        ("library/ubuntu", "docker.io/library/ubuntu"),
    ] {
        assert_eq!(parse(text).to_string(), full, "{text}");
    }
}

#[test]
fn hosts_ports_tags_and_digests_are_told_apart() {
    let full = format!("registry.example.com:5000/ml/team__a/text-classifier:1.4.2@sha256:{SHA}");
    let image = parse(&full);
    assert_eq!(image.host, "registry.example.com");
    assert_eq!(image.port, Some(5000));
    assert_eq!(image.registry(), "registry.example.com:5000");
    assert_eq!(image.repository, "ml/team__a/text-classifier");
    assert_eq!(image.tag.as_deref(), Some("1.4.2"));
    assert_eq!(
        image.digest.as_ref().map(|d| d.algorithm.as_str()),
        Some("sha256")
    );
    assert_eq!(image.to_string(), full);
    for (text, host, port, repository, tag) in [
        ("localhost/a", "localhost", None, "a", None),
        (
            "localhost:5000/a:1",
            "localhost",
            Some(5000),
            "a",
            Some("1"),
        ),
        ("REGISTRY/a", "REGISTRY", None, "a", None),
        ("10.0.0.1:443/a/b", "10.0.0.1", Some(443), "a/b", None),
        (
            "[2001:db8::1]:5000/a",
            "[2001:db8::1]",
            Some(5000),
            "a",
            None,
        ),
        ("[2001:db8::1]/a:x", "[2001:db8::1]", None, "a", Some("x")),
        (
            "registry.gra.ai.cloud.ovh.net/0123abcd/ocr:2.1",
            "registry.gra.ai.cloud.ovh.net",
            None,
            "0123abcd/ocr",
            Some("2.1"),
        ),
    ] {
        let image = parse(text);
        assert_eq!(
            (
                image.host.as_str(),
                image.port,
                image.repository.as_str(),
                image.tag.as_deref()
            ),
            (host, port, repository, tag),
            "{text}"
        );
    }
}

#[test]
fn what_is_wrong_is_pointed_at() {
    use ImageProblem::{
        Credentials, Digest, Empty, Host, ImageId, NoRepository, Port, Repository, Scheme, Tag,
        TooLong, UpperCase,
    };
    let long = format!("example.com/{}", "a".repeat(250));
    let tag = format!("a:{}", "t".repeat(129));
    let upper_digest = format!("a@sha256:{}", SHA.to_uppercase());
    let short_digest = format!("a@sha256:{}", &SHA[..63]);
    for (text, problem, part) in [
        ("", Empty, ""),
        ("https://example.com/a", Scheme, "https://"),
        ("user:pw@example.com/a", Credentials, "user:pw@"),
        ("-x.example.com/a", Host, "-x.example.com"),
        ("a..b/c", Host, "a..b"),
        ("[::g]/c", Host, "[::g]"),
        ("example.com:0/a", Port, "0"),
        ("example.com:65536/a", Port, "65536"),
        ("example.com:+80/a", Port, "+80"),
        ("example.com/", NoRepository, ""),
        (":1", NoRepository, ""),
        ("Nginx", UpperCase, "N"),
        ("example.com/team/App:1", UpperCase, "A"),
        ("a b", Repository, " "),
        ("é", Repository, "é"),
        ("a//b", Repository, ""),
        ("/a", Repository, ""),
        ("a/", Repository, ""),
        ("a..b", Repository, ".."),
        ("a___b", Repository, "___"),
        ("a-", Repository, "-"),
        ("_a", Repository, "_"),
        ("a._b", Repository, "._"),
        (long.as_str(), TooLong, long.as_str()),
        (SHA, ImageId, SHA),
        ("a:", Tag, ""),
        ("a:-x", Tag, "-x"),
        ("a:x y", Tag, "x y"),
        (tag.as_str(), Tag, &tag[2..]),
        ("a@", Digest, ""),
        ("a@sha256", Digest, "sha256"),
        (upper_digest.as_str(), Digest, &upper_digest[2..]),
        (short_digest.as_str(), Digest, &short_digest[2..]),
    ] {
        let error = ImageReference::parse(text).expect_err(text);
        assert_eq!(error.problem, problem, "{text}");
        assert_eq!(&text[error.place.clone()], part, "{text}: {error}");
    }
    assert!(ImageReference::parse(&format!("example.com/{SHA}")).is_ok());
    assert!(ImageReference::parse("a---b/c__d.e_f").is_ok());
}

#[test]
fn an_error_repeats_nothing_of_the_text() {
    let error = ImageReference::parse("robot:hunter2@registry.example.com/a").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_pointed_at(text in "[a-zA-Z0-9._:/@\\[\\]é-]{0,40}") {
        match ImageReference::parse(&text) {
            Ok(image) => {
                // What is filled in stays filled in.
                prop_assert_eq!(ImageReference::parse(&image.to_string()), Ok(image));
            }
            Err(error) => prop_assert!(text.get(error.place.clone()).is_some(), "{error:?}"),
        }
    }

    #[test]
    fn whatever_the_grammar_makes_is_read_as_it_was_made(
        host in "([a-z][a-z0-9]{0,5}\\.[a-z]{2,4}|localhost|[A-Z]{1,5}|\\[::[1-9]\\])",
        port in proptest::option::of(1_u16..),
        repository in "[a-z0-9]{1,4}((\\.|_|__|-{1,3})[a-z0-9]{1,3}){0,2}(/[a-z0-9]{1,4}){0,2}",
        tag in proptest::option::of("[A-Za-z0-9_][A-Za-z0-9_.-]{0,12}"),
        digest in proptest::option::of("[0-9a-f]{64}"),
    ) {
        let mut text = host.clone();
        if let Some(port) = port {
            text.push_str(&format!(":{port}"));
        }
        text.push_str(&format!("/{repository}"));
        if let Some(tag) = &tag {
            text.push_str(&format!(":{tag}"));
        }
        if let Some(hex) = &digest {
            text.push_str(&format!("@sha256:{hex}"));
        }
        let image = ImageReference::parse(&text);
        let digest = digest.map(|hex| ImageDigest { algorithm: "sha256".to_owned(), hex });
        prop_assert_eq!(image, Ok(ImageReference { host, port, repository, tag, digest }), "{}", text);
    }
}
