# shellcheck shell=dash disable=SC2034
# Where the scripts in reload/ keep notes about HAProxy's workers: a folder of root's own. The folder of HAProxy's sockets belongs to the
# user haproxy on Debian, who could replace a note with a symlink.
HAPROXY_NOTES=${N2ACD_NOTES:-/run/n2acd-ha}
