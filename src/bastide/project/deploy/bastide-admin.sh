#!/bin/sh
# /usr/local/sbin/bastide: a command of bastide with the settings, secrets and account of its services. Run it as root.
# Paths given to it are absolute: it starts in the folder of the state.
set -eu
etc=${BASTIDE_ETC:-/etc/bastide}
set -- /opt/bastide/bin/bastide "$@"
for secret in "$etc"/secrets/*; do
    set -- -p "LoadCredential=${secret##*/}:$secret" "$@"
done
exec systemd-run --quiet --collect --wait --pty --pipe --uid=bastide --gid=bastide \
    -p "EnvironmentFile=$etc/bastide.env" -p StateDirectory=bastide -p StateDirectoryMode=0750 -p UMask=0027 \
    -p WorkingDirectory=/var/lib/bastide "$@"
