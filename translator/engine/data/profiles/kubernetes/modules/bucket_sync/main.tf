# Copies the objects of a bucket to another one, once. The Secret holds the settings of both ends as rclone reads them from its
# environment: RCLONE_CONFIG_SOURCE_TYPE, RCLONE_CONFIG_SOURCE_ENDPOINT, …, RCLONE_CONFIG_TARGET_TYPE, ….

resource "kubernetes_job_v1" "this" {
  metadata {
    name      = "sync-${substr(sha256("${var.from_bucket}/${var.to_bucket}"), 0, 16)}"
    namespace = var.namespace
  }

  spec {
    backoff_limit = 3

    template {
      metadata {}

      spec {
        restart_policy = "Never"

        container {
          name  = "rclone"
          image = var.image
          args  = ["sync", "SOURCE:${var.from_bucket}", "TARGET:${var.to_bucket}", "--checksum"]

          env_from {
            secret_ref {
              name = var.secret
            }
          }
        }
      }
    }
  }

  wait_for_completion = false
}
