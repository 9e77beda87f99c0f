ops_ssh_key_2_created_at = "2026-01-01T00:00:00Z"
