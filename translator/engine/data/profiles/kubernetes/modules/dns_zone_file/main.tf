# The records of a zone file, as an object that external-dns reads (API externaldns.k8s.io/v1alpha1, source "crd"). Records on one line
# are taken: owner, time to live, class, type, value. SOA and NS records belong to whichever service serves the zone, and go.

locals {
  zone = trim(var.zone, ".")
  found = [
    for line in split("\n", replace(var.zone_file, "\r", "")) :
    regexall("^([^\\s;$]\\S*)\\s+(?:(\\d+)\\s+)?(?:IN\\s+)?(A|AAAA|CAA|CNAME|MX|SRV|TXT)\\s+(.*\\S)\\s*$", line)
  ]
  records = [for match in flatten([for matches in local.found : [for match in matches : {
    owner  = match[0]
    ttl    = match[1] == null || match[1] == "" ? null : tonumber(match[1])
    type   = match[2]
    target = match[2] == "TXT" ? join("", flatten(regexall("\"([^\"]*)\"", match[3]))) : match[3]
    }]]) : merge(match, {
    target = match.type != "CNAME" ? match.target : match.target == "@" ? local.zone : endswith(match.target, ".") ? trim(match.target, ".") : "${match.target}.${local.zone}"
    name   = match.owner == "@" ? local.zone : endswith(match.owner, ".") ? trim(match.owner, ".") : "${match.owner}.${local.zone}"
  })]
  # One object per name and type holds all of its values.
  grouped = { for record in local.records : "${record.name}/${record.type}" => record... }
}

resource "helm_release" "this" {
  name             = "zone-${substr(sha256(var.zone), 0, 16)}"
  namespace        = var.namespace
  create_namespace = true
  chart            = "${path.module}/chart"

  values = [yamlencode({
    endpoints = [for records in values(local.grouped) : {
      name    = records[0].name
      type    = records[0].type
      ttl     = records[0].ttl
      targets = records[*].target
    }]
  })]
}
