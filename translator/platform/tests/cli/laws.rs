//! What holds for every line and every document.

use std::collections::BTreeMap;

use ovhai_platform::{
    cli::{self, Command, Context, Parsed, Role, parse_words},
    documents::{
        AppSpec, AutomaticScalingStrategyCustomMetrics, EnvVar, JobSpec, NotebookEnv,
        NotebookSpecInput, Probe, PublicGit, Resources, ScalingAutomaticStrategy,
        ScalingFixedStrategy, ScalingStrategy, SecretText, Volume, VolumeDataStore, VolumeSource,
    },
};
use proptest::{collection, option, prelude::*, sample::select};
use serde_json::Number;

/// Any text a shell could carry in an argument.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9-]{1,12}",
        "[ -~]{1,12}",
        "[a-zA-Z$`'\"\\\\{}()<>|;&*?#~ =:@/é\n\t-]{1,16}",
    ]
}

fn image() -> impl Strategy<Value = String> {
    "([a-z0-9]{1,8}\\.example\\.com/)?[a-z0-9]{1,8}(/[a-z0-9]{1,8})?(:[a-z0-9.]{1,6}x)?"
}

fn variables() -> impl Strategy<Value = Vec<EnvVar>> {
    let names = collection::btree_set("[A-Z_][A-Z0-9_]{0,8}", 0..4);
    (names, collection::vec(option::of(any_text()), 4)).prop_map(|(names, values)| {
        let pairs = names.into_iter().zip(values);
        pairs
            .map(|(name, value)| EnvVar {
                name,
                value: Some(SecretText::new(value.unwrap_or_default())),
                ..EnvVar::default()
            })
            .collect()
    })
}

fn labels() -> impl Strategy<Value = BTreeMap<String, String>> {
    collection::btree_map("[a-z][a-z./-]{0,8}", any_text(), 0..3)
}

fn volumes() -> impl Strategy<Value = Vec<Volume>> {
    let store = (
        "[a-z][a-z0-9@-]{0,8}",
        "[A-Za-z][A-Za-z0-9-]{0,6}",
        option::of("[a-z][a-z@/. ]{0,8}"),
    )
        .prop_map(|(container, alias, prefix)| VolumeSource {
            data_store: Some(VolumeDataStore {
                alias,
                container: Some(container),
                prefix,
                ..VolumeDataStore::default()
            }),
            ..VolumeSource::default()
        });
    let git = "https://[a-z]{1,6}\\.example\\.com(:[1-9][0-9]{0,3})?/[a-z/]{0,8}[a-z]\\.git"
        .prop_map(|url| VolumeSource {
            public_git: Some(PublicGit {
                url,
                ..PublicGit::default()
            }),
            ..VolumeSource::default()
        });
    let volume = (
        prop_oneof![store, git],
        "/[a-zA-Z0-9 ._-]{1,8}(/[a-zA-Z0-9._-]{1,8})?",
        select(vec!["RO", "RW", "RWD"]),
        option::of(any::<bool>()),
    )
        .prop_map(|(source, mount_path, permission, cache)| Volume {
            mount_path,
            permission: Some(permission.into()),
            cache,
            volume_source: Some(source),
            ..Volume::default()
        });
    collection::vec(volume, 0..3)
}

fn resources() -> impl Strategy<Value = Option<Resources>> {
    let amounts = prop_oneof![
        (1_i64..5).prop_map(|gpu| (Some(gpu), None)),
        (1_i64..13).prop_map(|cpu| (None, Some(cpu))),
    ];
    (option::of("[a-z0-9]{1,4}-1-(cpu|gpu)"), amounts).prop_map(|(flavor, (gpu, cpu))| {
        Some(Resources {
            flavor,
            gpu,
            cpu,
            ..Resources::default()
        })
    })
}

fn metric() -> impl Strategy<Value = AutomaticScalingStrategyCustomMetrics> {
    (any_text(), any_text(), -100_000_i64..100_000, any::<bool>()).prop_map(
        |(api_url, value_location, target, is_whole)| AutomaticScalingStrategyCustomMetrics {
            api_url,
            value_location,
            target_value: if is_whole {
                Some(Number::from(target))
            } else {
                Number::from_f64(target as f64 / 64.0 + 0.5_f64.powi(9))
            },
            format: Some("PROMETHEUS".into()),
            aggregation_type: (target % 2 == 0).then(|| "MAX".into()),
            ..AutomaticScalingStrategyCustomMetrics::default()
        },
    )
}

