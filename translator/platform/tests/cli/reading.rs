//! Command lines that make workloads.

use ovhai_platform::cli::{Command, Context, Role, parse_words};
use serde_json::{Value, json};

use crate::{document, found, read};

/// `document` without empty lists and objects, so that expectations are short.
fn short(document: Value) -> Value {
    match document {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, short(value)))
            .filter(|(_, value)| !matches!(value, Value::Array(items) if items.is_empty()))
            .filter(|(_, value)| !matches!(value, Value::Object(members) if members.is_empty()))
            .collect(),
        Value::Array(items) => items.into_iter().map(short).collect(),
        other => other,
    }
}

#[track_caller]
fn reads(text: &str, wanted: Value, findings: &[&str]) {
    let parsed = read(text);
    assert_eq!(short(document(&parsed)), wanted, "{text}");
    assert_eq!(found(&parsed), findings, "{text}");
}

#[test]
fn every_flag_of_an_app_has_its_member() {
    reads(
        r#"ovhai app run -n shop --env A=1 -e B=x=y -l team=nlp --label env=prod -p 80 --grpc-port 9000 \
            --unsecure-http -f ai1-1-cpu -c 2 -v data@GRA/train:/workspace/data:ro:cache \
            --volume https://git.example.com/acme/rules.git:/rules:RWD \
            --auto-min-replicas 0 --auto-max-replicas 4 --auto-resource-type ram \
            --auto-resource-usage-threshold 70 --auto-scale-up-stabilization-window-seconds 5 \
            --auto-scale-down-stabilization-window-seconds 60 --auto-cooldown-period-seconds 600 \
            --probe-path /health --probe-port 81 registry.example.com/shop:1.4 -- serve --port 80"#,
        json!({
            "name": "shop", "image": "registry.example.com/shop:1.4", "region": "GRA",
            "envVars": [{"name": "A", "value": "1"}, {"name": "B", "value": "x=y"}],
            "labels": {"team": "nlp", "env": "prod"}, "defaultHttpPort": 80, "grpcPort": 9000,
            "unsecureHttp": true, "resources": {"flavor": "ai1-1-cpu", "cpu": 2},
            "volumes": [
                {"mountPath": "/workspace/data", "permission": "RO", "cache": true,
                 "volumeSource": {"dataStore": {"alias": "GRA", "container": "data", "prefix": "train"}}},
                {"mountPath": "/rules", "permission": "RWD",
                 "volumeSource": {"publicGit": {"url": "https://git.example.com/acme/rules.git"}}},
            ],
            "scalingStrategy": {"automatic": {
                "replicasMin": 0, "replicasMax": 4, "resourceType": "RAM", "averageUsageTarget": 70,
                "scaleUpStabilizationWindowSeconds": 5, "scaleDownStabilizationWindowSeconds": 60,
                "cooldownPeriodSeconds": 600,
            }},
            "probe": {"path": "/health", "port": 81}, "command": ["serve", "--port", "80"],
        }),
        &[],
    );
    reads(
        "ovhai app run img --gpu=1 --flavor=h100-1-gpu --auto-min-replicas=1 --auto-max-replicas=4 \
            --auto-custom-api-url 'http://<SELF>:6000/metrics' --auto-custom-metric-format prometheus \
            --auto-custom-value-location waiting --auto-custom-target-value 8.5 --auto-custom-metric-aggregation-type MAX",
        json!({
            "image": "img", "region": "GRA", "resources": {"flavor": "h100-1-gpu", "gpu": 1},
            "scalingStrategy": {"automatic": {"replicasMin": 1, "replicasMax": 4, "customMetrics": {
                "apiUrl": "http://<SELF>:6000/metrics", "format": "PROMETHEUS", "valueLocation": "waiting",
                "targetValue": 8.5, "aggregationType": "MAX",
            }}},
        }),
        &[],
    );
}

