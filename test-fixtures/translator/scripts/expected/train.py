import subprocess

import boto3

s3 = boto3.client("s3", endpoint_url="https://s3.gra.perf.cloud.ovh.net")
subprocess.run(["ovhai", "job", "run", "registry.example/shop/train:v3"], check=True)
