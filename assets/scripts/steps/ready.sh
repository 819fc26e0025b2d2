# shellcheck shell=dash
# ready: checks that the host has what the other steps need. Changes nothing; prints one line of JSON about the host.
#
#   host= role=sms|fe [port=PGPORT ...] [connections=PGPORT:WAYS:LIMIT ...] [address=OWN] [postgres_user=postgres] [agent=bundled] [guard=yes] [service=OURS ...] [front=PORT] [bind=ADDRESS:PORT ...]
#         [user=ROLE-OF-THE-HEALTH-CHECKS sms=ADDRESS ...] [looker=USER] [keepalived=yes] [jarvis_ca=FILE] [certificate=FILE ...]
# jarvis_ca: the CA of a front end that connects to Jarvis over TLS. certificate: what HAProxy presents on its own pages.
# connections: WAYS listens of HAProxies lead to that PostgreSQL, each with up to LIMIT connections.
#
# Its undo reverts every other step that is in the journal: those that have no undo of their own in the state (see undoneBy in steps/), and
# those of an up that did not finish.

need addresses firewalld fits jarvis-tls listeners managed os pem port postgres psql sshd ufw vip-found

require_system() {
  family=$(os_family)
  [ -n "$family" ] || fail "$(os_field PRETTY_NAME) is neither of the RHEL family nor Debian or Ubuntu" "use a supported system"
  [ -d "$ROOT/run/systemd/system" ] || fail "systemd does not run here" "use a host that systemd has booted"
  case "$family" in
    dnf) require_commands "dnf rpm" ;;
    apt) require_commands "apt-get dpkg dpkg-query" ;;
  esac
  require_commands "systemctl flock timeout sync sed awk grep cmp stat readlink namei getent runuser id df sort tail tr date"
  # firewalld is queried with it; it is part of systemd.
  if command -v firewall-cmd >/dev/null; then require_commands busctl; fi
}

require_commands() {
  local command
  for command in $1; do
    command -v "$command" >/dev/null || fail "the command $command is missing" "install the package that brings it"
  done
}

# require_room FOLDER MEGABYTES
require_room() {
  local room
  room=$(df -Pk "$1" | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$room" -ge "$2" ] || fail "$1 has $room MB free, $2 are needed" "make room there"
}

# The agent listens on this address, and HAProxy on the other nodes asks it there.
require_own_address() {
  local here there
  if [ -z "$(arg address)" ]; then return 0; fi
  here=$(own_addresses)
  there=$(addresses_of_all "$(arg address)")
  [ -n "$there" ] || fail "$(arg address) resolves to the loopback address here, where no other node can reach it" \
    "correct /etc/hosts, or give the node's IP address"
  printf '%s\n' "$there" | grep -qxF "$here" || fail \
    "$(arg address) is not an address of this host, which has $(printf '%s' "$here" | tr '\n' ' ')" \
    "correct the node's address"
}

look_for_apache() {
  apache=none
  for apache_try in httpd apache2; do
    if service_exists "$apache_try"; then apache=$apache_try; fi
  done
}

# require_apache: fails if there is no Apache that a front end could serve.
require_apache() {
  [ "$apache" != none ] || fail "Apache is not installed: no service httpd or apache2" \
    "install the node's N-Squared ACD software first"
}

# require_ports: fails if another program has a port on which this node is to listen. Services that are ours may have it: HAProxy, the
# former and the present agents, and on a front end Apache.
require_ports() {
  local ours ports_service bind ports_port address here ports_at ports_owner
  ours="haproxy.service pgsqlchk.service n2acd-ha-agent.service"
  if [ "$(arg role)" = fe ]; then ours="$ours httpd.service apache2.service"; fi
  for ports_service in $(args service) $(sed -n 's/^service=//p' "$STATE/agent/args" 2>/dev/null || true); do
    ours="$ours $ports_service.service"
  done
  args bind | while read -r bind; do
    ports_port=${bind##*:}
    address=${bind%:*}
    address=${address#[}
    address=${address%]}
    here=$address
    case "$address" in
      # A literal address is used as it is; a name of this host that resolves to its loopback address is skipped.
      '*' | 127.* | ::1) ;;
      *) here=$(addresses_of_all "$address") ;;
    esac
    if [ -z "$here" ]; then continue; fi
    printf '%s\n' "$here" | while read -r ports_at; do
      # shellcheck disable=SC2086 # a word a unit
      ports_owner=$(stranger_at "$ports_at" "$ports_port" $ours)
      [ -z "$ports_owner" ] || fail "port $ports_port, on which this node has to listen, belongs to $ports_owner; nothing was changed" \
        "stop that program and disable its start at boot, or choose another port in the stack file"
    done
  done
}

