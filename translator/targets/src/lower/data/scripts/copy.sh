rclone copy --config= --links --transfers=16 --checkers=16 --retries=5 "$SOURCE" /data || absent $?
