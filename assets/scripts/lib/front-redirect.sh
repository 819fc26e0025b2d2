# shellcheck shell=dash disable=SC2034 # $problem and $remedy are for the step
# Users of HTTP are redirected to HTTPS where haproxy.cfg says so and the step tls has installed the backend that it names. What certificate
# authorities request is not redirected.

need haproxy

# A page that is not redirected. No site has it; it shows whether Apache answers.
REDIRECT_NEVER=/.well-known/acme-challenge/n2acd-ha

# front_redirects CONFIG: succeeds when it redirects users, with the other files as they are now.
front_redirects() { grep -q '^ *use_backend %\[str(redirect-to-https)\]' "$1" 2>/dev/null && tls_takes_others; }

# tls_takes_others: succeeds when the present HTTPS file has the backend that redirects users of HTTP.
tls_takes_others() { grep -q '^backend redirect-to-https$' "$HAPROXY_TLS" 2>/dev/null; }

# redirect_port: prints what follows a host's name in the redirect; nothing for port 443.
redirect_port() { sed -n "s/^ *http-request replace-header Host .* '.1\(:[0-9]*\)'\$/\1/p" "$HAPROXY_TLS"; }

# prove_redirect PORT NAME: proves that a request there for NAME is redirected to HTTPS. Sets $problem.
prove_redirect() {
  local wanted said
  if [ -n "$problem" ]; then return 0; fi
  wanted="301 https://$2$(redirect_port)/"
  said=$(curl -s -g -o /dev/null -m 10 --noproxy '*' -H "Host: $2" -w '%{http_code} %{redirect_url}' "http://127.0.0.1:$1/" || true)
  if [ "$said" = "$wanted" ]; then return 0; fi
  problem="http://$2/, asked on port $1, has to be sent to https://$2$(redirect_port)/, and is answered ${said% }"
  remedy="see the frontend http-in in $HAPROXY_CFG, and what n2acd-ha:extraConfig.fe puts there"
}
