# shellcheck shell=dash

# ports: prints PostgreSQL's ports on this node, each once, because several databases may use the same one.
ports() { args database | sed 's/.*://' | sort -un; }
