//! What goes wrong on either side, and what it may cost.

use super::*;

#[tokio::test]
async fn a_download_goes_on_where_it_broke() {
    for ignores_ranges in [false, true] {
        let (from, _into, places, plan, layer) = simple().await;
        from.state().ignores_ranges = ignores_ranges;
        from.state().order("GET", "/blobs/", Fault::Reset(1700));
        from.state().order("GET", "/blobs/", Fault::Reset(1700));
        copied(&places, &plan).await;
        let state = from.state();
        let ranged = state
            .seen
            .iter()
            .filter(|seen| seen.range.is_some())
            .count();
        assert!(ranged >= 1, "{:?}", state.seen);
        if !ignores_ranges {
            assert!(
                state.sent[&layer] <= 5000,
                "no byte came twice: {}",
                state.sent[&layer]
            );
        }
    }
}

#[tokio::test]
async fn passing_faults_on_both_sides_are_waited_out() {
    let (from, into, places, plan, _) = simple().await;
    for (method, part) in [("GET", "/blobs/"), ("GET", "/manifests/")] {
        from.state().order(method, part, Fault::Status(503, None));
        from.state()
            .order(method, part, Fault::Status(429, Some("3")));
    }
    for method in ["POST", "PATCH", "PUT", "HEAD"] {
        into.state().order(method, "/", Fault::Status(500, None));
        into.state().order(
            method,
            "/",
            Fault::Status(429, Some("Sun, 06 Nov 1994 08:49:37 GMT")),
        );
    }
    into.state().order("PATCH", "/", Fault::StoredButFailed);
    copied(&places, &plan).await;
    assert_eq!(into.state().faults, []);
    assert_eq!(from.state().faults, []);
    assert_eq!(
        into.state().received,
        plan.bytes(),
        "a piece that was stored is not sent again"
    );
}

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    let waits = Arc::new(Waits::default());
    let from = TestRegistry::start().await.unwrap();
    from.hold("a", Some("1"), &image(&[]));
    for wait in ["3", "Sun, 06 Nov 1994 08:49:37 GMT"] {
        from.state()
            .order("GET", "/manifests/", Fault::Status(429, Some(wait)));
    }
    let places = Places::new(
        Credentials::default(),
        Options {
            clock: Arc::clone(&waits) as Arc<dyn Clock>,
            ..options()
        },
    );
    graph(&places, at(&from, "a"), "1").await.unwrap();
    assert_eq!(
        *waits.0.lock().unwrap(),
        [Duration::from_secs(3), Duration::from_secs(10)]
    );
}

#[tokio::test]
async fn of_a_piece_that_was_partly_stored_only_the_rest_is_sent_again() {
    for is_streamed in [false, true] {
        let (from, into, held, plan, layer) = simple().await;
        let places = if is_streamed { streaming() } else { held };
        into.state().order("PATCH", "/", Fault::PartlyStored(300));
        into.state().order("PATCH", "/", Fault::PartlyStored(0));
        copied(&places, &plan).await;
        assert_eq!(into.state().faults, []);
        assert_eq!(
            into.state().received,
            plan.bytes(),
            "no byte was stored twice"
        );
        let state = from.state();
        let ranges: Vec<&str> = (state.seen.iter())
            .filter(|seen| seen.target.contains(&layer))
            .filter_map(|seen| seen.range.as_deref())
            .collect();
        // What is held is not read again, what was streamed is, once after each fault.
        let wanted: &[&str] = if is_streamed { &["bytes=300-"; 2] } else { &[] };
        assert_eq!(ranges, wanted);
    }
}

#[tokio::test]
async fn other_bytes_at_the_second_reading_are_refused_and_the_layer_begins_anew() {
    let (from, into, _, plan, layer) = simple().await;
    let places = streaming();
    into.state().order("PATCH", "/", Fault::PartlyStored(300));
    let part: &'static str = Box::leak(format!("/blobs/{layer}").into_boxed_str());
    // The first reading is right.
    from.state().order("GET", part, Fault::Reset(5000));
    from.state().order("GET", part, Fault::WrongBytes);
    copied(&places, &plan).await;
    assert_eq!(from.state().faults, []);
    holds(&into, "copy/a", &image(&[&bytes(5000, 1)]));
    let begun = into.state().count("POST", "/blobs/uploads/");
    assert_eq!(begun, 3, "configuration, layer, and the layer again");
}

