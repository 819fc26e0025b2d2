#!/bin/sh
# Makes dev hosts without Pulumi, for experiments and for tests:
#
#   dev/cluster.sh up NAME PREFIX    two SMS and two FE hosts: dev/cluster.sh up t1 172.30.91
#   dev/cluster.sh down NAME         removes them and their network
#
# NODES="sms-01:apt sms-02:dnf fe-01:apt@trixie" selects nodes and flavours, IMAGE another image than n2acd-dev, and RELEASE the Debian
# release of nodes that name none. HTTPS=yes makes Apache of the front ends serve HTTPS as well. IPV6=yes adds IPv6 addresses, such as
# fd6e:30:91::11 for 172.30.91.11. The hosts are containers NAME-sms-01 (PREFIX.11), NAME-sms-02 (.12), NAME-fe-01 (.21),
# NAME-fe-02 (.22), and so on. A login is possible once the host serves; sms-01 starts as the primary:
#   ssh -i .dev/keys/client deploy@172.30.91.11        or   docker exec t1-sms-01 ...
# The dev stack makes the same hosts in hosts.ts: keep the two alike.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
KEYS=$(dirname "$HERE")/.dev/keys
NODES=${NODES:-sms-01:apt sms-02:dnf fe-01:apt fe-02:dnf}

last_octet() {
  number=${1##*-}
  case "$1" in
    sms-*) echo $((10 + ${number#0})) ;;
    fe-*) echo $((20 + ${number#0})) ;;
  esac
}

# six PREFIX: the same network for IPv6.
six() { echo "fd6e:$(echo "$1" | cut -d . -f 2,3 | tr . :):"; }

make_network() { # NAME PREFIX
  if docker network inspect "$1" > /dev/null 2>&1; then return 0; fi
  network=$1 prefix=$2
  set -- --subnet "$prefix.0/24"
  [ "${IPV6:-}" != yes ] || set -- "$@" --ipv6 --subnet "$(six "$prefix"):/64"
  docker network create "$@" "$network" > /dev/null
}

run_node() { # NAME PREFIX NODE FLAVOUR
  octet=$(last_octet "$3")
  role=${3%%-*}
  set -- "$@" --env "N2DEV_ROLE=$role"
  if [ "$role" = sms ]; then
    set -- "$@" --env "N2DEV_REPLICATION=10.86.0.$octet"
    [ "$3" = sms-01 ] || set -- "$@" --env N2DEV_PRIMARY=10.86.0.11
  else
    set -- "$@" --env "N2DEV_HTTPS=${HTTPS:-}"
  fi
  [ "${IPV6:-}" != yes ] || set -- "$@" --ip6 "$(six "$2"):$octet"
  for entry in $NODES; do
    other=${entry%%:*}
    [ "$other" = "$3" ] || set -- "$@" --add-host "$other:$2.$(last_octet "$other")"
  done
  name=$1 prefix=$2 node=$3 flavour=$4
  shift 4
  docker run -d --name "$name-$node" --hostname "$node" --label "n2acd-dev=$name" \
    --network "$name" --ip "$prefix.$octet" \
    --cap-add NET_ADMIN --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
    --cgroupns host --volume /sys/fs/cgroup:/sys/fs/cgroup \
    --tmpfs /run --tmpfs /run/lock --tmpfs /tmp:exec \
    --volume "$KEYS/$node:/etc/n2dev/keys:ro" "$@" "$(sh "$HERE/image/name.sh" "$flavour")" > /dev/null
}

case "$1" in
  up)
    names=$(for entry in $NODES; do echo "${entry%%:*}"; done)
    releases=$(for entry in $NODES; do sh "$HERE/image/release.sh" "$entry"; done | sort -u)
    # shellcheck disable=SC2086
    "$HERE/image/build.sh" $releases
    # shellcheck disable=SC2086
    "$HERE/keys.sh" $names
    # Also made without HTTPS: clusters share the folder that each host mounts, and no file may appear on a host while a test compares it.
    for name in $names; do
      case "$name" in fe-*) "$HERE/certificates.sh" "$name" ;; esac
    done
    make_network "$2" "$3"
    for entry in $NODES; do
      run_node "$2" "$3" "${entry%%:*}" "${entry##*:}"
    done
    ;;
  down)
    docker ps -aq --filter "label=n2acd-dev=$2" | xargs -r docker rm -f > /dev/null
    docker network rm "$2" > /dev/null 2>&1 || true
    ;;
  *)
    echo "usage: cluster.sh up NAME PREFIX | down NAME" >&2
    exit 2
    ;;
esac