# tell_silent_front: an SMS node with PostgreSQL alone needs no web server, unless front ends send calls of Jarvis there.
tell_silent_front() {
  local front_port
  for front_port in $(args front); do
    port_taken "$front_port" || say "warning: nothing listens on port $front_port here, to which front ends send the calls of Jarvis"
  done
}

require_python() {
  [ -z "$(find_python)" ] || return 0
  [ "$(arg agent)" != bundled ] ||
    fail "the bundled health agent needs Python 3.6 or newer, and there is none here" "install the package python3"
  [ -z "$(arg guard)" ] ||
    fail "the guard needs Python 3.6 or newer, and there is none here" \
      "install the package python3, or do without guards on every node: pulumi config set n2acd-ha:guard false"
  psql_insists || fail "the tests of the steps log in only with SCRAM, for which this host needs libpq 16 or Python 3.6, and has neither" \
    "install the package python3"
}

require_postgres() {
  find_psql
  for port in $(args port); do in_recovery "$port" >/dev/null; done
}

# warn_managed: where another program writes pg_hba.conf, the lines that up adds are lost. There is no warning where that program's own
# lines admit the role.
warn_managed() {
  local file managed lines managed_for address bits
  [ -n "$(arg user)" ] || return 0
  for port in $(args port); do
    file=$(ask "$port" 'SHOW hba_file;')
    case "$file" in /*) ;; *) continue ;; esac
    copy_in "$(real_path "$file")" "$STATE/.managed"
    managed=$(text_of "$STATE/.managed" | managed_by -)
    lines=$(text_of "$STATE/.managed" | sed '/^# BEGIN n2acd-ha/,/^# END n2acd-ha/d' | grep -v '^[[:space:]]*#' | grep -cw -- "$(arg user)" || true)
    rm -f "$STATE/.managed"
    if [ -z "$managed" ] || [ "$lines" -gt 0 ]; then continue; fi
    managed_for=
    # shellcheck disable=SC2046 # a word a node
    for address in 127.0.0.1 ::1 $(addresses_of_all $(args sms)); do
      bits=32
      [ "$(family_of "$address")" = ipv4 ] || bits=128
      managed_for="$managed_for${managed_for:+, }host postgres $(arg user) $address/$bits scram-sha-256"
    done
    say "warning: $managed rewrites $file, so the lines that up puts there are lost. Put these lines into \
$(managed_where "$managed"), before any other line that matches: $managed_for"
  done
}

# tell_connections: reports where PostgreSQL accepts fewer connections than HAProxies could pass on. These pass on fewer: see
# lib/haproxy-limits.sh.
tell_connections() {
  local counted limit ways clients enough about
  for counted in $(args connections); do
    port=${counted%%:*} limit=${counted##*:} ways=${counted#*:}
    ways=${ways%:*}
    clients=$(ask "$port" "$FITS_SQL;")
    each=$(fits "$clients" "$ways")
    if [ "$each" -ge "$limit" ]; then continue; fi
    enough=$(($(fits_for "$limit" "$ways") + $(ask "$port" "SELECT current_setting('max_connections')::int;") - clients))
    about="PostgreSQL on port $port takes $clients connections from clients. Each port of a HAProxy passes on at most $each, not the $limit of \
maxConnections.server, so that health checks always find one; with max_connections = $enough it would be $limit"
    if [ "$each" -lt 20 ]; then about="warning: $about"; fi
    say "$about"
  done
}

# warn_logged_input: passwords arrive on stdin, and where sudo logs stdin, its log has them in clear text.
warn_logged_input() {
  local logged
  if [ -z "${SUDO_USER-}" ] || ! command -v sudo >/dev/null; then return 0; fi
  logged=$(timeout 20 sudo -n -l -U "$SUDO_USER" 2>/dev/null </dev/null | tr -c 'A-Za-z_!' '\n' | awk '
    { word = tolower($0); on = !sub(/^(!|no)/, "", word) }
    word ~ /^log_(input|stdin)$/ { logs[word] = on }
    END { for (word in logs) if (logs[word]) { print word; exit } }')
  [ -z "$logged" ] || say "warning: sudo here has $logged for $SUDO_USER: what the steps get on stdin, passwords included, is logged in \
clear, usually below /var/log/sudo-io. Put 'Defaults:$SUDO_USER !$logged' into /etc/sudoers.d/n2acd-ha, take LOG_INPUT out of that \
user's rules, and delete the logs that are there"
}

selinux() {
  if command -v getenforce >/dev/null; then getenforce | tr '[:upper:]' '[:lower:]'; else echo absent; fi
}

firewall() {
  if firewalld_runs; then
    echo firewalld
  elif ufw_active; then
    echo ufw
  else
    echo none
  fi
}

# judges: in this order, because some checks need what earlier ones found.
judges() {
  local certificate_file looker jarvis_ca_file
  judge require_system
  judge require_room /etc 10
  judge require_room /var 200
  judge require_firewalls
  for service in haproxy $(args service); do judge require_unmasked "$service"; done
  if [ "$(arg keepalived)" = yes ]; then
    judge require_unmasked keepalived
    judge require_own_keepalived
  fi
  look_for_apache
  judge require_ports
  for certificate_file in $(args certificate); do judge require_pem "$certificate_file"; done
  # The user of the step status.
  for looker in $(args looker); do judge require_key_login "$looker"; done
  case "$(arg role)" in
    sms)
      judge require_own_address
      judge require_postgres
      judge require_python
      judge warn_managed
      judge tell_connections
      judge tell_silent_front
      ;;
    fe)
      judge require_apache
      for jarvis_ca_file in $(args jarvis_ca); do judge require_jarvis_ca "$jarvis_ca_file"; done
      ;;
    *) fail "'$(arg role)' is not a role" "say role=sms or role=fe" ;;
  esac
  judge warn_logged_input
}

apply() {
  judges
  say "is ready"
  printf '{"os":"%s","family":"%s","apache":"%s","selinux":"%s","firewall":"%s"}\n' \
    "$(os_field PRETTY_NAME | tr -dc 'A-Za-z0-9 ().,:/_+-')" "$family" "$apache" "$(selinux)" "$(firewall)"
}

# undo: each step in its own shell, with the arguments of its apply, the last step first.
undo() {
  local left_with
  rm -f "$ROOT/etc/.n2acd-ha.try"
  for left in status vip metrics jarvis tls web haproxy haproxy-secrets guard agent firewall database packages; do
    if [ ! -d "$STATE/$left" ]; then continue; fi
    # This toolkit lacks the steps of the other kind of node; a host that was one has kept them, see components/host/installer.ts.
    case "$left" in web | tls) left_with=feNodes ;; *) left_with=smsNodes ;; esac
    [ -r "$TOOLKIT/steps/$left.sh" ] || fail "the scripts that undo $left are no longer on this host" \
      "add this host to $left_with, run up, and then remove it again"
    say "undoes $left"
    (
      # shellcheck disable=SC2034 # step.sh's own
      STEP=$left
      # shellcheck disable=SC2034
      STEP_ARGS="$(recall args)
"
      # shellcheck source=/dev/null
      . "$TOOLKIT/steps/$left.sh"
      undo
      forget_step
    )
  done
}
