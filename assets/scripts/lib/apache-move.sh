# shellcheck shell=dash
# Moves Apache's files from one port to another, and back. The journal keeps each file as it was, and as n2acd-ha changed it.

need apache apache-facts haproxy

# apache_wants PORT: succeeds when Apache's configuration on disk listens on that port.
apache_wants() {
  if apache_facts "$STATE/$STEP/.facts"; then
    [ -n "$(apache_listens "$1")" ]
  else
    apache_files | xargs -r -d '\n' grep -qiE -e "^[[:space:]]*Listen[[:space:]]+\"?([^[:space:]]*:)?$1\"?([[:space:]]|\$)" --
  fi
}

# apache_moves FROM TO BOTH FACTS: the lines that have to change, see files/apache-moves.awk.
apache_moves() {
  local file ours
  {
    text_of "$4" | cut -f 1 | sort -u | while IFS= read -r file; do
      case "$file" in /*) printf '%s\t%s\n' "$file" "$(readlink -f -- "$file" || true)" ;; esac
    done
    printf '\f\n'
    for ours in "$STATE/$STEP"/ours%*; do
      if [ -e "$ours" ]; then printf '%s\n' "$(apache_rewritten "${ours##*/ours}")"; fi
    done
    printf '\f\n'
    text_of "$4"
  } | awk -v from="$1" -v to="$2" -v both="$3" -v protocol="${apache_protocol-}" -f "$TOOLKIT/files/apache-moves.awk"
}

# require_apache_moves: ends the step when one of those lines cannot be changed. Changes nothing.
require_apache_moves() {
  local moves_not
  moves_not=$(apache_moves "$1" "$2" 0 "$STATE/$STEP/.facts" | awk -F '\t' '!not && ($1 !~ /^\// || $3 == "?") { not = $1 ":" $2 } END { print not }')
  [ -z "$moves_not" ] || fail "the Listen or <VirtualHost> with port $1 in $moves_not cannot be changed: that line is read more than once, or \
comes from a macro; nothing was changed" "write the line out in a file of its own, and run up again"
}

# apache_rewrite FROM TO BOTH FOLDER: writes the new text of each file that changes to FOLDER, with '%' for each '/' in its name. FOLDER/.facts
# has to hold the facts of Apache's configuration.
apache_rewrite() {
  local moves_folder
  moves_folder=$4
  apache_moves "$1" "$2" "$3" "$moves_folder/.facts" >"$moves_folder/.moves"
  if [ ! -s "$moves_folder/.moves" ]; then return 0; fi
  cut -f 1 "$moves_folder/.moves" | sort -u |
    xargs -r -d '\n' awk -v out="$moves_folder" -f "$TOOLKIT/files/apache-edit.awk" "$moves_folder/.moves"
}

# apache_rewritten NAME: prints the path of the file whose new text NAME is.
apache_rewritten() { printf '%s' "${1##*/}" | tr '%' '/'; }

# apache_folder: makes an empty folder for the new texts.
apache_folder() {
  rm -rf "$STATE/$STEP/apache"
  mkdir -p "$STATE/$STEP/apache"
}

# apache_ports FROM TO BOTH: changes Apache's files on disk; Apache does not reload.
apache_ports() {
  apache_folder
  apache_facts "$STATE/$STEP/apache/.facts" || fail "Apache does not list its configuration" "see 'apachectl -t', and run up again"
  apache_rewrite "$1" "$2" "$3" "$STATE/$STEP/apache"
  apache_take_over
}

# apache_take_over: puts each new text in that folder in the place of its file.
apache_take_over() {
  for apache_new in "$STATE/$STEP/apache"/*; do
    apache_file=$(apache_rewritten "$apache_new")
    if [ -e "$apache_file" ] && ! cmp -s "$apache_new" "$apache_file"; then
      record apache-due yes
      # Apache may also read a backup beside the file, so only the journal has one.
      save_file "$apache_file" alone
      keep_copy "$apache_new" "ours${apache_new##*/}"
      # If another file or a link has replaced it meanwhile, the content of that must not be disclosed to users who may read this file.
      copy_in "$apache_file" "$STATE/$STEP/.found"
      awk 1 "$STATE/$STEP/.found" | cmp -s - "$STATE/$STEP/apache/.${apache_new##*/}" ||
        fail "$apache_file changed while this step read it" "run up again"
      put_file "$apache_file" "$(stat -c %a "$STATE/$STEP/.found")" "$(stat -c %U:%G "$STATE/$STEP/.found")" <"$apache_new"
      rm -f "$STATE/$STEP/.found"
    fi
  done
}

# undo_apache_move FROM TO: restores each file as it was. One that was edited since then keeps the edits, and only its port is changed back.
undo_apache_move() {
  local ours
  for ours in "$STATE/$STEP"/ours%*; do
    [ -e "$ours" ] || continue
    apache_file=$(apache_rewritten "${ours##*/ours}")
    if [ -f "$apache_file" ] && [ ! -L "$apache_file" ] && cmp -s "$apache_file" "$ours"; then
      undo_file "$apache_file"
    else
      if [ -e "$apache_file" ]; then
        apache_folder
        awk -v from="$1" -v to="$2" -v both=0 -v out="$STATE/$STEP/apache" -f "$TOOLKIT/files/apache-ports.awk" "$apache_file"
        apache_take_over
      fi
      drop_backup "$apache_file"
    fi
    rm -f "$ours"
  done
}

# apache_drop_backups: removes the backups that an earlier version left beside Apache's files, where Apache may read them, too.
apache_drop_backups() {
  local mark backups_as file saved
  for mark in "$STATE/$STEP"/file%*.install; do
    [ -e "$mark" ] || continue
    backups_as=${mark##*/}
    backups_as=${backups_as%.install}
    file=$(recall "$backups_as.install")
    case "$file" in "$HAPROXY_CFG".install | "$HAPROXY_DROPIN".install) continue ;; esac
    # A backup that Apache read was moved to the new port, too.
    if [ -e "$STATE/$STEP/ours$(printf '%s' "$file" | tr / %)" ] || cmp -s "$file" "$STATE/$STEP/$backups_as"; then
      if apache_files | grep -qxF "$file"; then record apache-due yes; fi
      remove "$file"
      saved=$(saved_name "$file")
      forget "ours$(printf '%s' "$file" | tr / %)" "$saved" "$saved.unsettled"
    elif [ -e "$file" ]; then
      say "leaves $file alone, because somebody has changed it. It is a copy that an earlier version made, and Apache may read it"
    fi
    forget "$backups_as.install"
  done
}
