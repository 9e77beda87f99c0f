//! The files of the profile `kubernetes`.

/// Names the files below the profile's folder.
macro_rules! files {
    ($($path:literal)*) => {
        &[$(($path, include_str!(concat!("../../data/profiles/kubernetes/", $path)))),*]
    };
}

/// By path in the profile's folder.
pub const FILES: &[(&str, &str)] = files! {
    "profile.json"
    "modules/bucket/main.tf"
    "modules/bucket/outputs.tf"
    "modules/bucket/variables.tf"
    "modules/bucket/versions.tf"
    "modules/cluster/main.tf"
    "modules/cluster/outputs.tf"
    "modules/cluster/variables.tf"
    "modules/cluster/versions.tf"
    "modules/node_pool/main.tf"
    "modules/node_pool/outputs.tf"
    "modules/node_pool/variables.tf"
    "modules/node_pool/versions.tf"
    "modules/postgresql/chart/Chart.yaml"
    "modules/postgresql/chart/templates/_names.tpl"
    "modules/postgresql/chart/templates/backup.yaml"
    "modules/postgresql/chart/templates/cluster.yaml"
    "modules/postgresql/chart/templates/databases.yaml"
    "modules/postgresql/chart/templates/network-policy.yaml"
    "modules/postgresql/chart/templates/roles.yaml"
    "modules/postgresql/chart/values.yaml"
    "modules/postgresql/main.tf"
    "modules/postgresql/outputs.tf"
    "modules/postgresql/variables.tf"
    "modules/postgresql/versions.tf"
    "modules/ssh_key/main.tf"
    "modules/ssh_key/outputs.tf"
    "modules/ssh_key/variables.tf"
    "modules/ssh_key/versions.tf"
    "modules/volume/main.tf"
    "modules/volume/outputs.tf"
    "modules/volume/variables.tf"
    "modules/volume/versions.tf"
};
