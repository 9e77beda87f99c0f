output "command" {
  value = provider::ovhai::parse_ovhai_command(
    "ovhai notebook run pytorch jupyterlab --framework-version pytorch2.4 -g 1 -f l4-1-gpu --envvar A=1 --restart-on-timeout --unsecure-http",
    { region = "BHS" }
  )
}