fn scaling() -> impl Strategy<Value = Option<ScalingStrategy>> {
    let fixed = (0_i64..20).prop_map(|replicas| ScalingStrategy {
        fixed: Some(ScalingFixedStrategy {
            replicas: Some(replicas),
            ..ScalingFixedStrategy::default()
        }),
        ..ScalingStrategy::default()
    });
    let automatic = (
        0_i64..5,
        0_i64..50,
        option::of(metric()),
        option::of(0_i64..3600),
        option::of(0_i64..100),
        option::of(select(vec!["CPU", "RAM"])),
    )
        .prop_map(
            |(min, max, custom_metrics, seconds, target, resource)| ScalingStrategy {
                automatic: Some(ScalingAutomaticStrategy {
                    replicas_min: Some(min),
                    replicas_max: Some(max),
                    average_usage_target: target,
                    resource_type: resource.map(Into::into),
                    scale_up_stabilization_window_seconds: seconds,
                    cooldown_period_seconds: seconds.filter(|_| min == 0),
                    custom_metrics,
                    ..ScalingAutomaticStrategy::default()
                }),
                ..ScalingStrategy::default()
            },
        );
    option::of(prop_oneof![fixed, automatic])
}

fn command() -> impl Strategy<Value = Vec<String>> {
    collection::vec(
        prop_oneof![any_text(), Just(String::new()), Just("--".to_owned())],
        0..4,
    )
}

prop_compose! {
    fn app()(
        image in image(), name in option::of(any_text()), resources in resources(), scaling_strategy in scaling(),
        env_vars in variables(), labels in labels(), volumes in volumes(), command in command(),
        ports in (option::of(1_i64..65536), option::of(1_i64..65536)), probe in option::of((any_text(), 1_i64..65536)),
        open in option::of(Just(true)), region in "[A-Z]{0,4}",
    ) -> AppSpec {
        AppSpec {
            image, name, resources, scaling_strategy, env_vars, labels, volumes, command, region,
            default_http_port: ports.0, grpc_port: ports.1, unsecure_http: open,
            probe: probe.map(|(path, port)| Probe { path: Some(path), port: Some(port), ..Probe::default() }),
            ..AppSpec::default()
        }
    }
}

prop_compose! {
    fn job()(
        image in image(), name in option::of(any_text()), resources in resources(), env_vars in variables(),
        labels in labels(), volumes in volumes(), command in command(), timeout in option::of(0_i64..10_000_000),
        read_user in option::of(any_text()), port in option::of(1_i64..65536), region in "[A-Z]{0,4}",
        keys in collection::vec("ssh-ed25519 AAAA[a-zA-Z0-9+/]{4,20}=?( [a-z]{1,8})?", 0..2),
    ) -> JobSpec {
        JobSpec {
            image, name, resources, env_vars, labels, volumes, command, timeout, read_user, region,
            grpc_port: port, ssh_public_keys: keys, ..JobSpec::default()
        }
    }
}

prop_compose! {
    fn notebook()(
        framework in "[a-z][a-z-]{0,9}", editor in "[a-z]{1,9}", version in option::of(any_text()), name in option::of(any_text()),
        resources in resources(), env_vars in variables(), labels in labels(), volumes in volumes(),
        restarts in option::of(Just(true)), open in option::of(Just(true)), region in "[A-Z]{0,4}",
    ) -> NotebookSpecInput {
        NotebookSpecInput {
            env: Some(NotebookEnv { framework_id: Some(framework), editor_id: Some(editor), framework_version: version,
                ..NotebookEnv::default() }),
            name, resources, env_vars, labels, volumes, region, timeout_auto_restart: restarts, unsecure_http: open,
            ..NotebookSpecInput::default()
        }
    }
}

fn again(text: &str, region: &str) -> Parsed {
    let lines = cli::lines(text);
    assert_eq!(lines.len(), 1, "{text}");
    assert!(
        lines[0].is_run() && lines[0].redirections().is_empty(),
        "{text}"
    );
    assert_eq!(lines[0].span(), 0..text.len(), "{text}");
    let context = Context {
        region: Some(region.to_owned()),
        ..Context::default()
    };
    cli::parse(lines[0].words(), &context)
}

/// Every word has a role, and what is not understood has a finding.
fn is_accounted(parsed: &Parsed, words: usize) {
    assert_eq!(parsed.roles.len(), words);
    for (at, role) in parsed.roles.iter().enumerate() {
        let is_found = parsed.findings.iter().any(|noted| noted.word == Some(at));
        match role {
            Role::Unknown => assert!(is_found, "word {at} is unknown and has no finding"),
            Role::Unread => assert!(
                parsed.findings.iter().any(|noted| noted.word < Some(at)),
                "word {at} is unread for no reason"
            ),
            _ => {}
        }
    }
    for noted in &parsed.findings {
        assert!(noted.word.is_none_or(|word| word < words));
    }
    for unresolved in &parsed.unresolved {
        assert!(unresolved.word < words && unresolved.pointer.starts_with('/'));
    }
}