#[tokio::test]
async fn what_is_too_large_for_one_request_goes_in_pieces() {
    let (_from, into, _, plan, _) = simple().await;
    for _ in 0..2 {
        into.state().order("PATCH", "/", Fault::Status(413, None));
    }
    copied(&streaming(), &plan).await;
    let state = into.state();
    let pieces: Vec<usize> = (state.seen.iter())
        .filter(|seen| seen.method == "PATCH")
        .map(|seen| seen.received)
        .collect();
    assert_eq!(pieces, [5000, 5000, 1000, 1000, 1000, 1000]);
}

#[tokio::test]
async fn an_empty_layer_is_verified_too() {
    let (from, into) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    let made = image(&[b""]);
    from.hold("a", Some("1"), &made);
    let places = streaming();
    let found = graph(&places, at(&from, "a"), "1").await.unwrap();
    let plan = Plan::new(&[found], to(&into)).unwrap();
    copied(&places, &plan).await;
    holds(&into, "copy/a", &made);
}

#[tokio::test]
async fn streams_outlive_faults_of_both_sides() {
    let (from, into) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    let made = image(&[&bytes(5000, 1)]);
    from.hold("a", Some("1"), &made);
    into.state().bearer = Some((String::new(), String::new()));
    let options = Options {
        streamed: u64::MAX,
        stall: Duration::from_millis(300),
        ..options()
    };
    let places = Places::new(Credentials::default(), options);
    let graph = graph(&places, at(&from, "a"), "1").await.unwrap();
    let plan = Plan::new(&[graph], to(&into)).unwrap();
    for fault in [
        Fault::ExpiredToken,
        Fault::Silence,
        Fault::Status(503, None),
        Fault::Status(429, Some("3")),
        Fault::LostSession,
        Fault::StoredButFailed,
    ] {
        into.state().order("PATCH", "/", fault);
    }
    from.state().order("GET", "/blobs/", Fault::Stall(1700));
    from.state().order("GET", "/blobs/", Fault::Reset(1200));
    copied(&places, &plan).await;
    holds(&into, "copy/a", &made);
    assert_eq!(
        (&from.state().faults, &into.state().faults),
        (&vec![], &vec![])
    );
    assert_eq!(into.state().received, plan.bytes());

    // A source that has other bytes is refused before anything is committed.
    let into = TestRegistry::start().await.unwrap();
    let plan = Plan::new(
        &[super::graph(&places, at(&from, "a"), "1").await.unwrap()],
        to(&into),
    )
    .unwrap();
    from.state().order("GET", "/blobs/", Fault::WrongBytes);
    from.state().order("GET", "/blobs/", Fault::WrongBytes);
    let outcome = run(&plan, &places, Limits::default(), &NoJournal, &Quiet)
        .await
        .unwrap();
    assert!(
        matches!(&outcome.failed[0].error, Error::Corrupt { .. }),
        "{:?}",
        outcome.failed
    );
    let state = into.state();
    assert!(
        !state
            .repositories
            .values()
            .any(|held| held.blobs.contains_key(&made.blobs[1].0))
    );
}

#[tokio::test]
async fn a_forgotten_upload_begins_anew() {
    let (_from, into, places, plan, _) = simple().await;
    into.state().order("PATCH", "/", Fault::LostSession);
    let outcome = copied(&places, &plan).await;
    assert_eq!(outcome.transferred, 2);
}

#[tokio::test]
async fn a_refused_upload_begins_anew_and_no_other_does() {
    for fault in [
        Fault::Status(416, None),
        Fault::Status(404, None),
        Fault::Status(400, None),
    ] {
        let (from, into) = (
            TestRegistry::start().await.unwrap(),
            TestRegistry::start().await.unwrap(),
        );
        let made = image(&[&bytes(5000, 1), &bytes(5000, 2)]);
        from.hold("a", Some("1"), &made);
        let places = places();
        let graph = graph(&places, at(&from, "a"), "1").await.unwrap();
        let plan = Plan::new(&[graph], to(&into)).unwrap();
        // The same session is refused again and again, in the middle of it.
        into.state().order("PATCH", "/upload-1?", fault.clone());
        into.state().order("PATCH", "/upload-1?", fault.clone());
        let one = Limits {
            blobs: 1,
            ..Limits::default()
        };
        let outcome = run(&plan, &places, one, &NoJournal, &Quiet).await.unwrap();
        assert_eq!(outcome.failed, [], "{fault:?}");
        holds(&into, "copy/a", &made);
        let begun = into.state().count("POST", "/blobs/uploads/");
        assert_eq!(begun, 4, "{fault:?}: each blob once, one of them again");
    }
    // A registry that refuses for ever fails the image, soon and with its own words.
    let (_from, into, places, plan, _) = simple().await;
    for _ in 0..40 {
        into.state().order("PATCH", "/", Fault::Status(413, None));
    }
    let outcome = run(&plan, &places, Limits::default(), &NoJournal, &Quiet)
        .await
        .unwrap();
    let error = &outcome.failed[0].error;
    assert!(matches!(error, Error::Protocol { .. }), "{error:?}");
    assert!(error.to_string().contains("413"), "{error}");
    assert!(into.state().count("PATCH", "/") <= 8);
}

