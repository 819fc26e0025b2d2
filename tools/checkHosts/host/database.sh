# shellcheck shell=dash disable=SC2154,SC2034 # variables of the step

foresee() {
  use_role
  # shellcheck disable=SC2046 # a word a node
  nodes=$(addresses_of_all $(args sms))
  for port in $(ports); do judge foresee_database "$port"; done
}

# foresee_database PORT
foresee_database() {
  local hba_wanted
  hba_port=$1
  recovery=$(in_recovery "$1")
  tell fact "port $1" "$(if [ "$recovery" = f ]; then echo primary; else echo standby; fi)"
  hba_said=$(ask "$1" 'SHOW hba_file;')
  find_hba "$hba_said" "$STATE/.hba"
  require_whole_block "$STATE/.hba"
  hba_wrong=$(hba_objection "$1")
  [ -z "$hba_wrong" ] || hba_refused "$1" "$hba_wrong"
  # shellcheck disable=SC2086 # a word an address
  hba_wanted=$(wanted_hba "$STATE/.hba" "$(hba_former "$STATE/.hba" $nodes)" $nodes)
  if [ "$hba_wanted" != "$(text_of "$STATE/.hba")" ]; then
    tell change "admits the role $role from the SMS nodes, by a block of lines at the head of $hba"
  fi
  if [ "$recovery" = f ]; then foresee_role "$1"; fi
}

# foresee_role PORT, on a primary.
foresee_role() {
  # The state of the role would include its verifier, so the query asks only whether the role exists.
  role_now=$(ask "$1" "SELECT count(*) FROM pg_roles WHERE rolname = '$role';")
  role_says=$(role_comment "$1")
  case "$role_now $role_says" in
    '0 '*) tell change "creates the role $role on port $1" ;;
    *" $ROLE_OURS" | *" $ROLE_LENT") ;;
    *) tell change "takes over the role $role on port $1, which is here already, and gives it another password" ;;
  esac
}
