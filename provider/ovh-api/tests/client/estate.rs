//! Whole estates read from the sandbox, and what that costs.

use std::collections::{BTreeMap, BTreeSet};

use ovh_api::{
    AppFilter, Error, JobFilter, NotebookFilter, ObjectQuery, ReadProject, RegistrySide, Spark,
};
use ovh_sandbox::{AroundOptions, EstateChoice, Fault, Options, PagingOptions};
use ovhai_platform::documents::{Listed, Wire};

use crate::sandbox::{client, start};

type Estate = BTreeMap<String, BTreeSet<String>>;

fn read<T>(list: Vec<Listed<T>>) -> Vec<T> {
    list.into_iter()
        .map(|one| one.into_result().unwrap_or_else(|odd| panic!("{odd:?}")))
        .collect()
}

fn ids<T: Wire>(list: &[T], pointer: &str) -> BTreeSet<String> {
    let id = |one: &T| {
        let value = one.write(ovhai_platform::documents::Nulls::AsRead);
        match value.pointer(pointer).unwrap() {
            serde_json::Value::String(text) => text.clone(),
            number => number.to_string(),
        }
    };
    list.iter().map(id).collect()
}

/// Everything the project holds, read by a handle for planning.
async fn inventory(project: &ReadProject) -> Result<Estate, Error> {
    let mut estate = Estate::new();
    let apps = read(project.apps(&AppFilter::default()).await?);
    estate.insert("app".into(), ids(&apps, "/id"));
    let jobs = read(project.jobs(&JobFilter::default()).await?);
    estate.insert("job".into(), ids(&jobs, "/id"));
    let notebooks = read(project.notebooks(&NotebookFilter::default()).await?);
    estate.insert("notebook".into(), ids(&notebooks, "/id"));
    let mut backups = BTreeSet::new();
    for notebook in &notebooks {
        backups.extend(ids(&read(project.backups(&notebook.id).await?), "/id"));
    }
    estate.insert("backup".into(), backups);
    let mut stores = BTreeSet::new();
    for region in read(project.data_store_regions().await?) {
        let here = read(project.data_stores(&region.id).await?);
        stores.extend(
            here.iter()
                .map(|one| format!("{}/{}", region.id, one.alias)),
        );
    }
    estate.insert("data_store".into(), stores);
    let registries = read(project.registries().await?);
    estate.insert("registry".into(), ids(&registries, "/id"));
    estate.insert("token".into(), ids(&read(project.tokens().await?), "/id"));
    estate.insert("user".into(), ids(&read(project.users().await?), "/id"));
    let mut containers: BTreeSet<String> = read(project.containers().await?)
        .iter()
        .map(|one| format!("swift/{}/{}", one.region.as_deref().unwrap(), one.name))
        .collect();
    for region in read(project.storage_regions_in_full().await?) {
        if region.offers_s3() {
            let buckets = read(project.buckets(&region.name).await?);
            containers.extend(
                buckets
                    .iter()
                    .map(|one| format!("s3/{}/{}", region.name, one.name)),
            );
        }
    }
    estate.insert("container".into(), containers);
    let registries = read(project.container_registries().await?);
    estate.insert("container_registry".into(), ids(&registries, "/id"));
    estate.insert(
        "cluster".into(),
        ids(&read(project.clusters().await?), "/id"),
    );
    project.quota().await?;
    estate.insert("quota".into(), [project.service_name().to_owned()].into());
    Ok(estate)
}

#[tokio::test]
async fn an_estate_of_all_kinds_is_read_whole_under_every_paging() {
    for (base, default_size, max_size) in [
        (0, 100, 1000),
        (1, 100, 1000),
        (0, 10, 7),
        (1, 3, 2),
        (0, 1000, 40),
        (1, 1, 1),
    ] {
        let sandbox = start(Options {
            estate: EstateChoice::Mixed {
                objects: 200,
                seed: 7,
            },
            paging: PagingOptions {
                base,
                default_size,
                max_size,
            },
            ..Options::default()
        });
        let client = client(&sandbox);
        let estate = inventory(&client.read_only().project(sandbox.service_name()))
            .await
            .unwrap();
        let holdings = sandbox.holdings();
        for (kind, held) in &holdings {
            let missing: Vec<_> = held.difference(&estate[kind]).collect();
            assert!(
                missing.is_empty(),
                "{kind}, base {base}, at most {max_size}: {missing:?}"
            );
            assert_eq!(held.len(), estate[kind].len(), "{kind}");
        }
        assert!(holdings["backup"].len() > 10 && holdings["job"].len() > 50);
    }
}

