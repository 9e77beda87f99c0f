//! What transfers look like as objects, and that a cluster would take them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use ovhai_clusters::{Checker, Object, Outcome};
use ovhai_jobs::{
    Copies, Copying, DataPlace, Destination, Images, Objects, Pair, Reach, Remote, SecretReference,
    Settings, Toleration, data, folders_that_fit, images,
};

fn settings(kind: &'static str, image: &str) -> Settings {
    Settings {
        export: format!("{kind} of 0123 to s3:exit/data"),
        kind,
        namespace: "exit".to_owned(),
        image: image.to_owned(),
        parallel: 4,
        cpu: "1".to_owned(),
        memory: "1Gi".to_owned(),
        kept_for: 604_800,
        ..Settings::default()
    }
}

fn s3(secret: Option<SecretReference>) -> Remote {
    Remote {
        reach: Reach::S3 {
            endpoint: "https://s3.gra.io.cloud.ovh.net".to_owned(),
            region: "gra".to_owned(),
            is_virtual: false,
        },
        secret,
    }
}

fn place(remote: usize, prefix: &str, folders: &[&str]) -> DataPlace {
    DataPlace {
        remote,
        container: "models".to_owned(),
        prefix: prefix.to_owned(),
        below: "GRA/models-s3/models".to_owned(),
        folders: folders.iter().map(|folder| (*folder).to_owned()).collect(),
    }
}

fn secret(name: &str) -> Option<SecretReference> {
    Some(SecretReference {
        name: name.to_owned(),
        keys: BTreeMap::new(),
    })
}

fn bucket() -> Copies {
    let own_keys = SecretReference {
        name: "elsewhere".to_owned(),
        keys: [("AWS_ACCESS_KEY_ID".to_owned(), "id".to_owned())].into(),
    };
    let swift = Remote {
        reach: Reach::Swift {
            region: "GRA".to_owned(),
        },
        secret: secret("openstack"),
    };
    Copies {
        remotes: vec![s3(secret("models")), swift, s3(Some(own_keys))],
        places: vec![
            place(0, "v1/", &["v1/a/", "v1/b [x]{y}*?\\ é/", "v1/c/", "v1/d/"]),
            place(1, "", &[]),
        ],
        destination: Destination::Bucket(2, "exit".to_owned(), "data/".to_owned()),
        copying: Copying {
            shards: 6,
            bandwidth: Some(50_000_000),
            is_careful: true,
            ..Copying::default()
        },
    }
}

fn claim() -> Copies {
    Copies {
        remotes: vec![s3(None)],
        places: vec![place(0, "v1/da", &["v1/data/"])],
        destination: Destination::Claim("archive".to_owned(), "2026/".to_owned()),
        copying: Copying {
            shards: 2,
            exclude: vec!["**/*.tmp".to_owned()],
            is_reading_back: true,
            ..Copying::default()
        },
    }
}

fn of_images() -> Images {
    let pair = |name: &str| Pair {
        from: format!("registry.example.com/team/{name}@sha256:{}", "0".repeat(64)),
        to: format!("registry.elsewhere.example/exit/{name}:1"),
    };
    Images {
        pairs: ["a", "b", "c"].map(pair).into(),
        accounts: Some("registries".to_owned()),
        is_plain: false,
        shards: 2,
    }
}

fn golden(name: &str, objects: &Objects) {
    let path = test_fixtures::root()
        .join("jobs")
        .join(format!("{name}.json"));
    let text = objects.manifest();
    if test_fixtures::is_updating() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert!(
        expected == text,
        "{} is another; UPDATE_GOLDEN=1 writes it",
        path.display()
    );
    let mut checker = Checker::new(str::to_owned);
    for tree in [&objects.config_map, &objects.job] {
        let object = Object {
            path: name.to_owned(),
            source: None,
            tree: tree.clone(),
        };
        let verdict = checker.check(&object);
        assert_eq!(verdict.outcome, Outcome::Proven, "{:?}", verdict.reasons);
    }
}