#[tokio::test]
async fn manifests_that_break_off_or_stall_are_asked_for_again() {
    let from = TestRegistry::start().await.unwrap();
    from.hold("a", Some("1"), &image(&[&bytes(5000, 1)]));
    from.state().order("GET", "/manifests/", Fault::Reset(20));
    from.state().order("GET", "/manifests/", Fault::Stall(20));
    from.state().order("GET", "/manifests/", Fault::Reset(0));
    from.state().order("GET", "/tags/list", Fault::Silence);
    let options = Options {
        stall: Duration::from_millis(200),
        ..options()
    };
    let places = Places::new(Credentials::default(), options);
    let found = graph(&places, at(&from, "a"), "1").await.unwrap();
    assert_eq!(found.manifests.len(), 1);
    assert_eq!(from.state().count("GET", "/manifests/1"), 4);
    let repository = places
        .registry(&from.host())
        .unwrap()
        .repository("a")
        .unwrap();
    assert_eq!(repository.tags().await.unwrap(), ["1"]);
}

#[tokio::test]
async fn a_side_that_stops_answering_is_left_and_asked_again() {
    let (from, into) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    let made = image(&[&bytes(5000, 1)]);
    from.hold("a", Some("1"), &made);
    let options = Options {
        stall: Duration::from_millis(200),
        ..options()
    };
    let places = Places::new(Credentials::default(), options);
    let graph = graph(&places, at(&from, "a"), "1").await.unwrap();
    let plan = Plan::new(&[graph], to(&into)).unwrap();
    from.state().order("GET", "/blobs/", Fault::Stall(1700));
    from.state().order("GET", "/blobs/", Fault::Silence);
    for method in ["POST", "PATCH", "PUT", "HEAD"] {
        into.state().order(method, "/", Fault::Silence);
    }
    copied(&places, &plan).await;
    holds(&into, "copy/a", &made);
    assert_eq!(
        (&from.state().faults, &into.state().faults),
        (&vec![], &vec![])
    );
}

#[tokio::test]
async fn wrong_bytes_are_refused_and_nothing_of_the_image_is_stored() {
    let (from, into, places, plan, layer) = simple().await;
    from.state().order("GET", "/blobs/", Fault::WrongBytes);
    from.state().order("GET", "/blobs/", Fault::WrongBytes);
    let outcome = run(&plan, &places, Limits::default(), &NoJournal, &Quiet)
        .await
        .unwrap();
    assert_eq!(outcome.copied, []);
    assert!(
        matches!(&outcome.failed[0].error, Error::Corrupt { .. }),
        "{:?}",
        outcome.failed
    );
    let state = into.state();
    assert!(!(state.repositories.values()).any(|held| held.blobs.contains_key(&layer)));
    assert_eq!(state.count("PUT", "/manifests/"), 0);
}

