set -eu
# Made by hand, so that it belongs to the user and not to the node.
mkdir -p /claim/files
