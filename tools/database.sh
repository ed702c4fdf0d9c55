#!/bin/sh
# Run once by the image of PostgreSQL, on an empty volume: makes the role of mutualaid, which owns its
# database and rules over nothing else.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$DATABASE_PASSWORD" \
    --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
CREATE ROLE mutualaid LOGIN PASSWORD :'password';
CREATE DATABASE mutualaid OWNER mutualaid;
REVOKE CONNECT ON DATABASE postgres, mutualaid, template1 FROM PUBLIC;
-- What was deleted goes from the log only if it may end a file of it.
GRANT pg_checkpoint TO mutualaid;
\connect mutualaid
GRANT EXECUTE ON FUNCTION pg_switch_wal() TO mutualaid;
SQL
