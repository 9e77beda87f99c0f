//! What is measured: a repository of many modules, and one file with many blocks. The same bytes on every run.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::Result;

/// Files of one module.
const OF_MODULE: usize = 10;
/// Of as many modules one speaks of the vendor.
const RARELY: usize = 4;

/// A repository of `files` files below `folder`: environments that call modules, of which one in four is the vendor's, with
/// scripts and documents as repositories have them.
pub fn repository(folder: &Path, files: usize) -> Result<()> {
    for module in 0..files.div_ceil(OF_MODULE) {
        let place = folder.join(format!("services/group{:02}/service{module}", module % 40));
        fs::create_dir_all(&place)?;
        let is_vendors = module % RARELY == 0;
        let main = if is_vendors {
            cluster(module)
        } else {
            deployment(module)
        };
        let parts = [
            ("main.tf", main),
            ("variables.tf", variables()),
            ("outputs.tf", outputs(is_vendors)),
            ("versions.tf", versions(is_vendors)),
            ("workloads.tf", deployment(module + 1)),
            ("config.tf", configuration(module)),
            ("storage.tf", storage(module, is_vendors)),
            ("access.tf", deployment(module + 2)),
            (
                "prod.tfvars",
                "project_id = \"p\"\nstage = \"prod\"\n".to_owned(),
            ),
            ("deploy.sh", script(module, is_vendors)),
        ];
        for (name, text) in parts {
            fs::write(place.join(name), text)?;
        }
    }
    Ok(())
}

/// One file of about `size` bytes.
pub fn single(folder: &Path, size: usize) -> Result<()> {
    fs::create_dir_all(folder)?;
    let mut text = variables();
    let mut number = 0;
    while text.len() < size {
        let part = match number % 4 {
            0 => pool(number),
            _ => deployment(number),
        };
        text.push_str(&part);
        number += 1;
    }
    fs::write(folder.join("main.tf"), text)?;
    Ok(())
}

fn cluster(number: usize) -> String {
    let mut text = format!(
        "# Cluster of service {number}.\nresource \"ovh_cloud_project_kube\" \"main\" {{\n  service_name = var.project_id\n  name         = \"service-{number}-${{var.stage}}\" # shown in the console\n  region       = \"GRA11\"\n  version      = \"1.30\"\n}}\n\n"
    );
    for pool in 0..3 {
        let _ = writeln!(
            text,
            "resource \"ovh_cloud_project_kube_nodepool\" \"pool{pool}\" {{\n  service_name  = var.project_id\n  kube_id       = ovh_cloud_project_kube.main.id\n  name          = \"pool-{pool}\"\n  flavor_name   = \"b3-8\"\n  desired_nodes = {}\n  min_nodes     = 1\n  max_nodes     = 9\n  autoscale     = true\n}}\n",
            pool + 1
        );
    }
    text
}

fn pool(number: usize) -> String {
    format!(
        "resource \"ovh_cloud_project_kube_nodepool\" \"pool{number}\" {{\n  kube_id       = var.stage\n  name          = \"pool-{number}\"\n  flavor_name   = \"b3-8\"\n  desired_nodes = 2\n}}\n\n"
    )
}

fn deployment(number: usize) -> String {
    format!(
        r#"# What service {number} runs.
resource "kubernetes_deployment_v1" "service{number}" {{
  metadata {{
    name      = "service-{number}"
    namespace = "shop-${{var.stage}}"
    labels    = merge(local.labels, {{ "app.kubernetes.io/name" = "service-{number}" }})
  }}
  spec {{
    replicas = var.stage == "prod" ? 3 : 1
    selector {{
      match_labels = {{ app = "service-{number}" }}
    }}
    template {{
      metadata {{
        labels = {{ app = "service-{number}" }}
        annotations = {{
          "prometheus.io/scrape" = "true"
          "prometheus.io/port"   = "9090" # metrics
        }}
      }}
      spec {{
        container {{
          name  = "main"
          image = "registry.example/shop/service-{number}:${{var.image_tag}}"
          args  = ["--listen", "0.0.0.0:8080", "--stage=${{var.stage}}"]
          dynamic "env" {{
            for_each = {{ for key, value in var.settings : upper(key) => value if value != null }}
            content {{
              name  = env.key
              value = env.value
            }}
          }}
          resources {{
            limits   = {{ cpu = "1", memory = "512Mi" }}
            requests = {{ cpu = "100m", memory = "128Mi" }}
          }}
        }}
      }}
    }}
  }}
  lifecycle {{
    ignore_changes = [spec[0].replicas]
  }}
}}

"#
    )
}

