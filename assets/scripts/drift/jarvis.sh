# shellcheck shell=dash disable=SC2154 # $jarvis_file comes from the step

inspect() {
  jarvis_args
  if [ ! -f "$jarvis_file" ]; then
    drift file "$jarvis_file" present missing
    return 0
  fi
  jarvis_find_ours "$(arg match)" "$(arg set)"
  case "$line_found" in
    wanted) ;;
    none) drift line "$jarvis_file" "$(arg set)" missing ;;
    several) drift line "$jarvis_file" "$(arg set)" "several lines" ;;
    *) drift line "$jarvis_file" "$(arg set)" "another line, number $line_found" ;;
  esac
}
