# shellcheck shell=sh disable=SC2154 # variables of the step

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
  if [ -n "$2" ]; then tell change "adds to $1: $(printf '%s' "$2" | tr '\n' ';')"; fi
}
