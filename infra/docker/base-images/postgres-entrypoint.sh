#!/bin/sh
# As much of the official image's entry point as the platform uses: a cluster at the first start, whose
# superuser has the password that POSTGRES_PASSWORD or the file POSTGRES_PASSWORD_FILE says, and in which
# the files docker-entrypoint-initdb.d/*.sql have been run, each line a statement.
set -eu
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  password="${POSTGRES_PASSWORD:-$(cat "${POSTGRES_PASSWORD_FILE:?set it, or POSTGRES_PASSWORD}")}"
  rm -rf "$PGDATA.new"
  mkdir -p "$PGDATA.new"
  printf '%s' "$password" >/tmp/password
  initdb -D "$PGDATA.new" -U "${POSTGRES_USER:-postgres}" --pwfile=/tmp/password \
    --auth-host=scram-sha-256 --auth-local=trust --encoding=UTF8 ${POSTGRES_INITDB_ARGS:-}
  rm /tmp/password
  printf '%s\n' 'host all all all scram-sha-256' >>"$PGDATA.new/pg_hba.conf"
  printf '%s\n' "listen_addresses = '*'" "unix_socket_directories = '/var/run/postgresql'" \
    >>"$PGDATA.new/postgresql.conf"
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [ ! -e "$file" ] || postgres --single -D "$PGDATA.new" postgres <"$file"
  done
  mv "$PGDATA.new" "$PGDATA"
fi
exec "$@"
