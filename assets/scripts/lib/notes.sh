# shellcheck shell=sh disable=SC2034
# What the scripts in reload/ note about workers of HAProxy: in root's own folder. That of HAProxy's sockets belongs to the user
# haproxy on Debian, who could put a link in a note's place.
HAPROXY_NOTES=${N2ACD_NOTES:-/run/n2acd-ha}
