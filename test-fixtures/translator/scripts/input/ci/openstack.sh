#!/bin/sh
export OS_AUTH_URL=https://auth.cloud.ovh.net/v3
openstack server list -f json
swift upload backups ./dump.sql