#[test]
fn jobs_and_notebooks_have_flags_of_their_own() {
    let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleOnlyNotARealKey0000000000000000000000 me";
    reads(
        &format!(
            "ovhai job run -t 1h30m -s '{key}' -s ~/.ssh/id.pub --read-user mia -g 1 --name train img:1 -- bash -c 'python t.py'"
        ),
        json!({
            "name": "train", "image": "img:1", "region": "GRA", "resources": {"gpu": 1}, "timeout": 5400,
            "sshPublicKeys": [key], "readUser": "mia", "command": ["bash", "-c", "python t.py"],
        }),
        &["key-file@8"],
    );
    reads(
        "ovhai notebook run pytorch jupyterlab --framework-version pytorch2.4 -e A=1 --env B=2 --envvar C=3 -g 1 \
            -f l4-1-gpu --restart-on-timeout --unsecure-http -v data@GRA:/workspace/data:rw:no-cache",
        json!({
            "env": {"frameworkId": "pytorch", "editorId": "jupyterlab", "frameworkVersion": "pytorch2.4"},
            "envVars": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}, {"name": "C", "value": "3"}],
            "region": "GRA", "resources": {"flavor": "l4-1-gpu", "gpu": 1}, "timeoutAutoRestart": true,
            "unsecureHttp": true,
            "volumes": [{"mountPath": "/workspace/data", "permission": "RW", "cache": false,
                "volumeSource": {"dataStore": {"alias": "GRA", "container": "data"}}}],
        }),
        &[],
    );
    let parsed = read("ovhai job run --from 0123 --gpu 2");
    let Some(Command::JobRun(run)) = &parsed.command else {
        panic!("{parsed:?}");
    };
    assert_eq!(run.from.as_deref(), Some("0123"));
    assert_eq!(found(&parsed), ["copied-job@4"]);
}

#[test]
fn flags_may_be_written_in_all_ways_the_tool_takes() {
    let wanted = json!({
        "image": "img", "region": "GRA", "resources": {"cpu": 2}, "envVars": [{"name": "A", "value": "1"}],
        "defaultHttpPort": 80, "name": "-x",
    });
    for text in [
        "ovhai app run --cpu 2 --env A=1 --default-http-port 80 --name=-x img",
        "ovhai app run img --cpu=2 --env=A=1 --default-http-port=80 --name=-x",
        "ovhai app run -c2 -eA=1 -p80 -n-x img",
        "ovhai app run -c=2 img -e=A=1 -p=80 -n=-x",
        "ovhai app -o json run -c 2 --token $T -e A=1 img -p 80 --no-color -n=-x",
        "ovhai --token \"$T\" -ojson app run -c 2 -e A=1 -p 80 -n=-x -- img",
    ] {
        let parsed = read(text);
        if text.ends_with("-- img") {
            // Behind `--` it is the container's.
            assert_eq!(found(&parsed), ["missing-word"], "{text}");
            continue;
        }
        assert_eq!(short(document(&parsed)), wanted, "{text}");
        assert!(found(&parsed).is_empty(), "{text}: {:?}", parsed.findings);
    }
}

#[test]
fn a_line_without_flavor_says_so() {
    let parsed = read("ovhai app run img --cpu 1");
    assert_eq!(parsed.findings[0].kind.slug, "command/no-flavor");
}

#[test]
fn old_spellings_are_read_as_the_new_ones() {
    reads(
        "ovhai app run img -c 1 --fixed-scale 3",
        json!({"image": "img", "region": "GRA", "resources": {"cpu": 1},
            "scalingStrategy": {"fixed": {"replicas": 3}}}),
        &["old-spelling@6"],
    );
    reads(
        "ovhai app run img -c 1 --min-replicas 1 --auto-max-replicas 2 --resource-threshold 60",
        json!({"image": "img", "region": "GRA", "resources": {"cpu": 1},
            "scalingStrategy": {"automatic": {"replicasMin": 1, "replicasMax": 2, "averageUsageTarget": 60}}}),
        &[],
    );
}

