# shellcheck shell=dash disable=SC2034 # $problem and $remedy are for the step
# Does HAProxy show its own pages, and only to clients that may see them? See lib/proof.sh.

# prove_stats [https://][ADDRESS:]PORT: the stats page answers, and not without its password.
prove_stats() {
  local stats_at code
  case "$1" in
    https://*) stats_at=$1 ;;
    *:*) stats_at=http://$1 ;;
    *) stats_at=http://127.0.0.1:$1 ;;
  esac
  # Whether clients trust the certificate is for the operator to decide, so curl does not verify it.
  code=$(curl -s -k -g -o /dev/null -m 5 --noproxy '*' -w '%{http_code}' "$stats_at/" || true)
  case "$code" in
    401) ;;
    200) problem="the stats page on $stats_at is open to anybody" remedy="report this: the configuration should ask for a password" ;;
    *) problem="the stats page on $stats_at answers $code in place of 401" remedy="see what else listens there" ;;
  esac
}

# prove_metrics [https://]ADDRESS:PORT: the page answers 200 and has HAProxy's own figures.
prove_metrics() {
  local metrics_at said
  case "$1" in
    https://*) metrics_at=$1 ;;
    *) metrics_at=http://$1 ;;
  esac
  said=$(curl -s -k -g -m 5 --noproxy '*' -w '\n%{http_code}' "$metrics_at/metrics" | sed -n -e '/^haproxy_process_/p' -e '$p' || true)
  case "$said" in
    haproxy_process_*200) ;;
    *)
      problem="$metrics_at/metrics answers $(printf '%s\n' "$said" | tail -n 1), without figures of HAProxy"
      remedy="see what else listens there"
      ;;
  esac
}
