# shellcheck shell=sh disable=SC2154 # root, dev and cache are the sourcing script's
# A Docker engine for the dev hosts. The process ID of a dockerd that is started here is stored for scripts/docker-stop.sh.

docker_answers() { have docker && bounded 10 docker version >/dev/null 2>&1; }

setup_docker() {
  if docker_answers; then return; fi
  if [ -d /run/systemd/system ]; then
    install_docker
    say "starting the docker service"
    systemctl start docker || true
  else
    [ "$(id -u)" = 0 ] || fail "No Docker engine answers: start one, or set DOCKER_HOST"
    install_docker
    start_dockerd
  fi
  tries=0
  until docker_answers; do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then
      tail -n 5 "$dev/dockerd.log" >&2 2>/dev/null || true
      fail "No Docker engine answered for 30 seconds: start one, or set DOCKER_HOST"
    fi
    sleep 0.5
  done
}

install_docker() {
  have dockerd || "$root/scripts/apt-packages.sh" docker.io
  # Newer Debians have the client in a package of its own.
  have docker || "$root/scripts/apt-packages.sh" docker-cli
}

start_dockerd() {
  say "starting dockerd (log: .dev/dockerd.log)"
  setsid dockerd >"$dev/dockerd.log" 2>&1 </dev/null &
  echo $! >"$dev/dockerd.pid"
}