/// Words of the grammar, and others.
fn any_word() -> impl Strategy<Value = String> {
    let known = select(vec![
        "app",
        "job",
        "notebook",
        "run",
        "ls",
        "get",
        "logs",
        "scale",
        "update",
        "set-image",
        "exec",
        "data",
        "datastore",
        "add",
        "s3",
        "bucket",
        "object",
        "upload",
        "--",
        "-",
        "--name",
        "-n",
        "--env",
        "-eA=1",
        "-e",
        "--volume",
        "-v",
        "c@GRA:/a:ro",
        "https://h/r.git:/b",
        "--gpu",
        "-g2",
        "--cpu=1",
        "-it",
        "--tail",
        "--tail=3",
        "-f",
        "--token",
        "-o",
        "json",
        "--help",
        "--from",
        "img:1",
        "--replicas",
        "--auto-min-replicas",
        "--auto-custom-api-url",
        "--timeout",
        "1h",
        "--unknown",
        "--unknown=1",
        "-z",
        "$A",
        "\"$@\"",
        "$(b c)",
        "-$A",
        "--$A",
        "--env=$A",
        "-e$A",
        "'",
        "\"",
        "$(",
        "\\",
        ";",
        "|",
        ">",
        "<<E",
        "\n",
        "\\\n",
        "#",
        "é",
    ])
    .prop_map(str::to_owned);
    prop_oneof![4 => known, 1 => any_text()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_line_made_of_an_app_reads_as_that_app(app in app()) {
        let told = cli::app_run(&app);
        let parsed = again(&told.text, &app.region);
        prop_assert_eq!(parsed.command, Some(Command::AppRun(Box::new(app))), "{}", told.text);
        prop_assert!(told.untold.is_empty(), "{:?}", told);
    }

    #[test]
    fn a_line_made_of_a_job_reads_as_that_job(job in job()) {
        let told = cli::job_run(&job);
        match again(&told.text, &job.region).command {
            Some(Command::JobRun(run)) => prop_assert_eq!(run.spec, job, "{}", told.text),
            other => prop_assert!(false, "{:?}", other),
        }
        prop_assert!(told.untold.is_empty(), "{:?}", told);
    }

    #[test]
    fn a_line_made_of_a_notebook_reads_as_that_notebook(notebook in notebook()) {
        let told = cli::notebook_run(&notebook);
        let parsed = again(&told.text, &notebook.region);
        prop_assert_eq!(parsed.command, Some(Command::NotebookRun(Box::new(notebook))), "{}", told.text);
        prop_assert!(told.untold.is_empty(), "{:?}", told);
    }

    #[test]
    fn any_words_are_read_and_accounted_for(words in collection::vec(any_word(), 0..12)) {
        let words: Vec<String> = std::iter::once("ovhai".to_owned()).chain(words).collect();
        let parsed = parse_words(&words, &Context::default());
        is_accounted(&parsed, words.len());
    }

    #[test]
    fn any_text_is_read_and_accounted_for(words in collection::vec(any_word(), 0..16)) {
        let text = format!("ovhai {}", words.join(" "));
        let lines = cli::lines(&text);
        prop_assert!(!lines.is_empty());
        for line in lines {
            is_accounted(&cli::parse(line.words(), &Context::default()), line.words().len());
            let mut end = 0;
            for word in line.before().iter().chain(line.words()) {
                prop_assert!(word.span().start >= end && text.get(word.span().clone()).is_some());
                end = word.span().end;
            }
        }
    }

    #[test]
    fn any_text_at_all_is_searched(text in "\\PC*", more in "[ -~\n]{0,200}") {
        for text in [format!("{text} ovhai {more}"), format!("{more}\novhai {text}")] {
            for line in cli::lines(&text) {
                is_accounted(&cli::parse(line.words(), &Context::default()), line.words().len());
                prop_assert!(text.get(line.span()).is_some_and(|part| part.contains("ovhai")));
            }
        }
    }
}

#[test]
fn large_texts_take_time_in_proportion() {
    for text in [
        "ovhai $(".repeat(20_000),
        "ovhai \"${A:-`".repeat(20_000),
        "{{ovhai ".repeat(50_000),
        format!("ovhai app run {}", "-e A=1 ".repeat(50_000)),
        format!("ovhai app run img {}", "-v ".repeat(50_000)),
    ] {
        for line in cli::lines(&text) {
            let parsed = cli::parse(line.words(), &Context::default());
            assert_eq!(parsed.roles.len(), line.words().len());
        }
    }
}
