# shellcheck shell=dash disable=SC2154 # variables of the step

foresee() {
  use_names
  judge require_plain_words
  judge keep_former
  if [ "$kind" = n2pg-aux ]; then
    # up may install its package before this step.
    if ! service_exists "$service"; then return 0; fi
    judge agent_user "$service" >/dev/null
  fi
  if [ -e "$config" ] && ! remembers "$(saved_name "$config")"; then
    tell change "replaces $config, and restarts $service"
  fi
}
