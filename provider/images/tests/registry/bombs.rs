//! Images made to harm whoever resolves them.

use super::*;

#[tokio::test]
async fn bombs_are_refused_before_they_cost_anything() {
    let from = TestRegistry::start().await.unwrap();
    let places = places();
    // Indexes within indexes.
    let mut deep = image(&[]);
    for _ in 0..12 {
        deep = index(&[("linux/amd64", &deep)]);
    }
    from.hold("deep", Some("1"), &deep);
    assert!(matches!(
        graph(&places, at(&from, "deep"), "1").await,
        Err(Error::Bounds { .. })
    ));
    // Ten thousand children.
    let child = image(&[]);
    let many: Vec<(&str, &Made)> = (0..30_000).map(|_| ("linux/amd64", &child)).collect();
    from.hold("wide", Some("1"), &index(&many));
    let error = graph(&places, at(&from, "wide"), "1").await.unwrap_err();
    assert!(matches!(error, Error::Bounds { .. }), "{error}");
    // The same child three times is one child.
    from.hold("thrice", Some("1"), &index(&many[..3]));
    let found = graph(&places, at(&from, "thrice"), "1").await.unwrap();
    assert_eq!(found.manifests.len(), 2);
    // A ladder, each rung of which names the next a thousand times, costs a request for each rung.
    let mut ladder = image(&[]);
    let mut rungs = ladder.manifests.clone();
    for _ in 0..5 {
        let many: Vec<(&str, &Made)> = (0..1000).map(|_| ("linux/amd64", &ladder)).collect();
        ladder = index(&many);
        rungs.extend(ladder.manifests.last().cloned());
        ladder.manifests = rungs[rungs.len() - 1..].to_vec();
        ladder.blobs.clear();
    }
    ladder.manifests = rungs;
    ladder.blobs = image(&[]).blobs;
    from.hold("ladder", Some("1"), &ladder);
    let found = graph(&places, at(&from, "ladder"), "1").await.unwrap();
    assert_eq!(found.manifests.len(), 6);
    let asked = |name: &str| {
        from.state()
            .count("GET", &format!("/v2/ladder/manifests/{name}"))
    };
    assert_eq!((asked("1"), asked("sha256:")), (1, 5));
    // An index that names itself, from a registry that does not mind what a digest means.
    let itself = ContentDigest::of(b"what is found there says otherwise");
    let cycle = json!({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [
        {"mediaType": "application/vnd.oci.image.index.v1+json", "digest": itself, "size": 1}]});
    let text = cycle.to_string().replace(
        "\"size\":1",
        &format!("\"size\":{}", cycle.to_string().len() + 2),
    );
    {
        let mut state = from.state();
        let held = state.repositories.entry("cycle".to_owned()).or_default();
        held.manifests.insert(
            itself.to_string(),
            (
                "application/vnd.oci.image.index.v1+json".to_owned(),
                text.into(),
            ),
        );
        held.tags.insert("1".to_owned(), itself.to_string());
    }
    for name in ["1", itself.as_str()] {
        let error = graph(&places, at(&from, "cycle"), name).await.unwrap_err();
        assert!(matches!(error, Error::Corrupt { .. }), "{error}");
    }
    // A layer whose size lies: too small, too large, and out of all bounds.
    for (size, is_bound) in [(99, false), (101, false), (u64::MAX, true)] {
        let layer = bytes(100, 1);
        let mut made = image_with(
            &[&layer],
            json!({"layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar",
                "digest": ContentDigest::of(&layer), "size": size}]}),
        );
        made.blobs
            .push((ContentDigest::of(&layer).to_string(), layer.into()));
        from.hold("lies", Some("1"), &made);
        match graph(&places, at(&from, "lies"), "1").await {
            Err(Error::Bounds { .. }) if is_bound => continue,
            other => {
                let into = TestRegistry::start().await.unwrap();
                let plan = Plan::new(&[other.unwrap()], to(&into)).unwrap();
                let outcome = run(&plan, &places, Limits::default(), &NoJournal, &Quiet)
                    .await
                    .unwrap();
                assert!(
                    matches!(outcome.failed[0].error, Error::Corrupt { .. }),
                    "{:?}",
                    outcome.failed
                );
            }
        }
    }
    // Docker's first schema.
    let mut old = image_with(
        &[],
        json!({"schemaVersion": 1, "mediaType": "application/vnd.docker.distribution.manifest.v1+json"}),
    );
    old.manifests[0].1 = "application/vnd.docker.distribution.manifest.v1+json".to_owned();
    from.hold("old", Some("1"), &old);
    let error = graph(&places, at(&from, "old"), "1").await.unwrap_err();
    assert!(error.to_string().contains("schema 1"), "{error}");
}
