# CRLF and a mark
resource "ovh_cloud_project_kube" "main" {
	name = "a"
	tags = {
		x = 1
		x = 2
	}
}

output "host" {
	value = ovh_cloud_project_kube.main.kubeconfig_attributes[0].host
}