variable "addresses" {
  type = map(string)
}

resource "ovh_domain_zone_record" "service" {
  for_each  = var.addresses
  zone      = "shop.example"
  subdomain = each.key
  fieldtype = "A"
  ttl       = 300
  target    = each.value
}

resource "ovh_domain_zone_record" "mail" {
  count     = 2
  zone      = "shop.example"
  subdomain = ""
  fieldtype = "MX"
  target    = "${(count.index + 1) * 10} mx${count.index + 1}.shop.example."
}

# As early releases wrote it.
resource "ovh_domain_zone_record" "old" {
  zone      = "shop.example"
  subDomain = "_spf"
  fieldType = "TXT"
  ttl       = "3600"
  target    = "\"v=spf1 -all\""
}

resource "ovh_domain_zone_import" "blog" {
  zone_name = "blog.example"
  zone_file = file("${path.module}/blog.zone")
}

resource "ovh_domain_zone_redirection" "www" {
  zone      = "shop.example"
  subdomain = "www"
  type      = "visible"
  target    = "https://shop.example"
}

data "ovh_domain_zone_records" "all" {
  zone = "shop.example"
}

output "names" {
  value = [for record in ovh_domain_zone_record.service : record.subdomain]
}

output "first_mail" {
  value = ovh_domain_zone_record.mail.0.target
}

output "all" {
  value = data.ovh_domain_zone_records.all.records
}