#[test]
fn volumes_are_split_from_the_right() {
    let volume = |text: &str| {
        let parsed = parse_words(
            &["ovhai", "job", "run", "img", "--cpu", "1", "-v", text],
            &Context::default(),
        );
        let mut findings = found(&parsed);
        findings.retain(|slug| slug != "no-region");
        let document = short(document(&parsed));
        let volume = document.pointer("/volumes/0").cloned();
        (volume.unwrap_or_default(), findings)
    };
    let store = |alias: &str, container: &str, prefix: Option<&str>| {
        let mut store = json!({"alias": alias, "container": container});
        if let Some(prefix) = prefix {
            store["prefix"] = json!(prefix);
        }
        json!({"dataStore": store})
    };
    for (text, mount, permission, cache, source) in [
        ("d@GRA:/w", "/w", "RO", None, store("GRA", "d", None)),
        ("d@GRA:/w:RW", "/w", "RW", None, store("GRA", "d", None)),
        (
            "d@GRA/a/b:/w:rWd:cache",
            "/w",
            "RWD",
            Some(true),
            store("GRA", "d", Some("a/b")),
        ),
        (
            "d@GRA/:/w:ro:NO-CACHE",
            "/w",
            "RO",
            Some(false),
            store("GRA", "d", None),
        ),
        (
            "a@b@s3/p@q:/w:ro",
            "/w",
            "RO",
            None,
            store("s3", "a@b", Some("p@q")),
        ),
        (
            "d@GRA//p:/w:ro",
            "/w",
            "RO",
            None,
            store("GRA", "d", Some("/p")),
        ),
        (
            "d@GRA:/w:cache",
            "/w",
            "RO",
            Some(true),
            store("GRA", "d", None),
        ),
        (
            "https://u@h:8443/r.git:/w:ro",
            "/w",
            "RO",
            None,
            json!({"publicGit": {"url": "https://u@h:8443/r.git"}}),
        ),
        (
            "main@code:/w:ro",
            "/w",
            "RO",
            None,
            store("code", "main", None),
        ),
    ] {
        let (volume, findings) = volume(text);
        let mut wanted =
            json!({"mountPath": mount, "permission": permission, "volumeSource": source});
        if let Some(cache) = cache {
            wanted["cache"] = json!(cache);
        }
        assert_eq!(volume, wanted, "{text}");
        let has_permission = text.to_lowercase().contains(":r");
        let expected: &[&str] = if has_permission {
            &[]
        } else {
            &["volume-read-only@7"]
        };
        assert_eq!(findings, expected, "{text}");
    }
    for (text, findings) in [
        ("scratch:/w:rw", &["volume-source-inferred@7"] as &[&str]),
        (":/w:rw", &["volume-source-inferred@7"]),
        ("https://h/c:/w:ro", &["volume-source-inferred@7"]),
        ("d@GRA:/w:cache:ro", &["volume-invalid@7"]),
        ("@GRA:/w:ro", &["volume-invalid@7"]),
    ] {
        let (volume, found) = volume(text);
        assert_eq!(volume["mountPath"], "/w", "{text}");
        assert_eq!(found, findings, "{text}");
    }
    for text in [
        "",
        "d@GRA",
        "d@GRA:w:ro",
        "d@GRA:/w:rx",
        "d@GRA:/w:ro:rw",
        "https://h/r.git",
        "://x",
    ] {
        let (volume, found) = volume(text);
        assert_eq!(
            (volume, found),
            (Value::Null, vec!["volume-invalid@7".to_owned()]),
            "{text}"
        );
    }
}

