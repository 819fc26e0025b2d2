# shellcheck shell=dash
# A HAProxy that was here before the first apply. What was set up by hand is replaced only after an operator has agreed to it.

need haproxy haproxy-loads

# require_adoptable CONFIG: ends the step unless CONFIG may replace the files that HAProxy runs with. Nothing is touched.
require_adoptable() {
  local own digest line what where restart
  require_loaded_once
  found_as=$(saved_name "$HAPROXY_CFG")
  if remembers "$found_as" || remembers "$found_as.none"; then return 0; fi
  found_program=$(haproxy_other_program)
  found_others=$(haproxy_other_files)
  own=$(
    if ! haproxy_replaceable; then haproxy_own_lines "$1" "$HAPROXY_CFG" | sed "s|^|$HAPROXY_CFG, |"; fi
    printf '%s\n' "$found_others" | while IFS= read -r found_file; do
      [ ! -r "$found_file" ] || haproxy_own_lines "$1" "$found_file" | sed "s|^|$found_file, |"
    done
  )
  [ -n "$own$found_program" ] || return 0
  digest=cfg-$(found_words | sha256sum | cut -c 1-12)
  if args adopt | grep -qx "$digest"; then
    say "replaces $HAPROXY_CFG${found_others:+ and what HAProxy loads besides}, as agreed; destroy brings it back"
    return 0
  fi
  if [ -n "$own" ]; then printf '%s\n' "$own" | head -n 40 | while IFS= read -r line; do say "$line"; done; fi
  what='' where=$HAPROXY_CFG restart=
  if [ -n "$found_program" ]; then what="HAProxy here is $found_program, and not the package's $HAPROXY_PROGRAM; "; fi
  if [ -n "$found_others" ]; then
    what="${what}HAProxy serves from $(printf '%s' "$found_others" | tr '\n' ' ' | sed 's/ $//'); "
    where="what it loads"
  fi
  if [ -n "$what" ]; then restart=" (which restarts HAProxy, and cuts the sessions of that moment)"; fi
  fail "$what$where has $(printf '%s' "$own" | grep -c . || true) lines that n2acd-ha does not know, see above; nothing was changed" \
    "put those that are still wanted into n2acd-ha:extraConfig; then agree that the file is replaced$restart: \
pulumi config set --path 'n2acd-ha:adopt[\"$(arg host)\"]' $digest, and run up again"
}

# found_words: prints what the operator agrees to. If that is haproxy.cfg alone, it is the same text as in every version.
found_words() {
  if [ -n "$found_program$found_others" ]; then printf '%s\n%s\n' "$found_program" "$found_others"; fi
  cat "$HAPROXY_CFG" 2>/dev/null || true
  printf '%s\n' "$found_others" | while IFS= read -r found_file; do [ ! -r "$found_file" ] || cat "$found_file"; done
}

# haproxy_replaceable: succeeds when nobody wrote what is in the file, except n2acd-ha or the package.
haproxy_replaceable() {
  [ -s "$HAPROXY_CFG" ] || return 0
  case "$(head -n 1 "$HAPROXY_CFG")" in '# Managed by n2acd-ha, stack '*) return 0 ;; esac
  haproxy_packaged
}

# haproxy_packaged: succeeds when the file is as the package installed it.
haproxy_packaged() {
  local found_sum
  if command -v dpkg-query >/dev/null; then
    found_sum=$(md5sum <"$HAPROXY_CFG" | cut -d ' ' -f 1)
    dpkg-query -W -f '${Conffiles}\n' haproxy 2>/dev/null | grep -q "^ *$HAPROXY_CFG $found_sum" && return 0
  fi
  command -v rpm >/dev/null && rpm -q haproxy >/dev/null 2>&1 && ! rpm_says_changed
}

# rpm_says_changed: succeeds when the content differs. Of rpm's marks, '5' means that, and '?' that it could not be checked; time, mode and
# owner may differ.
rpm_says_changed() {
  rpm -V haproxy 2>/dev/null | awk -v file="$HAPROXY_CFG" '$NF == file && ($1 == "missing" || substr($1, 3, 1) != ".") { found = 1 } END { exit !found }'
}

# haproxy_own_lines CONFIG FILE: prints 'line N, in SECTION: ...' for each line of FILE that neither the guide nor CONFIG has. A server is
# identified by its name and port. What may be secret is not shown. A login of the stats page is left out, since n2acd-ha replaces it.
haproxy_own_lines() {
  local own_known
  # The files become one stream: a form feed ends each of those before the last.
  {
    for own_known in "$TOOLKIT/files/guide-sms.cfg" "$TOOLKIT/files/guide-fe.cfg" "$1"; do
      text_of "$own_known" | awk '{ print } END { print "\f" }'
    done
    cat "${2:-$HAPROXY_CFG}"
  } | awk -f "$TOOLKIT/files/haproxy-sections.awk" -f "$TOOLKIT/files/shown.awk" -f "$TOOLKIT/files/own-lines.awk"
}
