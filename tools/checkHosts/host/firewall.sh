# shellcheck shell=dash disable=SC2154 # variables of the step

foresee() {
  if firewalld_runs; then
    use_zone
    rules=$(wanted_rules "$zone")
    for rules_set in runtime permanent; do
      foresee_rules "firewalld's $rules_set rules" "$(missing_rules "$rules_set" "$rules")"
    done
  elif ufw_active; then
    judge require_open_ufw
    foresee_rules ufw "$(missing_ufw "$(wanted_ufw)")"
  fi
}

# foresee_rules WHERE RULES
foresee_rules() {
  if [ -n "$2" ]; then tell change "adds to $1: $(printf '%s\n' "$2" | in_words)"; fi
}

# in_words: formats rules, one per line, as one line for a person: 'public 5432/tcp from 10.0.0.11; public 80/tcp'.
in_words() {
  sed -e 's|^\([^ ]*\) rich-rule rule.* source address="\([^"]*\)" port port="\([^"]*\)" protocol="\([^"]*\)" accept$|\1 \3/\4 from \2|' \
    -e 's|^\([^ ]*\) rich-rule rule.* source address="\([^"]*\)" protocol value="\([^"]*\)" accept$|\1 protocol \3 from \2|' \
    -e 's|^\([^ ]*\) port |\1 |' |
    awk '{ printf "%s%s", (NR > 1 ? "; " : ""), $0 }'
}
