variable "addresses" {
  type = map(string)
}

module "service" {
  source   = "./modules/dns_record"
  for_each = var.addresses

  zone   = "shop.example"
  name   = each.key
  type   = "A"
  target = each.value
  ttl    = 300
}

module "mail" {
  source = "./modules/dns_record"
  count  = 2

  zone   = "shop.example"
  name   = ""
  type   = "MX"
  target = "${(count.index + 1) * 10} mx${count.index + 1}.shop.example."
}

# As early releases wrote it.
module "old" {
  source = "./modules/dns_record"

  zone   = "shop.example"
  name   = "_spf"
  type   = "TXT"
  target = "\"v=spf1 -all\""
  ttl    = "3600"
}

module "blog" {
  source = "./modules/dns_zone_file"

  zone      = "blog.example"
  zone_file = file("${path.module}/blog.zone")
}

resource "ovh_domain_zone_redirection" "www" {
  zone      = "shop.example"
  subdomain = "www"
  type      = "visible"
  target    = "https://shop.example"
}

output "names" {
  value = [for record in module.service : record.subdomain]
}

output "first_mail" {
  value = module.mail[0].target
}

output "all" {
  value = var.all_records
}
