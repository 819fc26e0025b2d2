#!/bin/sh
# Clients of the database through port 15432 of this node, until FOLDER/stop is there: new connections one after the
# other, and one session that stays. FOLDER/new and FOLDER/session then hold "GOOD BAD".
set -u
folder=$1
login="psql -qXAt -v ON_ERROR_STOP=1 -h 127.0.0.1 -p 15432 -U jarvis acd"
export PGPASSWORD=jarvis PGCONNECT_TIMEOUT=5
insert="INSERT INTO requests (node) VALUES ('load') RETURNING 1;"
mkdir -p "$folder"

statements() { while [ ! -e "$folder/stop" ]; do echo "$insert" && sleep 0.1; done; }
statements | $login >"$folder/rows" 2>"$folder/session.errors" &
session=$!

good=0 bad=0
while [ ! -e "$folder/stop" ]; do
  if $login -c "$insert" >/dev/null 2>>"$folder/new.errors"; then good=$((good + 1)); else bad=$((bad + 1)); fi
  sleep 0.05
done
echo "$good $bad" >"$folder/new"
wait "$session" && bad=0 || bad=1
echo "$(wc -l <"$folder/rows") $bad" >"$folder/session"
