#!/usr/bin/env bash
# tests/support/postgres.sh start|stop FOLDER [durable]: the PostgreSQL of one run of the tests, reached by a socket in FOLDER
# only. Nothing in it outlives the run, so it does not wait for the disk, but for `durable`, for measuring.
set -euo pipefail
act=$1 folder=$2 durable=${3:-}
programs=/usr/lib/postgresql/15/bin
# PostgreSQL refuses to run as root: then as the account that its package made.
as_owner() { if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups env -C / "$@"; else "$@"; fi; }

if [ -d "$folder/data" ]; then
  as_owner "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
fi
rm -rf "$folder"
[ "$act" = start ] || exit 0

mkdir -m 700 "$folder"
[ "$(id -u)" -ne 0 ] || chown postgres:postgres "$folder"
as_owner "$programs/initdb" -D "$folder/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync >"$folder.log" 2>&1 ||
  { cat "$folder.log"; exit 1; }
rm -f "$folder.log"
as_owner tee -a "$folder/data/postgresql.conf" >/dev/null <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$folder'
port = 5432
max_connections = 200
shared_buffers = 64MB
max_wal_size = 4GB
checkpoint_timeout = 1h
SETTINGS
if [ -z "$durable" ]; then
  printf 'fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nautovacuum = off\n' | as_owner tee -a "$folder/data/postgresql.conf" >/dev/null
fi
as_owner "$programs/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 60 start >/dev/null || { cat "$folder/server.log"; exit 1; }