#[tokio::test]
async fn backups_cost_two_calls_per_notebook_or_three_if_pages_count_from_one() {
    const BACKUPS: &str = "GET /cloud/project/{serviceName}/ai/notebook/{notebookId}/backup";
    for base in [0, 1] {
        let sandbox = start(Options {
            estate: EstateChoice::Mixed {
                objects: 1000,
                seed: 3,
            },
            paging: PagingOptions {
                base,
                ..PagingOptions::default()
            },
            ..Options::default()
        });
        let client = client(&sandbox);
        inventory(&client.read_only().project(sandbox.service_name()))
            .await
            .unwrap();
        let notebooks = sandbox.holdings()["notebook"].len() as u64;
        assert!(notebooks > 100);
        let calls = sandbox.requests().count(BACKUPS);
        match base {
            0 => assert_eq!(calls, 2 * notebooks),
            _ => assert!(
                calls <= 3 * notebooks + notebooks / 10,
                "{calls} for {notebooks}"
            ),
        }
    }
}

#[tokio::test]
async fn every_read_around_ai_fits_its_document() {
    let sandbox = start(Options {
        around: AroundOptions {
            node_page_size: 2,
            marker_repeats: true,
            ..AroundOptions::default()
        },
        ..Options::default()
    });
    let client = client(&sandbox).read_only();
    let project = client.project(sandbox.service_name());
    let mut looked_at: BTreeMap<&str, usize> = BTreeMap::new();
    let mut note = |what: &'static str| *looked_at.entry(what).or_default() += 1;

    let subsidiary = client.me().await.unwrap().ovh_subsidiary.unwrap();
    let prices = client.catalogue(subsidiary.as_str()).await.unwrap();
    assert!(
        prices
            .addons
            .iter()
            .any(|plan| plan.plan_code.starts_with("ai-app."))
    );

    let roles = project.roles().await.unwrap();
    assert!(!roles.roles.is_empty());
    for user in read(project.users().await.unwrap()) {
        note("user");
        let id = user.id;
        assert_eq!(project.user(id).await.unwrap(), user);
        read(project.user_roles(id).await.unwrap());
        project
            .user_rclone(id, "GRA", Some(&"storage-s3".into()))
            .await
            .unwrap();
        project.user_openrc(id, "GRA", None).await.unwrap();
        project.user_configuration(id, Some("GRA")).await.unwrap();
        if project.user_policy(id).await.unwrap().is_some() {
            note("policy");
        }
        for key in read(project.s3_credentials(id).await.unwrap()) {
            note("key");
            assert_eq!(project.s3_credential(id, &key.access).await.unwrap(), key);
            assert!(
                !project
                    .s3_secret(id, &key.access)
                    .await
                    .unwrap()
                    .secret
                    .expose()
                    .is_empty()
            );
        }
    }
    assert!(project.user_policy(1).await.unwrap_err().is_not_found());

    for container in read(project.containers().await.unwrap()) {
        note("container");
        let detail = project.container(&container.id).await.unwrap();
        assert_eq!(detail.name, container.name);
        assert!(detail.objects.is_empty());
    }
    assert!(!project.storage_access().await.unwrap().endpoints.is_empty());
    let regions = read(project.storage_regions_in_full().await.unwrap());
    assert_eq!(
        regions.len(),
        project.storage_regions().await.unwrap().len()
    );
    for region in &regions {
        note("region");
        assert_eq!(&project.storage_region(&region.name).await.unwrap(), region);
        let Ok(buckets) = project.buckets(&region.name).await else {
            continue;
        };
        for bucket in read(buckets) {
            note("bucket");
            let detail = project.bucket(&region.name, &bucket.name).await.unwrap();
            assert_eq!(detail.name, bucket.name);
            for with_versions in [false, true] {
                let query = ObjectQuery {
                    with_versions,
                    ..ObjectQuery::default()
                };
                let mut seen = Vec::new();
                project
                    .each_bucket_object(&region.name, &bucket.name, &query, |one| {
                        let object = one.into_result().unwrap();
                        seen.push((object.key, object.version_id.filter(|_| with_versions)));
                    })
                    .await
                    .unwrap();
                let count = seen.len();
                if let (false, Some(expected)) = (with_versions, bucket.objects_count) {
                    assert_eq!(count as i64, expected, "{}", bucket.name);
                }
                seen.sort();
                seen.dedup();
                assert_eq!(seen.len(), count);
                if let Some((key, _)) = seen.first() {
                    note("object");
                    let wanted = serde_json::from_value(
                        serde_json::json!({"object": key, "method": "GET", "expire": 60}),
                    )
                    .unwrap();
                    let signed = project
                        .presign(&region.name, &bucket.name, &wanted)
                        .await
                        .unwrap();
                    assert!(signed.url.expose().starts_with("http"));
                    assert!(!format!("{signed:?}").contains("http"));
                }
            }
        }
    }

    for registry in read(project.container_registries().await.unwrap()) {
        note("container registry");
        let id = registry.id.as_str();
        assert_eq!(project.container_registry(id).await.unwrap(), registry);
        project.container_registry_plan(id).await.unwrap();
        for user in read(project.container_registry_users(id).await.unwrap()) {
            note("registry user");
            assert_eq!(
                project.container_registry_user(id, &user.id).await.unwrap(),
                user
            );
        }
        for side in [RegistrySide::Management, RegistrySide::Images] {
            read(
                project
                    .container_registry_ip_restrictions(id, side)
                    .await
                    .unwrap(),
            );
        }
    }

    for cluster in read(project.clusters().await.unwrap()) {
        note("cluster");
        let id = cluster.id.as_str();
        assert_eq!(project.cluster(id).await.unwrap(), cluster);
        project.cluster_ip_restrictions(id).await.unwrap();
        let nodes = read(project.nodes(id).await.unwrap());
        let mut of_pools = 0;
        for pool in read(project.node_pools(id).await.unwrap()) {
            note("node pool");
            assert_eq!(project.node_pool(id, &pool.id).await.unwrap(), pool);
            of_pools += read(project.node_pool_nodes(id, &pool.id).await.unwrap()).len();
        }
        assert_eq!(nodes.len(), of_pools);
        if nodes.len() > 2 {
            note("nodes on several pages");
        }
        match project.kubeconfig(id).await {
            Ok(config) => {
                note("kubeconfig");
                assert!(config.content.expose().contains("clusters:"));
                assert!(!format!("{config:?}").contains("clusters:"));
            }
            Err(error) => assert!(matches!(error.status(), Some(400 | 409)), "{error}"),
        }
    }

    for volume in read(project.block_volumes().await.unwrap()) {
        note("volume");
        assert_eq!(project.block_volume(&volume.id).await.unwrap(), volume);
    }
    for snapshot in read(project.volume_snapshots().await.unwrap()) {
        note("volume snapshot");
        assert_eq!(
            project.volume_snapshot(&snapshot.id).await.unwrap(),
            snapshot
        );
    }
    for snapshot in read(project.instance_snapshots().await.unwrap()) {
        note("instance snapshot");
        assert_eq!(
            project.instance_snapshot(&snapshot.id).await.unwrap(),
            snapshot
        );
    }
    let expected = BTreeSet::from([
        "user",
        "policy",
        "key",
        "container",
        "region",
        "bucket",
        "object",
        "container registry",
        "registry user",
        "cluster",
        "node pool",
        "nodes on several pages",
        "kubeconfig",
        "volume",
        "volume snapshot",
        "instance snapshot",
    ]);
    let seen: BTreeSet<_> = looked_at.keys().copied().collect();
    assert_eq!(
        seen, expected,
        "the sandbox's estate lacks something to look at"
    );
    assert!(sandbox.requests().log.iter().all(|call| {
        call.method == "GET"
            || ["/secret", "/access", "/presign", "/kubeconfig"]
                .iter()
                .any(|end| call.route.ends_with(end))
    }));
}

