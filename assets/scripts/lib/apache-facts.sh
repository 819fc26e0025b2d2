# shellcheck shell=dash
# What Apache's configuration says, as Apache itself reads it: Apache resolves variables, conditions, continued lines and includes.

need apache

# apache_module NAME: prints the path of that module's file.
apache_module() {
  local module_folder
  for module_folder in /usr/lib/apache2/modules /etc/httpd/modules /usr/lib64/httpd/modules /usr/lib/httpd/modules; do
    if [ -e "$module_folder/mod_$1.so" ]; then
      printf '%s' "$module_folder/mod_$1.so"
      return 0
    fi
  done
}

# apache_facts FILE: writes them, see files/apache-facts.awk; returns 1 when there are none. FILE may hold passwords: for root only, and briefly.
apache_facts() {
  local facts_file
  facts_file=$1
  apache_facts_said >"$facts_file"
  [ -s "$facts_file" ]
}

apache_facts_said() {
  local facts_module
  facts_module=$(apache_module info)
  if [ -z "$facts_module" ]; then return 0; fi
  apache_ask -C "LoadModule info_module $facts_module" -t -D DUMP_CONFIG 2>/dev/null | awk -f "$TOOLKIT/files/apache-facts.awk"
}

# require_apache_facts: writes them to $STATE/$STEP/.facts, or ends the step.
require_apache_facts() {
  apache_facts "$STATE/$STEP/.facts" || fail "Apache does not list its configuration (-t -D DUMP_CONFIG)" \
    "see that its module info is installed, which is part of its package, and run up again"
}

# apache_listens PORT [FACTS]: prints 'ADDRESS TAB FILE:LINE' for each Listen with that port; ADDRESS is '*' where it has none.
apache_listens() {
  text_of "${2:-$STATE/$STEP/.facts}" | awk -F '\t' -v port="$1" '
    $5 == "listen" {
      split($6, word, " ")
      gsub(/"/, "", word[1])
      if (word[1] !~ ("(^|:)" port "$")) next
      address = substr(word[1], 1, length(word[1]) - length(port) - 1)
      print (address == "" || address == "0.0.0.0" ? "*" : address) "\t" $1 ":" $2
    }'
}

# apache_has_ipv6 PORT...: succeeds when the host has IPv6, and Apache listens with it on one of these ports.
apache_has_ipv6() {
  local ipv6_port
  grep -q . /proc/net/if_inet6 2>/dev/null || return 1
  for ipv6_port in "$@"; do
    # 'Listen 80' is for IPv4 and IPv6; 'Listen 0.0.0.0:80' is for IPv4 alone.
    if text_of "$STATE/$STEP/.facts" | awk -F '\t' -v port="$ipv6_port" '
      $5 == "listen" { gsub(/"/, "", $6); split($6, word, " ")
        if (word[1] == port || word[1] == "*:" port || word[1] ~ ("^\\[.*\\]:" port "$")) found = 1 }
      END { exit !found }'; then return 0; fi
  done
  return 1
}

# require_apache_rules PORT BEHIND yes|again|no FORMERS: ends the step, before anything is touched, where something would be wrong behind
# HAProxy. 'again': Apache has the port, and an earlier run has begun to move it. 'no': HAProxy has it already, so a fault existed before,
# and is only reported. FORMERS: the ports that Apache has behind HAProxy until now.
require_apache_rules() {
  text_of "$STATE/$STEP/.facts" |
    awk -v port="$1" -v behind="$2" -v first="$3" -v formers="$(echo "$4" | tr '\n' ' ')" \
      -f "$TOOLKIT/files/apache-places.awk" -f "$TOOLKIT/files/apache-rules.awk" | rules_judged "$3"
}

# rules_judged yes|again|no < 'WHAT TAB REMEDY [TAB stop]', a line each. With 'no', a line without 'stop' is only a warning.
rules_judged() {
  local what rules_remedy stop
  while IFS='	' read -r what rules_remedy stop; do
    [ "$1$stop" = no ] || judge fail "$what; nothing was changed" "$rules_remedy"
    [ "$1$stop" != no ] || say "warning: $what. What to do: $rules_remedy"
  done
}
