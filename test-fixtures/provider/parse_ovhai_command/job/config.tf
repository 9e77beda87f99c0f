output "command" {
  value = provider::ovhai::parse_ovhai_command(
    "ovhai job run --gpu 1 --timeout 1h30m -s ~/.ssh/id_ed25519.pub -v results@models-s3/:/workspace/out:RWD ovhcom/train:1 -- bash -c 'python train.py --epochs 20'"
  )
}
