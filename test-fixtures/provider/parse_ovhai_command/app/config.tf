# As a shell script has it, with things only its shell knows.
output "command" {
  value = provider::ovhai::parse_ovhai_command(
    <<-EOT
      APP=$(ovhai --token "$TOKEN" app run "$REGISTRY/shop:1.4" \
          -n shop -f ai1-1-cpu -c2 -e LOG=info -e DB_PASSWORD=$PASSWORD --label team=web -p 80 \
          --volume data@GRA/a:/data:RW:cache --volume https://git.example.com/acme/rules.git:/rules \
          --min-replicas 0 --auto-max-replicas 3 --auto-cooldown-period-seconds 600 \
          --memory 8Gi --probe-path /health -o json -- serve --all | jq -r .id)
    EOT
    ,
    { region = "GRA", variables = { REGISTRY = "registry.example.com" } }
  )
}