#[tokio::test]
async fn tokens_are_renewed_in_the_middle_of_a_layer_and_secrets_stay_inside() {
    let (from, into) = (
        TestRegistry::start().await.unwrap(),
        TestRegistry::start().await.unwrap(),
    );
    let made = image(&[&bytes(5000, 1)]);
    from.hold("a", Some("1"), &made);
    from.state().bearer = Some(("reader".to_owned(), "hunter2".to_owned()));
    into.state().bearer = Some(("writer".to_owned(), "hunter3".to_owned()));
    let credential = |user: &str, password: &str| Credential::Password {
        user: user.to_owned(),
        password: Secret::new(password),
    };
    let credentials = Credentials::given(BTreeMap::from([
        (from.host(), credential("reader", "hunter2")),
        (into.host(), Credential::Identity(Secret::new("hunter3"))),
    ]));
    let places = Places::new(credentials, options());
    assert!(!format!("{places:?}").contains("hunter"));
    let found = graph(&places, at(&from, "a"), "1").await.unwrap();
    let plan = Plan::new(&[found], to(&into)).unwrap();
    from.state().order("GET", "/blobs/", Fault::Reset(1200));
    from.state().order("GET", "/blobs/", Fault::ExpiredToken);
    into.state().order("PATCH", "/", Fault::ExpiredToken);
    copied(&places, &plan).await;
    holds(&into, "copy/a", &made);
    assert!(from.state().count("GET", "/token") >= 2);
    assert!(into.state().count("POST", "/token") >= 2);

    // A wrong password is an error that names the registry and not the password.
    let credentials = Credentials::given(BTreeMap::from([(
        from.host(),
        credential("reader", "wrong-hunter"),
    )]));
    let error = graph(&Places::new(credentials, options()), at(&from, "a"), "1")
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Denied { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hunter"));
}

#[tokio::test]
async fn no_credential_goes_along_a_redirection_to_another_host() {
    let (from, into, _, plan, layer) = simple().await;
    let storage = TestRegistry::start().await.unwrap();
    storage.hold("s", None, &image(&[&bytes(5000, 1)]));
    from.state().basic = Some(("reader".to_owned(), "hunter2".to_owned()));
    let credentials = Credentials::given(BTreeMap::from([(
        from.host(),
        Credential::Password {
            user: "reader".to_owned(),
            password: Secret::new("hunter2"),
        },
    )]));
    let places = Places::new(credentials, options());
    // The registry's wish for a password is known from here on.
    graph(&places, at(&from, "a"), "1").await.unwrap();
    for (digest, _) in image(&[&bytes(5000, 1)]).blobs {
        let target = format!("http://{}/v2/s/blobs/{digest}", storage.host());
        let part: &'static str = Box::leak(format!("/blobs/{digest}").into_boxed_str());
        from.state().order("GET", part, Fault::Redirect(target));
    }
    copied(&places, &plan).await;
    assert!(storage.sent().contains_key(&layer));
    let blobs = |state: &State| {
        let of_blobs = state
            .seen
            .iter()
            .filter(|seen| seen.target.contains("/blobs/"));
        of_blobs.map(|seen| seen.is_authorised).collect::<Vec<_>>()
    };
    assert_eq!(blobs(&from.state()), [true, true]);
    assert!(storage.state().seen.iter().all(|seen| !seen.is_authorised));
    assert!(into.state().seen.iter().all(|seen| !seen.is_authorised));
}

/// Layers that do not fit on the disk, as a process sees them that may write no larger file.
#[cfg(unix)]
#[tokio::test]
async fn a_full_disk_fails_the_image_and_the_next_run_goes_on_with_what_came() {
    const INSIDE: &str = "OVHAI_TEST_LAYOUT";
    let small = 256 << 10;
    let Some(root) = std::env::var_os(INSIDE) else {
        // Once more in a shell that limits files to 512 KiB, with the signal that comes with it ignored.
        let folder = tempfile::tempdir().unwrap();
        let output = std::process::Command::new("sh")
            .args([
                "-c",
                "trap '' XFSZ; ulimit -f 1024; exec \"$0\" --exact --nocapture \"$1\"",
            ])
            .arg(std::env::current_exe().unwrap())
            .arg("faults::a_full_disk_fails_the_image_and_the_next_run_goes_on_with_what_came")
            .env(INSIDE, folder.path().join("layout"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("1 passed"), "{said}");
        return;
    };
    let from = TestRegistry::start().await.unwrap();
    let made = image(&[&bytes(small, 1), &bytes(2 << 20, 2)]);
    from.hold("a", Some("1"), &made);
    let places = places();
    let graph = graph(&places, at(&from, "a"), "1").await.unwrap();
    let destination = Destination::Layout(root.clone().into());
    let plan = Plan::new(&[graph], destination).unwrap();
    for _ in 0..2 {
        let outcome = run(&plan, &places, Limits::default(), &NoJournal, &Quiet);
        let failed = outcome.await.unwrap().failed;
        assert!(
            matches!(&failed[0].error, Error::Disk { path, .. } if path.contains("layout")),
            "{failed:?}"
        );
        let layout = Layout::open(root.as_ref()).unwrap();
        assert_eq!(
            layout.entries(),
            Ok(Vec::new()),
            "no name for half an image"
        );
        let problems = layout.verify().unwrap();
        assert_eq!(problems, [], "what is in its place is whole");
    }
    let (whole, large) = (&made.blobs[1].0, &made.blobs[2].0);
    assert_eq!(
        from.sent()[whole],
        small as u64,
        "the layer that fits came once"
    );
    let state = from.state();
    let asked = (state.seen.iter())
        .filter(|seen| seen.method == "GET" && seen.target.contains(large.as_str()));
    let ranges: Vec<bool> = asked.map(|seen| seen.range.is_some()).collect();
    assert_eq!(
        ranges,
        [false, true],
        "the other one went on where it stopped"
    );
}