#[tokio::test]
async fn every_read_of_ai_fits_its_document() {
    let sandbox = start(Options::default());
    let client = client(&sandbox);
    let project = client.read_only().project(sandbox.service_name());
    for job in read(project.jobs(&JobFilter::default()).await.unwrap()) {
        assert_eq!(project.job(&job.id).await.unwrap().id, job.id);
        project
            .job_log(&job.id, &ovh_api::LogQuery::default())
            .await
            .unwrap();
        let command = project.job_command(&job.spec).await;
        if let Ok(command) = command {
            assert!(command.command.contains("ovhai job run"));
        }
    }
    let mut backups = 0;
    for notebook in read(project.notebooks(&NotebookFilter::default()).await.unwrap()) {
        let id = notebook.id.as_str();
        assert_eq!(project.notebook(id).await.unwrap().id, id);
        project.notebook_log(id).await.unwrap();
        project.notebook_retention(id).await.unwrap();
        for backup in read(project.backups(id).await.unwrap()) {
            backups += 1;
            assert_eq!(project.backup(id, &backup.id).await.unwrap(), backup);
        }
    }
    assert!(backups > 0);
    read(project.job_preset_images().await.unwrap());
    read(project.legacy_editors().await.unwrap());
    read(project.legacy_frameworks().await.unwrap());
    for region in read(project.regions().await.unwrap()) {
        let id = region.id.as_str();
        project.region_retention(id).await.unwrap();
        read(project.job_images(id).await.unwrap());
        project.data_regions_of(id).await.unwrap();
        for editor in read(project.notebook_editors(id).await.unwrap()) {
            assert_eq!(
                project.notebook_editor(id, &editor.id).await.unwrap(),
                editor
            );
        }
        for framework in read(project.notebook_frameworks(id).await.unwrap()) {
            assert_eq!(
                project.notebook_framework(id, &framework.id).await.unwrap(),
                framework
            );
        }
        for preset in read(project.presets(id).await.unwrap()) {
            assert_eq!(project.preset(id, &preset.id).await.unwrap(), preset);
        }
    }
    for token in read(project.tokens().await.unwrap()) {
        let again = project.token(&token.id).await.unwrap();
        assert_eq!(again, token);
        assert_eq!(again.status.and_then(|status| status.value), None);
    }
    for region in read(project.data_store_regions().await.unwrap()) {
        assert_eq!(project.data_store_region(&region.id).await.unwrap(), region);
        for store in read(project.data_stores(&region.id).await.unwrap()) {
            assert_eq!(
                project.data_store(&region.id, &store.alias).await.unwrap(),
                store
            );
            project
                .data_store_auth(&region.id, &store.alias)
                .await
                .unwrap();
        }
    }
    let mut partners = 0;
    for region in read(project.partner_regions().await.unwrap()) {
        assert_eq!(project.partner_region(&region.id).await.unwrap(), region);
        for partner in read(project.partners(&region.id).await.unwrap()) {
            partners += 1;
            assert_eq!(
                project.partner(&region.id, &partner.id).await.unwrap(),
                partner
            );
        }
    }
    assert!(partners > 0);
}

