#!/bin/bash
# The official postgres image runs this once, on an empty volume; later versions of the bootstrap are run by hand with
#   docker compose exec postgres /docker-entrypoint-initdb.d/first-start.sh
set -euo pipefail

run() {
    psql --no-psqlrc --quiet --output=/dev/null --set=ON_ERROR_STOP=1 --single-transaction \
        --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" "$@"
}

run --file=/bootstrap/cluster.sql
run --file=/bootstrap/database.sql

# Read by psql from the file: as an argument a password would be in the list of processes.
for role in owner app worker audit backup; do
    export role
    run --set=role="$role" <<'SQL'
\set password `cat "/run/secrets/database_password_$role"`
ALTER ROLE :"role" LOGIN PASSWORD :'password';
SQL
done
