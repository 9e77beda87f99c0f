//! A real API server takes the objects and makes the pods, which wait for a Secret that is not there, on purpose; nothing is copied and
//! nothing stays. Run by `cargo xtask test --only cluster` where `KUBECONFIG` names a cluster, in the namespace `OVHAI_NAMESPACE`, else
//! `default`.

use std::time::Duration;

use ovhai_clusters::{Cluster, Connection};
use ovhai_jobs::{
    Begun, Copies, Copying, DataPlace, Destination, Look, Pace, Reach, Remote, Runner,
    SecretReference, Settings, Watcher, data,
};

fn settings(export: &str) -> Settings {
    Settings {
        export: export.to_owned(),
        kind: "data",
        namespace: "exit".to_owned(),
        image: ovhai_jobs::RCLONE.to_owned(),
        parallel: 2,
        cpu: "100m".to_owned(),
        memory: "128Mi".to_owned(),
        kept_for: 600,
        ..Settings::default()
    }
}

struct Nobody;

impl Watcher for Nobody {
    fn look(&self, _: &Look) {}
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs KUBECONFIG: cargo xtask test --only cluster"]
async fn a_cluster_of_ones_own_takes_the_job() {
    let kubeconfig = std::env::var_os("KUBECONFIG").unwrap();
    let connection = Connection {
        kubeconfig: Some(kubeconfig.into()),
        ..Connection::default()
    };
    let cluster = Cluster::new("own", &connection).await.unwrap();
    let pace = Pace {
        start: Duration::from_secs(60),
        ..Pace::default()
    };
    let runner = Runner::new(&cluster, str::to_owned, pace);
    let remote = |secret: &str| Remote {
        reach: Reach::S3 {
            endpoint: "https://s3.example.invalid".to_owned(),
            region: "x".to_owned(),
            is_virtual: false,
        },
        secret: Some(SecretReference {
            name: secret.to_owned(),
            ..SecretReference::default()
        }),
    };
    let copies = Copies {
        remotes: vec![remote("ovhai-test-no-such-secret")],
        places: vec![DataPlace {
            remote: 0,
            container: "a".to_owned(),
            prefix: String::new(),
            below: "a".to_owned(),
            folders: Vec::new(),
        }],
        destination: Destination::Bucket(0, "b".to_owned(), String::new()),
        copying: Copying::default(),
    };
    let mut settings = settings("a test of ovhai-jobs");
    settings.namespace = std::env::var("OVHAI_NAMESPACE").unwrap_or_else(|_| "default".to_owned());
    let objects = data(&settings, &copies).unwrap();
    let begun = runner.begin(&objects).await;
    let error = runner.follow(&objects, &Nobody).await;
    let cleaned = runner.clean(&settings.namespace, &objects.name).await;
    assert!(matches!(begun.unwrap(), Begun::Created { .. }));
    // The Secret is not there, on purpose: pods are accepted and wait for it.
    let error = error.unwrap_err().detail();
    assert!(error.contains("ovhai-test-no-such-secret"), "{error}");
    cleaned.unwrap();
}
