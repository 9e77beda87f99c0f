//! Transfers in a cluster on loopback: begun, followed, interrupted, failed, removed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use ovhai_clusters::{Cluster, Connection};
use ovhai_jobs::{
    Begun, Copies, Copying, DataPlace, Destination, End, Error, Look, Objects, Pace, Reach, Remote,
    Runner, SecretReference, Settings, Watcher, data,
    testing::{Ending, Kubelet, TestCluster},
};

fn objects(export: &str, prefix: &str) -> Objects {
    let secret = |name: &str| {
        Some(SecretReference {
            name: name.to_owned(),
            ..SecretReference::default()
        })
    };
    let remote = |name: &str| Remote {
        reach: Reach::S3 {
            endpoint: "https://s3.example.com".to_owned(),
            region: "gra".to_owned(),
            is_virtual: false,
        },
        secret: secret(name),
    };
    let settings = Settings {
        export: export.to_owned(),
        kind: "data",
        namespace: "exit".to_owned(),
        image: ovhai_jobs::RCLONE.to_owned(),
        parallel: 2,
        cpu: "1".to_owned(),
        memory: "1Gi".to_owned(),
        kept_for: 600,
        ..Settings::default()
    };
    let copies = Copies {
        remotes: vec![remote("from"), remote("to")],
        places: vec![DataPlace {
            remote: 0,
            container: "models".to_owned(),
            prefix: prefix.to_owned(),
            below: "GRA/models/models".to_owned(),
            folders: vec!["a/".to_owned(), "b/".to_owned(), "c/".to_owned()],
        }],
        destination: Destination::Bucket(1, "exit".to_owned(), String::new()),
        copying: Copying {
            shards: 4,
            ..Copying::default()
        },
    };
    data(&settings, &copies).unwrap()
}

fn well(index: u32, _: u32) -> Ending {
    let log = format!(
        "{{\"msg\":\"x\",\"stats\":{{\"transfers\":{},\"bytes\":100}}}}\n",
        index + 1
    );
    Ending {
        code: 0,
        message: format!(
            "{{\"unproven\":0,\"size\":{{\"count\":{},\"bytes\":100,\"sizeless\":0}}}}",
            index + 1
        ),
        log,
    }
}

async fn runner(cluster: &TestCluster) -> Runner {
    let connection = Connection {
        host: Some(cluster.host()),
        ..Connection::default()
    };
    let pace = Pace {
        look: Duration::from_millis(10),
        patience: Duration::from_millis(400),
        start: Duration::from_millis(200),
    };
    let cluster = Cluster::new("target", &connection).await.unwrap();
    Runner::new(&cluster, |text| text.replace("hunter2", "(secret)"), pace)
}

#[derive(Default)]
struct Seen(Mutex<Vec<Look>>);

impl Watcher for Seen {
    fn look(&self, look: &Look) {
        self.0.lock().unwrap().push(look.clone());
    }
}

#[tokio::test]
async fn a_transfer_is_started_followed_collected_and_removed() {
    let cluster = TestCluster::start(Kubelet::Ends(well)).await.unwrap();
    let (runner, objects) = (runner(&cluster).await, objects("one", ""));
    assert_eq!(objects.shards, 4);
    let begun = runner.begin(&objects).await.unwrap();
    assert_eq!(
        begun,
        Begun::Created {
            failed_before: None
        }
    );
    let seen = Seen::default();
    let collected = runner.follow(&objects, &seen).await.unwrap();
    assert_eq!(collected.shards, 4);
    let counts: Vec<u64> = collected
        .results
        .values()
        .map(|result| result.size.count)
        .collect();
    assert_eq!(counts, [1, 2, 3, 4]);
    assert_eq!(collected.moved, (10, 400));
    let looks = seen.0.into_inner().unwrap();
    assert!(
        looks.iter().all(|look| look.running.len() <= 2),
        "no more than two at once"
    );
    assert!(looks.len() > 1 && looks[0].done.is_empty());
    assert_eq!(looks.last().unwrap().line(), "4 of 4 shards done");
    runner.clean("exit", &objects.name).await.unwrap();
    let state = cluster.state();
    assert!(state.jobs.is_empty() && state.pods.is_empty() && state.config_maps.is_empty());
}