fn configuration(number: usize) -> String {
    let mut text =
        "locals {\n  labels = {\n    team  = \"shop\"\n    stage = var.stage\n  }\n}\n\n"
            .to_owned();
    let _ = write!(
        text,
        "resource \"kubernetes_config_map_v1\" \"service{number}\" {{\n  metadata {{\n    name = \"service-{number}\"\n  }}\n  data = {{\n    \"app.yaml\" = <<-EOT\n"
    );
    for line in 0..20 {
        let _ = writeln!(
            text,
            "      setting{line}: ${{var.stage}}-{}",
            (number * 31 + line * 7) % 97
        );
    }
    text.push_str("    EOT\n  }\n}\n");
    text
}

fn storage(number: usize, is_vendors: bool) -> String {
    if is_vendors {
        format!(
            "resource \"ovh_cloud_project_storage\" \"data\" {{\n  service_name = var.project_id\n  region_name  = \"GRA\"\n  name         = \"data-{number}\"\n  versioning = {{\n    status = \"enabled\"\n  }}\n}}\n"
        )
    } else {
        format!(
            "resource \"aws_s3_bucket\" \"data\" {{\n  bucket = \"data-{number}-${{var.stage}}\"\n  tags   = local.labels\n}}\n"
        )
    }
}

fn variables() -> String {
    let mut text = String::new();
    for (name, of_type) in [
        ("project_id", "string"),
        ("stage", "string"),
        ("image_tag", "string"),
        ("settings", "map(string)"),
    ] {
        let _ = write!(
            text,
            "variable \"{name}\" {{\n  type        = {of_type}\n  description = \"What {name} is for\"\n}}\n\n"
        );
    }
    text
}

fn outputs(is_vendors: bool) -> String {
    if is_vendors {
        "output \"kubeconfig\" {\n  value     = ovh_cloud_project_kube.main.kubeconfig\n  sensitive = true\n}\n"
            .to_owned()
    } else {
        "output \"labels\" {\n  value = local.labels\n}\n".to_owned()
    }
}

fn versions(is_vendors: bool) -> String {
    let vendors = if is_vendors {
        "    ovh = {\n      source  = \"ovh/ovh\"\n      version = \"~> 1.0\"\n    }\n"
    } else {
        ""
    };
    format!(
        "terraform {{\n  required_version = \">= 1.7\"\n\n  required_providers {{\n{vendors}    kubernetes = {{\n      source = \"hashicorp/kubernetes\"\n    }}\n  }}\n}}\n"
    )
}

fn script(number: usize, is_vendors: bool) -> String {
    let mut text = "#!/bin/sh\nset -eu\nstage=${1:-dev}\n".to_owned();
    for step in 0..8 {
        let _ = writeln!(text, "echo \"service {number}: step {step} of $stage\"");
    }
    if is_vendors {
        let _ = writeln!(
            text,
            "ovhai app run registry.example/shop/service-{number}:v1 --gpu 1 --name service-{number}"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::files_below;

    #[test]
    fn trees_are_as_large_as_wanted() {
        let folder = tempfile::tempdir().unwrap();
        repository(&folder.path().join("tree"), 40).unwrap();
        assert_eq!(
            files_below(&folder.path().join("tree"), &[]).unwrap().len(),
            40
        );
        single(&folder.path().join("one"), 100_000).unwrap();
        let size = fs::metadata(folder.path().join("one/main.tf"))
            .unwrap()
            .len();
        assert!((100_000..110_000).contains(&size), "{size}");
    }
}