#[test]
fn what_the_tool_would_refuse_is_found_and_the_rest_is_read() {
    let base = json!({"image": "img", "region": "GRA", "resources": {"cpu": 1}});
    for (more, findings) in [
        (
            "--memory 8Gi",
            &["unknown-flag@6", "unexpected-word@7"] as &[&str],
        ),
        ("--memory=8Gi", &["unknown-flag@6"]),
        ("--gpu-model=l4", &["unknown-flag@6"]),
        ("-z", &["unknown-flag@6"]),
        ("extra", &["unexpected-word@6"]),
        ("--name", &["missing-value@6"]),
        (
            "--name --unsecure-htt",
            &["missing-value@6", "unknown-flag@7"],
        ),
        ("-p 0", &["invalid-value@7"]),
        ("-p 65536", &["invalid-value@7"]),
        ("-p +80", &["invalid-value@7"]),
        ("--replicas x", &["invalid-value@7"]),
        ("--env =x", &["invalid-value@7"]),
        ("--unsecure-http=false", &["value-form@6"]),
        ("--output xml", &["unknown-name@7"]),
        ("-", &["unexpected-word@6"]),
        ("'-e' ''", &["incomplete-pair@7"]),
    ] {
        let parsed = read(&format!("ovhai app run img --cpu 1 {more}"));
        assert_eq!(found(&parsed), findings, "{more}");
        let mut read = short(document(&parsed));
        read.as_object_mut().unwrap().remove("envVars");
        assert_eq!(read, base, "{more}");
    }
    for (text, findings) in [
        ("ovhai app run --cpu 1", &["missing-word"] as &[&str]),
        ("ovhai app run img", &["no-amount"]),
        ("ovhai app run Img --cpu 1", &["image-invalid@3"]),
        ("ovhai app run img --cpu 1 --gpu 1", &["cpu-ignored@5"]),
        ("ovhai app run img --cpu 1 --cpu 2", &["repeated@7"]),
        ("ovhai app run img --cpu 1 -e A=1 -e A=2", &["repeated@9"]),
        ("ovhai app run img --cpu 1 -l a=1 -l a=2", &["repeated@9"]),
        (
            "ovhai app run img --cpu 1 -l ovh/id=1",
            &["reserved-label@7"],
        ),
        ("ovhai app run img --cpu 1 -l a", &["incomplete-pair@7"]),
        (
            "ovhai app run img --cpu 1 --replicas 1 --auto-min-replicas 1 --auto-max-replicas 2",
            &["scaling-ambiguous@7"],
        ),
        (
            "ovhai app run img --cpu 1 --auto-min-replicas 1",
            &["half-scaling@7"],
        ),
        (
            "ovhai app run img --cpu 1 --auto-resource-type GPU --auto-min-replicas 1 --auto-max-replicas 2",
            &["unknown-name@7"],
        ),
        ("ovhai job run img --cpu 1 -t 1w", &["invalid-value@7"]),
        (
            "ovhai job run img --cpu 1 --replicas 2",
            &["unknown-flag@6", "unexpected-word@7"],
        ),
        (
            "ovhai app run img --cpu 1 'a",
            &["unclosed@6", "unexpected-word@6"],
        ),
        (
            "ovhai --token abcd app run img --cpu 1",
            &["credential-in-line@2"],
        ),
        ("ovhai notebook run pytorch --cpu 1", &["missing-word"]),
    ] {
        assert_eq!(found(&read(text)), findings, "{text}");
    }
    let nowhere = parse_words(&["ovhai", "app", "run", "img", "-c1"], &Context::default());
    assert_eq!(found(&nowhere), ["no-region"]);
}