#[tokio::test]
async fn what_an_interrupted_run_left_is_taken_over_and_nothing_made_twice() {
    let cluster = TestCluster::start(Kubelet::Busy).await.unwrap();
    let (runner, first) = (runner(&cluster).await, objects("one", ""));
    runner.begin(&first).await.unwrap();
    let seen = Seen::default();
    // Whoever followed is gone, as after kill -9.
    let following = runner.follow(&first, &seen);
    tokio::time::timeout(Duration::from_millis(80), following)
        .await
        .unwrap_err();
    let uid = cluster.state().jobs.values().next().unwrap().object["metadata"]["uid"].clone();
    // Another listing divides it otherwise; that is the same transfer.
    let mut again = first.clone();
    again.shards = 2;
    again.job["spec"]["completions"] = 2.into();
    cluster.state().kubelet = Kubelet::Ends(well);
    assert_eq!(runner.begin(&again).await.unwrap(), Begun::Adopted);
    let collected = runner.follow(&again, &seen).await.unwrap();
    assert_eq!(collected.shards, 4);
    // Also when it is over already.
    assert_eq!(runner.begin(&again).await.unwrap(), Begun::Adopted);
    {
        let state = cluster.state();
        assert_eq!(state.count("PATCH", "/jobs/"), 1);
        assert_eq!(state.pods.len(), 4);
        assert_eq!(
            state.jobs.values().next().unwrap().object["metadata"]["uid"],
            uid
        );
    }
    // What is asked for now is something else: that one goes, and another comes.
    let other = objects("one", "a/");
    assert!(matches!(
        runner.begin(&other).await.unwrap(),
        Begun::Created { .. }
    ));
    assert_eq!(cluster.state().jobs.len(), 1);
    // And somebody else's is left alone.
    let mut foreign = objects("two", "");
    foreign.name.clone_from(&other.name);
    assert!(matches!(
        runner.begin(&foreign).await,
        Err(Error::Foreign { .. })
    ));
}

#[tokio::test]
async fn a_refusal_leaves_nothing_behind() {
    let cluster = TestCluster::start(Kubelet::Busy).await.unwrap();
    let (runner, objects) = (runner(&cluster).await, objects("one", ""));
    let words = "jobs.batch \"x\" is forbidden: exceeded quota: small, requested: count/jobs.batch=1 hunter2";
    cluster
        .state()
        .refusals
        .push(("PATCH", "jobs", 403, words.to_owned()));
    let error = runner.begin(&objects).await.unwrap_err();
    assert!(matches!(&error, Error::Refused { .. }), "{error:?}");
    let text = error.detail();
    assert!(
        text.contains("exceeded quota") && text.contains("(secret)"),
        "{text}"
    );
    assert!(!text.contains("hunter2"));
    assert!(cluster.state().config_maps.is_empty());
    // A namespace that is not there is the same.
    cluster.state().namespaces.clear();
    let error = runner.begin(&objects).await.unwrap_err().detail();
    assert!(error.contains("namespaces \"exit\" not found"), "{error}");
}

#[tokio::test]
async fn a_failing_shard_is_told_with_its_last_words_and_the_others_are_done() {
    fn one_fails(index: u32, attempt: u32) -> Ending {
        match (index, attempt) {
            // Better the second time.
            (1, 0) => Ending {
                code: 1,
                ..Ending::default()
            },
            (2, _) => Ending {
                code: 4,
                message: String::new(),
                log: "{\"msg\":\"stats\",\"stats\":{\"transfers\":1,\"bytes\":2}}\n{\"msg\":\"sizes differ hunter2\",\"object\":\"a/x\"}\nplain\n"
                    .to_owned(),
            },
            // Files in the way: not tried again.
            (3, _) => Ending {
                code: 6,
                message: "immutable file modified".to_owned(),
                log: String::new(),
            },
            _ => well(index, attempt),
        }
    }
    let cluster = TestCluster::start(Kubelet::Ends(one_fails)).await.unwrap();
    let (runner, objects) = (runner(&cluster).await, objects("one", ""));
    runner.begin(&objects).await.unwrap();
    let error = runner.follow(&objects, &Seen::default()).await.unwrap_err();
    let text = error.detail();
    assert_eq!(error.to_string(), "2 of 4 shards failed");
    assert!(
        text.contains("shard 2: a/x: sizes differ (secret)\nplain"),
        "{text}"
    );
    assert!(text.contains("shard 3: immutable file modified"), "{text}");
    let tries = |index: &str| {
        let state = cluster.state();
        let of = |pod: &&serde_json::Value| {
            pod["metadata"]["labels"]["batch.kubernetes.io/job-completion-index"] == index
        };
        state.pods.values().filter(of).count()
    };
    assert_eq!(
        (tries("0"), tries("1"), tries("2"), tries("3")),
        (1, 2, 3, 1)
    );
    // The next run says what was wrong, and begins anew.
    cluster.state().kubelet = Kubelet::Ends(well);
    let Begun::Created {
        failed_before: Some(words),
    } = runner.begin(&objects).await.unwrap()
    else {
        panic!("the failed Job stayed");
    };
    assert!(words.contains("sizes differ"), "{words}");
    runner.follow(&objects, &Seen::default()).await.unwrap();
}

