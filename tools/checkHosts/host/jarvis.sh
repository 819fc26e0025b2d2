# shellcheck shell=dash disable=SC2154 # variables of the step

foresee() {
  jarvis_args
  require_jarvis_line
  if [ "$line_found" = wanted ]; then return 0; fi
  tell change "writes '$(arg set)' as line $line_found of $jarvis_file"
  if [ -z "$jarvis_service" ]; then return 0; fi
  if service_active "$jarvis_service"; then
    tell change "restarts $jarvis_service"
  else
    say "$jarvis_service does not run; it will read its new line when it is started"
  fi
}
