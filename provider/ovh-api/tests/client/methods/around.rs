//! The calls around AI.

use ovh_api::{ObjectQuery, RegistrySide};
use serde_json::json;

use super::{Counter, Created, ID, List, Names, Nothing, One, Table, document, list, names, one};

pub(super) async fn account(t: &mut Table) {
    t.account(
        One,
        async |client, _| one(client.server_time().await),
        &["GET /auth/time"],
    )
    .await;
    t.account(
        One,
        async |client, _| one(client.identity().await),
        &["GET /auth/details"],
    )
    .await;
    t.account(
        One,
        async |client, plan| {
            one(client.me().await)?;
            one(plan.me().await)
        },
        &["GET /me", "GET /me"],
    )
    .await;
    let prices = "GET /order/catalog/public/cloud?ovhSubsidiary=FR&productName=cloud";
    t.account(
        One,
        async |client, plan| {
            one(client.catalogue("FR").await)?;
            one(plan.catalogue("FR").await)
        },
        &[prices, prices],
    )
    .await;
    t.account(
        Names,
        async |client, _| names(client.projects().await),
        &["GET /cloud/project"],
    )
    .await;
    t.read(One, async |p| one(p.details().await), &["GET ~"])
        .await;
}

pub(super) async fn users(t: &mut Table) {
    t.read(List, async |p| list(p.users().await), &["GET ~/user"])
        .await;
    t.read(One, async |p| one(p.user(7).await), &["GET ~/user/7"])
        .await;
    t.read(One, async |p| one(p.roles().await), &["GET ~/role"])
        .await;
    t.read(
        List,
        async |p| list(p.user_roles(7).await),
        &["GET ~/user/7/role"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.user_rclone(7, "GRA", Some(&"storage-s3".into())).await),
        &["GET ~/user/7/rclone?region=GRA&service=storage-s3"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.user_openrc(7, "GRA", Some(&"v3".into())).await),
        &["GET ~/user/7/openrc?region=GRA&version=v3"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.user_openrc(7, "GRA", None).await),
        &["GET ~/user/7/openrc?region=GRA"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.user_configuration(7, Some("GRA")).await),
        &["GET ~/user/7/configuration?region=GRA"],
    )
    .await;
    t.read(
        One,
        async |p| {
            p.user_policy(7)
                .await
                .map(|policy| assert_eq!(policy.unwrap().policy, "x"))
        },
        &["GET ~/user/7/policy"],
    )
    .await;
    t.read(
        Nothing,
        async |p| {
            p.user_policy(7)
                .await
                .map(|policy| assert_eq!(policy, None))
        },
        &["GET ~/user/7/policy"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.s3_credentials(7).await),
        &["GET ~/user/7/s3Credentials"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.s3_credential(7, ID).await),
        &["GET ~/user/7/s3Credentials/a%2Fb"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.s3_secret(7, ID).await),
        &["POST ~/user/7/s3Credentials/a%2Fb/secret"],
    )
    .await;
    t.write(
        Created,
        async |p| one(p.create_user(&document(json!({"description": "d"}))).await),
        &["GET /auth/time", r#"POST ~/user {"description":"d"}"#],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.delete_user(7).await,
        &["DELETE ~/user/7"],
    )
    .await;
    t.write(
        One,
        async |p| one(p.regenerate_password(7).await),
        &["POST ~/user/7/regeneratePassword"],
    )
    .await;
    t.write(
        One,
        async |p| one(p.add_user_role(7, &document(json!({"roleId": "r"}))).await),
        &[r#"POST ~/user/7/role {"roleId":"r"}"#],
    )
    .await;
    t.write(
        One,
        async |p| {
            one(p
                .set_user_roles(7, &document(json!({"rolesIds": ["r"]})))
                .await)
        },
        &[r#"PUT ~/user/7/role {"rolesIds":["r"]}"#],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.remove_user_role(7, ID).await,
        &["DELETE ~/user/7/role/a%2Fb"],
    )
    .await;
    t.write(
        Nothing,
        async |p| {
            p.set_user_policy(7, &document(json!({"policy": "p"})))
                .await
        },
        &[r#"POST ~/user/7/policy {"policy":"p"}"#],
    )
    .await;
    t.write(
        Created,
        async |p| one(p.create_s3_credentials(7).await),
        &[
            "GET /auth/time",
            "GET ~/user/7/s3Credentials",
            "POST ~/user/7/s3Credentials",
        ],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.delete_s3_credentials(7, ID).await,
        &["DELETE ~/user/7/s3Credentials/a%2Fb"],
    )
    .await;
}

pub(super) async fn storage(t: &mut Table) {
    t.read(
        List,
        async |p| list(p.containers().await),
        &["GET ~/storage?includeType=true"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.container(ID).await),
        &["GET ~/storage/a%2Fb?noObjects=true"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.storage_access().await),
        &["POST ~/storage/access"],
    )
    .await;
    t.read(
        Names,
        async |p| names(p.storage_regions().await),
        &["GET ~/region"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.storage_region(ID).await),
        &["GET ~/region/a%2Fb"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.buckets(ID).await),
        &["GET ~/region/a%2Fb/storage"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.bucket("GRA", ID).await),
        &["GET ~/region/GRA/storage/a%2Fb?noObjects=true"],
    )
    .await;
    let counter = Counter::default();
    let query = ObjectQuery {
        prefix: Some("a/".into()),
        delimiter: Some("/".into()),
        with_versions: false,
    };
    t.read(
        List,
        async |p| p.each_bucket_object("GRA", ID, &query, |one| counter.see(one)).await,
        &[
            "GET ~/region/GRA/storage/a%2Fb/object?prefix=a%2F&delimiter=%2F&limit=1000",
            "GET ~/region/GRA/storage/a%2Fb/object?prefix=a%2F&delimiter=%2F&limit=1000&keyMarker=x",
        ],
    )
    .await;
    counter.is_one();
    t.read(
        One,
        async |p| {
            one(p
                .presign("GRA", ID, &document(json!({"object": "o"})))
                .await)
        },
        &[r#"POST ~/region/GRA/storage/a%2Fb/presign {"object":"o"}"#],
    )
    .await;
}

pub(super) async fn registries(t: &mut Table) {
    t.read(
        List,
        async |p| list(p.container_registries().await),
        &["GET ~/containerRegistry"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.container_registry(ID).await),
        &["GET ~/containerRegistry/a%2Fb"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.container_registry_plan(ID).await),
        &["GET ~/containerRegistry/a%2Fb/plan"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.container_registry_users(ID).await),
        &["GET ~/containerRegistry/a%2Fb/users"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.container_registry_user("r", ID).await),
        &["GET ~/containerRegistry/r/users/a%2Fb"],
    )
    .await;
    t.write(
        Created,
        async |p| {
            one(p
                .create_container_registry_user(ID, &document(json!({"login": "l"})))
                .await)
        },
        &[
            "GET /auth/time",
            "GET ~/containerRegistry/a%2Fb/users",
            r#"POST ~/containerRegistry/a%2Fb/users {"login":"l"}"#,
        ],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.delete_container_registry_user("r", ID).await,
        &["DELETE ~/containerRegistry/r/users/a%2Fb"],
    )
    .await;
    let allowed = [document(
        json!({"ipBlock": "192.0.2.0/24", "description": "d", "createdAt": "2026-11-02T10:00:00Z"}),
    )];
    t.read(
        List,
        async |p| {
            list(
                p.container_registry_ip_restrictions(ID, RegistrySide::Management)
                    .await,
            )
        },
        &["GET ~/containerRegistry/a%2Fb/ipRestrictions/management"],
    )
    .await;
    t.write(List, async |p| list(p.set_container_registry_ip_restrictions(ID, RegistrySide::Management, &allowed).await), &[r#"PUT ~/containerRegistry/a%2Fb/ipRestrictions/management [{"description":"d","ipBlock":"192.0.2.0/24"}]"#]).await;
    t.read(
        List,
        async |p| {
            list(
                p.container_registry_ip_restrictions(ID, RegistrySide::Images)
                    .await,
            )
        },
        &["GET ~/containerRegistry/a%2Fb/ipRestrictions/registry"],
    )
    .await;
    t.write(List, async |p| list(p.set_container_registry_ip_restrictions(ID, RegistrySide::Images, &allowed).await), &[r#"PUT ~/containerRegistry/a%2Fb/ipRestrictions/registry [{"description":"d","ipBlock":"192.0.2.0/24"}]"#]).await;
}

pub(super) async fn clusters_and_volumes(t: &mut Table) {
    t.read(
        Names,
        async |p| names(p.cluster_ids().await),
        &["GET ~/kube"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.cluster(ID).await),
        &["GET ~/kube/a%2Fb"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.node_pools(ID).await),
        &["GET ~/kube/a%2Fb/nodepool"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.node_pool("c", ID).await),
        &["GET ~/kube/c/nodepool/a%2Fb"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.nodes(ID).await),
        &["GET ~/kube/a%2Fb/node"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.node_pool_nodes("c", ID).await),
        &["GET ~/kube/c/nodepool/a%2Fb/nodes"],
    )
    .await;
    t.read(
        Names,
        async |p| names(p.cluster_ip_restrictions(ID).await),
        &["GET ~/kube/a%2Fb/ipRestrictions"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.kubeconfig(ID).await),
        &["POST ~/kube/a%2Fb/kubeconfig"],
    )
    .await;
    t.write(
        Nothing,
        async |p| p.reset_kubeconfig(ID).await,
        &["POST ~/kube/a%2Fb/kubeconfig/reset"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.block_volumes().await),
        &["GET ~/volume"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.block_volume(ID).await),
        &["GET ~/volume/a%2Fb"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.volume_snapshots().await),
        &["GET ~/volume/snapshot"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.volume_snapshot(ID).await),
        &["GET ~/volume/snapshot/a%2Fb"],
    )
    .await;
    t.read(
        List,
        async |p| list(p.instance_snapshots().await),
        &["GET ~/snapshot"],
    )
    .await;
    t.read(
        One,
        async |p| one(p.instance_snapshot(ID).await),
        &["GET ~/snapshot/a%2Fb"],
    )
    .await;
}