#[tokio::test]
async fn pods_that_go_and_a_server_that_is_away_for_a_while_stop_nothing() {
    let cluster = TestCluster::start(Kubelet::Ends(well)).await.unwrap();
    let (runner, objects) = (runner(&cluster).await, objects("one", ""));
    cluster.state().outage = 3;
    runner.begin(&objects).await.unwrap();

    /// Makes trouble when it sees something end.
    struct Trouble<'a>(&'a TestCluster, AtomicU32);
    impl Watcher for Trouble<'_> {
        fn look(&self, look: &Look) {
            if !look.done.is_empty() && self.1.fetch_add(1, Ordering::SeqCst) == 0 {
                let mut state = self.0.state();
                state.outage = 6;
                let ended = |pod: &serde_json::Value| pod["status"]["phase"] == "Succeeded";
                state.pods.retain(|_, pod| !ended(pod));
            }
        }
    }
    let trouble = Trouble(&cluster, AtomicU32::new(0));
    let collected = runner.follow(&objects, &trouble).await.unwrap();
    assert_eq!(collected.results.len(), 4, "what was seen is kept");

    // Away for longer than patience lasts: said, and the Job goes on.
    cluster.state().outage = usize::MAX;
    let error = runner.follow(&objects, &Seen::default()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error}");
    cluster.state().outage = 0;
    assert_eq!(runner.begin(&objects).await.unwrap(), Begun::Adopted);
}

#[tokio::test]
async fn what_was_lost_before_anybody_looked_is_known_as_lost() {
    let cluster = TestCluster::start(Kubelet::Ends(well)).await.unwrap();
    let (runner, objects) = (runner(&cluster).await, objects("one", ""));
    runner.begin(&objects).await.unwrap();
    let look = loop {
        let look = runner.look("exit", &objects.name).await.unwrap().unwrap();
        if look.end.is_some() {
            break look;
        }
    };
    assert_eq!(look.end, Some(End::Complete));
    cluster.state().pods.clear();
    let look = runner.look("exit", &objects.name).await.unwrap().unwrap();
    let collected = Runner::collected(&look).unwrap();
    assert_eq!((collected.shards, collected.results.len()), (4, 0));
    runner.clean("exit", &objects.name).await.unwrap();
    assert_eq!(runner.look("exit", &objects.name).await.unwrap(), None);
    let error = runner.follow(&objects, &Seen::default()).await.unwrap_err();
    assert!(matches!(error, Error::Gone { .. }), "{error}");
}

#[tokio::test]
async fn pods_that_cannot_start_are_told_with_the_reason() {
    let cluster = TestCluster::start(Kubelet::Waiting(
        "CreateContainerConfigError",
        "secret \"from\" not found",
    ))
    .await
    .unwrap();
    let (runner, objects) = (runner(&cluster).await, objects("one", ""));
    runner.begin(&objects).await.unwrap();
    let error = runner
        .follow(&objects, &Seen::default())
        .await
        .unwrap_err()
        .detail();
    assert!(error.contains("secret \"from\" not found"), "{error}");
    // Nor those that a quota keeps from being made.
    runner.clean("exit", &objects.name).await.unwrap();
    {
        let mut state = cluster.state();
        state.kubelet = Kubelet::Quota;
        state.events.insert(
            objects.name.clone(),
            "Error creating: pods are forbidden: exceeded quota".to_owned(),
        );
    }
    runner.begin(&objects).await.unwrap();
    let error = runner
        .follow(&objects, &Seen::default())
        .await
        .unwrap_err()
        .detail();
    assert!(error.contains("exceeded quota"), "{error}");
}
