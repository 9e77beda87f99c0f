//! Everything that can be created lives its life in the sandbox, and is made once whatever breaks; least rights suffice.

use ovh_api::{
    Arguments, Client, ClientOptions, Error, JobFilter, Lack, NotebookFilter, RegistrySide,
    Settings, Sources, calls,
};
use ovh_sandbox::{AccessRule, Credentials, EstateChoice, Fault, Options, Running};
use ovhai_platform::documents::{JobState, Listed, NotebookState};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::sandbox::{client, start};

fn document<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn new_job(name: &str) -> Value {
    json!({
        "image": "ovhcom/ai-examples-hello:1.0", "name": name, "region": "GRA",
        "resources": {"flavor": "ai1-1-cpu", "cpu": 1},
    })
}

fn new_notebook(name: &str) -> Value {
    json!({
        "env": {"frameworkId": "conda", "editorId": "jupyterlab"}, "name": name, "region": "GRA",
        "resources": {"flavor": "ai1-1-cpu", "cpu": 1},
    })
}

fn cut(sandbox: &Running, path: &str) {
    let route = format!("POST /cloud/project/{{serviceName}}{path}");
    sandbox.fail(&route, Fault::CutAfter, 0, 1);
}

#[tokio::test]
async fn the_life_of_a_job() {
    let sandbox = start(Options::default());
    let project = client(&sandbox).project(sandbox.service_name());
    let before = project.jobs(&JobFilter::default()).await.unwrap().len();
    cut(&sandbox, "/ai/job");
    let job = project
        .create_job(&document(new_job("only-once")))
        .await
        .unwrap();
    assert_eq!(
        project.jobs(&JobFilter::default()).await.unwrap().len(),
        before + 1
    );
    let id = job.id.as_str();
    let label = document(json!({"name": "ville", "value": "orleans"}));
    project.set_job_label(id, &label).await.unwrap();
    let now = project.job(id).await.unwrap();
    assert_eq!(
        now.spec.labels.get("ville").map(String::as_str),
        Some("orleans")
    );
    if now.status.unwrap().state == Some(JobState::Running) {
        project.kill_job(id).await.unwrap();
    }
    project.delete_job(id, true).await.unwrap();
    assert!(project.job(id).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn the_life_of_a_notebook_and_its_backups() {
    let sandbox = start(Options::default());
    let project = client(&sandbox).project(sandbox.service_name());
    let all = NotebookFilter::default();
    let before = project.notebooks(&all).await.unwrap().len();
    cut(&sandbox, "/ai/notebook");
    let notebook = project
        .create_notebook(&document(new_notebook("study")))
        .await
        .unwrap();
    assert_eq!(project.notebooks(&all).await.unwrap().len(), before + 1);
    let id = notebook.id.as_str();
    let state = async || project.notebook(id).await.unwrap().status.unwrap().state;
    assert_eq!(state().await, Some(NotebookState::Running));
    project.restart_notebook(id).await.unwrap();
    project.stop_notebook(id).await.unwrap();
    assert_eq!(state().await, Some(NotebookState::Stopped));
    let update = document(json!({"labels": {"a": "b"}}));
    let updated = project.update_notebook(id, &update).await.unwrap();
    assert_eq!(updated.spec.labels.get("a").map(String::as_str), Some("b"));
    let label = document(json!({"name": "a", "value": null}));
    project.set_notebook_label(id, &label).await.unwrap();
    project.start_notebook(id).await.unwrap();
    let policy =
        document(json!({"retainedNumber": 4, "lifetimeInDays": 9, "lifetimeEvictionThreshold": 2}));
    let kept = project.set_notebook_retention(id, &policy).await.unwrap();
    assert_eq!(kept.retained_number, Some(4));
    assert_eq!(
        project
            .notebook_retention(id)
            .await
            .unwrap()
            .lifetime_in_days,
        Some(9)
    );
    let kept = project.set_region_retention("GRA", &policy).await.unwrap();
    assert_eq!(kept.retained_number, Some(4));

    // Stopping made a backup, or the estate has one.
    let mut backup = None;
    for one in project.notebooks(&all).await.unwrap() {
        let of = one.into_result().unwrap().id;
        if let Some(Listed::Read(first)) = project.backups(&of).await.unwrap().into_iter().next() {
            backup = Some((of, first.id));
        }
    }
    let (of, backup) = backup.unwrap();
    cut(&sandbox, "/ai/notebook/{notebookId}/backup/{backupId}/fork");
    let fork = document(json!({"name": "forked-once"}));
    let forked = project.fork_backup(&of, &backup, &fork).await.unwrap();
    assert_eq!(forked.spec.name.as_deref(), Some("forked-once"));
    assert_eq!(project.notebooks(&all).await.unwrap().len(), before + 2);

    project.delete_notebook(id, true).await.unwrap();
    assert!(project.notebook(id).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn the_life_of_a_token() {
    let sandbox = start(Options::default());
    let project = client(&sandbox).project(sandbox.service_name());
    let spec = document(json!({"name": "ci", "region": "GRA", "role": "ai_training_read"}));
    let token = project.create_token(&spec).await.unwrap();
    let value = token.status.unwrap().value.unwrap();
    let renewed = project.renew_token(&token.id).await.unwrap();
    let status = renewed.status.unwrap();
    assert_ne!(status.value.as_ref().unwrap(), &value);
    assert!(!format!("{status:?}").contains(status.value.unwrap().expose()));
    project.delete_token(&token.id).await.unwrap();
    assert!(project.token(&token.id).await.unwrap_err().is_not_found());

    // Its value cannot be read again, so a lost answer is not silently taken for success.
    cut(&sandbox, "/ai/token");
    let spec = document(json!({"name": "lost", "region": "GRA", "role": "ai_training_read"}));
    let error = project.create_token(&spec).await.unwrap_err();
    let Error::AmbiguousCreate(unclear) = &error else {
        panic!("{error:?}");
    };
    let [id] = unclear.candidates.as_slice() else {
        panic!("{error}");
    };
    assert_eq!(
        project.token(id).await.unwrap().spec.name.as_deref(),
        Some("lost")
    );
}

#[tokio::test]
async fn the_life_of_a_data_store() {
    let sandbox = start(Options::default());
    let project = client(&sandbox).project(sandbox.service_name());
    let store = |key: &str| {
        document(json!({
            "alias": "models", "type": "s3", "owner": "customer", "endpoint": "https://s3.gra.io.cloud.ovh.net",
            "credentials": {"s3": {"accessKey": "a", "secretKey": key, "region": "gra"}},
        }))
    };
    cut(&sandbox, "/ai/data/region/{region}/alias");
    let made = project
        .create_data_store("GRA", &store("planted-key"), true)
        .await
        .unwrap();
    assert_eq!(made.alias, "models");
    // Again: there is one already.
    let error = project
        .create_data_store("GRA", &store("planted-key"), true)
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(409), "{error}");
    assert!(!error.to_string().contains("planted"));
    project
        .update_data_store("GRA", "models", &store("another-key"))
        .await
        .unwrap();
    let auth = project.data_store_auth("GRA", "models").await.unwrap();
    assert_eq!(auth.secret_key.unwrap().expose(), "another-key");
    project.delete_data_store("GRA", "models").await.unwrap();
    assert!(
        project
            .data_store("GRA", "models")
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test]
async fn the_life_of_a_user_with_keys_and_policy() {
    let sandbox = start(Options::default());
    let project = client(&sandbox).project(sandbox.service_name());
    let user = document(json!({"description": "made by test", "roles": ["objectstore_operator"]}));
    let made = project.create_user(&user).await.unwrap();
    let (id, password) = (made.id, made.password.unwrap());
    let renewed = project.regenerate_password(id).await.unwrap();
    assert_ne!(renewed.password.unwrap(), password);

    let role = project.roles().await.unwrap().roles.remove(0);
    let one = document(json!({"rolesIds": [role.id]}));
    assert_eq!(
        project.set_user_roles(id, &one).await.unwrap().roles.len(),
        1
    );
    project.remove_user_role(id, &role.id).await.unwrap();
    assert!(project.user_roles(id).await.unwrap().is_empty());
    let role_id = document(json!({"roleId": role.id}));
    project.add_user_role(id, &role_id).await.unwrap();
    assert_eq!(project.user_roles(id).await.unwrap().len(), 1);

    assert_eq!(project.user_policy(id).await.unwrap(), None);
    let policy = document(json!({"policy": "{\"Statement\":[]}"}));
    project.set_user_policy(id, &policy).await.unwrap();
    let read = project.user_policy(id).await.unwrap();
    assert!(read.is_none_or(|policy| policy.policy.contains("Statement")));

    let key = project.create_s3_credentials(id).await.unwrap();
    let secret = project.s3_secret(id, &key.access).await.unwrap().secret;
    assert_eq!(secret, key.secret);
    cut(&sandbox, "/user/{userId}/s3Credentials");
    let error = project.create_s3_credentials(id).await.unwrap_err();
    assert!(
        matches!(&error, Error::AmbiguousCreate(one) if one.candidates.len() == 1 && one.candidates[0] != key.access),
        "{error}"
    );
    project
        .delete_s3_credentials(id, &key.access)
        .await
        .unwrap();
    assert!(
        project
            .s3_credential(id, &key.access)
            .await
            .unwrap_err()
            .is_not_found()
    );
    project.delete_user(id).await.unwrap();
    assert!(
        project
            .user(id)
            .await
            .is_err_and(|error| error.is_not_found())
    );
}

#[tokio::test]
async fn users_and_addresses_of_a_managed_registry() {
    let sandbox = start(Options::default());
    let project = client(&sandbox).project(sandbox.service_name());
    let registry = project.container_registries().await.unwrap().remove(0);
    let id = registry.into_result().unwrap().id;
    let wanted = document(json!({"email": "made@example.com", "login": "made-by-test"}));
    let user = project
        .create_container_registry_user(&id, &wanted)
        .await
        .unwrap();
    assert!(user.password.is_some());
    project
        .delete_container_registry_user(&id, &user.id)
        .await
        .unwrap();
    let gone = project
        .container_registry_user(&id, &user.id)
        .await
        .unwrap_err();
    assert!(gone.is_not_found());
    let block = document(json!({"ipBlock": "192.0.2.0/24", "description": "office"}));
    for side in [RegistrySide::Management, RegistrySide::Images] {
        project
            .set_container_registry_ip_restrictions(&id, side, std::slice::from_ref(&block))
            .await
            .unwrap();
        // What was read can be sent back as it is.
        let read: Vec<_> = project
            .container_registry_ip_restrictions(&id, side)
            .await
            .unwrap()
            .into_iter()
            .map(|one| one.into_result().unwrap())
            .collect();
        assert_eq!(read[0].ip_block, "192.0.2.0/24");
        project
            .set_container_registry_ip_restrictions(&id, side, &read)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn resetting_a_kubeconfig_makes_another() {
    let sandbox = start(Options::default());
    let project = client(&sandbox).project(sandbox.service_name());
    for cluster in project.cluster_ids().await.unwrap() {
        let Ok(before) = project.kubeconfig(&cluster).await else {
            continue;
        };
        let again = project.kubeconfig(&cluster).await.unwrap();
        assert_eq!(before.content, again.content, "reading changes nothing");
        project.reset_kubeconfig(&cluster).await.unwrap();
        return;
    }
    panic!("no cluster of the sandbox is ready");
}

/// A client whose consumer key and whose account may do exactly this.
fn narrow(allowed: &[&'static calls::Call], signed: bool) -> (Running, Client) {
    let rules = calls::rules(allowed.iter().copied(), "0123456789abcdef0123456789abcdef")
        .into_iter()
        .map(|rule| AccessRule::new(&rule.method, &rule.path))
        .collect();
    let actions = calls::actions(allowed.iter().copied());
    let sandbox = start(Options {
        credentials: vec![Credentials::invented("narrow", rules, &actions)],
        estate: EstateChoice::Handmade,
        ..Options::default()
    });
    let credentials = sandbox.credentials();
    let mut arguments = Arguments {
        endpoint: Some(sandbox.api()),
        token_url: Some(sandbox.token_url()),
        ..Arguments::default()
    };
    if signed {
        arguments.application_key = Some(credentials.key.application_key.clone());
        arguments.application_secret = Some(credentials.key.application_secret.clone().into());
        arguments.consumer_key = Some(credentials.key.consumer_key.clone().into());
    } else {
        arguments.client_id = Some(credentials.account.client_id.clone());
        arguments.client_secret = Some(credentials.account.client_secret.clone().into());
    }
    let settings = Settings::resolve(arguments, &Sources::default()).unwrap();
    let client = Client::new(settings, ClientOptions::default()).unwrap();
    (sandbox, client)
}

#[tokio::test]
async fn the_rights_of_the_guide_suffice_and_are_needed() {
    let needed = [
        &calls::JOBS,
        &calls::JOB_COMMAND,
        &calls::DATA_STORES,
        &calls::TOKENS,
        &calls::USERS,
        &calls::S3_CREDENTIALS,
        &calls::CLUSTERS,
        &calls::CLUSTER,
    ];
    let spec = document(new_job("x"));
    for signed in [true, false] {
        for left_out in [None].into_iter().chain(needed.map(Some)) {
            let allowed: Vec<&'static calls::Call> = needed
                .into_iter()
                .filter(|call| Some(*call) != left_out)
                .collect();
            let (sandbox, client) = narrow(&allowed, signed);
            let project = client.read_only().project(sandbox.service_name());
            let results = [
                project.jobs(&JobFilter::default()).await.map(drop),
                project.job_command(&spec).await.map(drop),
                project.data_stores("GRA").await.map(drop),
                project.tokens().await.map(drop),
                project.users().await.map(drop),
                project.clusters().await.map(drop),
            ];
            let missing: Vec<_> = results
                .iter()
                .filter_map(|result| result.as_ref().err()?.missing_right())
                .collect();
            let failed = results.iter().filter(|result| result.is_err()).count();
            assert_eq!(failed, missing.len(), "{results:?}");
            for right in &missing {
                assert_eq!(Some(right.call), left_out);
                let expected = if signed { Lack::Rule } else { Lack::Action };
                assert_eq!(right.lack, expected, "{right}");
                assert_eq!(right.rule, right.call.rule(sandbox.service_name()));
                assert_eq!(right.iam, [right.call.iam.unwrap()]);
            }
            // Rules and actions overlap: a list and its objects have the same action, some calls the same rule.
            let is_told = left_out.is_none_or(|call| *call == calls::S3_CREDENTIALS)
                || !missing.is_empty()
                || allowed
                    .iter()
                    .any(|other| !signed && other.iam == left_out.unwrap().iam);
            assert!(is_told, "{left_out:?} was not missed");
        }
    }
}
