#!/bin/sh
# logs in to OVHcloud
export OVH_ENDPOINT=ovh-eu
ovhai app run registry.example/shop:1 \
  --name shop
curl https://eu.api.ovh.com/1.0/me
