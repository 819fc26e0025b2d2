# shellcheck shell=sh

# ports: those of PostgreSQL on this node, each once: several databases may be behind one.
ports() { args database | sed 's/.*://' | sort -un; }