#[test]
fn a_copy_into_a_bucket() {
    let mut settings = settings("data", ovhai_jobs::RCLONE);
    settings.service_account = Some("mover".to_owned());
    settings.pull_secret = Some("pull".to_owned());
    settings.node_selector = [("pool".to_owned(), "large".to_owned())].into();
    settings.tolerations = vec![
        Toleration {
            key: "dedicated".to_owned(),
            value: Some("exit".to_owned()),
            effect: Some("NoSchedule".to_owned()),
        },
        Toleration {
            key: String::new(),
            value: None,
            effect: None,
        },
    ];
    settings.authorities =
        vec!["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----".to_owned()];
    golden("bucket", &data(&settings, &bucket()).unwrap());
}

#[test]
fn a_copy_into_a_claim() {
    golden(
        "claim",
        &data(&settings("data", ovhai_jobs::RCLONE), &claim()).unwrap(),
    );
}

#[test]
fn a_copy_of_images() {
    golden(
        "images",
        &images(&settings("image", ovhai_jobs::SKOPEO), &of_images()).unwrap(),
    );
}

#[test]
fn pods_are_restricted() {
    // What the Pod Security Standard asks for, member by member.
    for objects in [
        data(&settings("data", ovhai_jobs::RCLONE), &bucket()).unwrap(),
        data(&settings("data", ovhai_jobs::RCLONE), &claim()).unwrap(),
        images(&settings("image", ovhai_jobs::SKOPEO), &of_images()).unwrap(),
    ] {
        let pod = &objects.job["spec"]["template"]["spec"];
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
        assert_eq!(
            pod["securityContext"]["seccompProfile"]["type"],
            "RuntimeDefault"
        );
        assert_ne!(pod["securityContext"]["runAsUser"], 0);
        for container in pod["containers"].as_array().unwrap() {
            assert_eq!(
                container["securityContext"]["allowPrivilegeEscalation"],
                false
            );
            assert_eq!(
                container["securityContext"]["capabilities"]["drop"][0],
                "ALL"
            );
        }
        let allowed = [
            "configMap",
            "emptyDir",
            "secret",
            "persistentVolumeClaim",
            "name",
        ];
        for volume in pod["volumes"].as_array().unwrap() {
            let kinds = volume.as_object().unwrap().keys();
            assert!(
                kinds
                    .into_iter()
                    .all(|kind| allowed.contains(&kind.as_str())),
                "{volume}"
            );
        }
        assert_eq!(pod["restartPolicy"], "Never");
        assert_eq!(pod["automountServiceAccountToken"], false);
    }
}

#[test]
fn how_it_is_divided_is_not_what_is_asked_for() {
    let settings = settings("data", ovhai_jobs::RCLONE);
    let one = data(&settings, &bucket()).unwrap();
    let mut other = bucket();
    other.places[0].folders.push("v1/new/".to_owned());
    other.copying.shards = 2;
    let other = data(&settings, &other).unwrap();
    assert_eq!((&one.name, &one.asked), (&other.name, &other.asked));
    assert_ne!(one.shards, other.shards);
    let mut careless = bucket();
    careless.copying.is_careful = false;
    assert_ne!(one.asked, data(&settings, &careless).unwrap().asked);
    let mut elsewhere = settings;
    elsewhere.export.push('2');
    assert_ne!(one.name, data(&elsewhere, &bucket()).unwrap().name);
}

#[test]
fn any_number_of_folders_fits_into_an_object() {
    let long = |at: usize| format!("{at:05}{}/", "[".repeat(1000));
    let folders: Vec<String> = (0..2000).map(long).collect();
    let mut copies = bucket();
    copies.places[0].prefix.clear();
    copies.places[0].folders = folders_that_fit(&folders, 2);
    assert!(copies.places[0].folders.len() > 50);
    copies.copying.shards = u32::MAX;
    let objects = data(&settings("data", ovhai_jobs::RCLONE), &copies).unwrap();
    assert!(objects.config_map.to_string().len() < 1 << 20);
    assert_eq!(
        folders_that_fit(&["a\nb/".to_owned(), "ok/".to_owned()], 1),
        ["ok/"]
    );
}

#[test]
fn a_name_that_no_rule_can_hold_is_refused() {
    let mut copies = bucket();
    copies.places[0].prefix = "a\nb".to_owned();
    let error = data(&settings("data", ovhai_jobs::RCLONE), &copies).unwrap_err();
    assert!(error.contains("engine = \"local\""), "{error}");
    let mut wrong = of_images();
    wrong.pairs[0].to = "a b".to_owned();
    assert!(images(&settings("image", ovhai_jobs::SKOPEO), &wrong).is_err());
}