#[test]
fn what_a_shell_fills_in_stays_and_is_named() {
    let parsed = read(
        r#"ovhai app run "$REGISTRY/shop:${TAG:-latest}" -c "$CPUS" -e DB_URL="$DB" -e "$PAIR" -l "team=$TEAM" \
            -v "$BUCKET@GRA/$PREFIX:/data:ro" -v "$VOLUME" --name ${{ github.sha }} -- run "$A b" "$@""#,
    );
    assert_eq!(
        short(document(&parsed)),
        json!({
            "image": "$REGISTRY/shop:${TAG:-latest}", "region": "GRA", "name": "${{ github.sha }}",
            "envVars": [{"name": "DB_URL", "value": "$DB"}], "labels": {"team": "$TEAM"},
            "volumes": [{"mountPath": "/data", "permission": "RO", "volumeSource":
                {"dataStore": {"alias": "GRA", "container": "$BUCKET", "prefix": "$PREFIX"}}}],
            "command": ["run", "$A b", "$@"],
        })
    );
    let unresolved: Vec<(&str, usize)> = parsed
        .unresolved
        .iter()
        .map(|one| (one.pointer.as_str(), one.word))
        .collect();
    assert_eq!(
        unresolved,
        [
            ("/image", 3),
            ("/name", 17),
            ("/resources/cpu", 5),
            ("/envVars/0/value", 7),
            ("/envVars", 9),
            ("/labels/team", 11),
            ("/volumes/0/volumeSource/dataStore/alias", 13),
            ("/volumes/0/volumeSource/dataStore/container", 13),
            ("/volumes/0/volumeSource/dataStore/prefix", 13),
            ("/volumes", 15),
            ("/command/1", 20),
            ("/command/2", 21),
        ]
        .iter()
        .filter(|(pointer, _)| !pointer.ends_with("alias"))
        .copied()
        .collect::<Vec<_>>()
    );
    let mut found = found(&parsed);
    found.retain(|finding| !finding.starts_with("expression@"));
    assert_eq!(found, ["words-unknown@21", "volume-invalid@15"]);
    let options = read("ovhai app run $OPTIONS img --cpu 1");
    assert_eq!(crate::found(&options), ["words-unknown@3"]);
    assert_eq!(document(&options)["image"], "img");
    assert_eq!(options.roles[3], Role::Unknown);
    let image = read("ovhai app run $IMAGE --cpu 1");
    assert_eq!(document(&image)["image"], "$IMAGE");
}

#[test]
fn variables_that_are_known_are_filled_in() {
    let text = r#"ovhai app run $REGISTRY/shop:${TAG} -c $CPUS $OPTIONS -e A="$TEXT ${TEXT:-x}" -- $TEXT "$TEXT" '$TEXT'"#;
    let context = Context {
        region: Some("GRA".to_owned()),
        variables: [
            ("TAG", "1.4"),
            ("CPUS", "2"),
            ("TEXT", "a b"),
            ("REGISTRY", "example.com"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
    };
    let parsed = ovhai_platform::cli::parse(ovhai_platform::cli::lines(text)[0].words(), &context);
    assert_eq!(
        short(document(&parsed)),
        json!({"image": "example.com/shop:1.4", "region": "GRA", "resources": {"cpu": 2},
            "envVars": [{"name": "A", "value": "a b ${TEXT:-x}"}], "command": ["$TEXT", "a b", "$TEXT"]})
    );
    let pointers: Vec<&str> = parsed
        .unresolved
        .iter()
        .map(|one| one.pointer.as_str())
        .collect();
    assert_eq!(pointers, ["/envVars/0/value", "/command/0"]);
}

#[test]
fn no_secret_of_a_line_is_shown() {
    let secret = "ghp_Zx9qLw3vR7tY2uI5oP8aS1dF4gH6jK0lB3nM";
    for text in [
        format!("ovhai app run img --api-key={secret} -c 1 --token {secret}"),
        format!("ovhai app run img -e DB_PASSWORD={secret} -e {secret}"),
        format!("ovhai login --username me --password {secret}"),
        format!(
            "ovhai datastore add s3 a https://s3.example.com gra AKIAIOSFODNN7EXAMPLE {secret}"
        ),
        format!("ovhai app run https://u:{secret}@h/img -c {secret} -v u:{secret}@h:/x:zz"),
        format!(
            "ovhai registry add https://h --username u --password={secret} --passwort={secret}"
        ),
        format!(
            "ovhai job run img -l password={secret} --name $(curl -u me:{secret} h) --gpu \"$(x --password {secret})\""
        ),
    ] {
        let shown = format!("{:?}", read(&text));
        assert!(!shown.contains(secret), "{text}: {shown}");
    }
}