#[tokio::test]
async fn notebooks_made_for_spark_are_in_the_list_unless_left_out() {
    let sandbox = start(Options {
        estate: EstateChoice::Mixed {
            objects: 400,
            seed: 7,
        },
        ..Options::default()
    });
    let project = client(&sandbox).project(sandbox.service_name());
    let count = async |spark| {
        let filter = NotebookFilter {
            spark,
            ..NotebookFilter::default()
        };
        project.notebooks(&filter).await.unwrap().len()
    };
    let all = sandbox.holdings()["notebook"].len();
    assert_eq!(count(Spark::default()).await, all);
    assert_eq!(count(Spark::Include).await, all);
    let others = count(Spark::Exclude).await;
    assert!(0 < others && others < all);
    // The sandbox leaves them out unless asked.
    assert_eq!(count(Spark::Unsaid).await, others);
}

#[tokio::test]
async fn a_call_that_fails_makes_the_estate_complete_or_an_error() {
    let sandbox = start(Options::default());
    let client = client(&sandbox);
    let project = client.read_only().project(sandbox.service_name());
    let whole = inventory(&project).await.unwrap();
    let sites = sandbox.requests().call_sites;
    assert!(sites.len() > 15, "{sites:?}");
    for site in sites.iter().filter(|site| !site.contains("/auth/")) {
        for fault in [Fault::Status(500), Fault::CutBefore, Fault::RetryAfter(0)] {
            sandbox.fail(site, fault.clone(), 0, 1);
            let estate = inventory(&project).await;
            assert_eq!(estate.unwrap(), whole, "{site} failed once with {fault:?}");
            sandbox.clear_faults();
        }
        for fault in [Fault::Html(200), Fault::Status(403), Fault::Status(503)] {
            sandbox.fail(site, fault.clone(), 0, u32::MAX);
            let error = inventory(&project).await.unwrap_err();
            let path = site
                .split('{')
                .next_back()
                .unwrap()
                .rsplit('}')
                .next()
                .unwrap();
            assert!(
                error.to_string().contains(path),
                "{site} {fault:?}: {error}"
            );
            sandbox.clear_faults();
        }
    }
}
