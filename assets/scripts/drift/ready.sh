# shellcheck shell=sh
# ready: the toolkit. stdin: its checksums, as sha256sum -c takes them; without any it is not looked at.

inspect() {
  cat >"$LOOK/checksums"
  [ -s "$LOOK/checksums" ] || return 0
  cd "$TOOLKIT" || return 1
  { sha256sum -c --quiet "$LOOK/checksums" 2>/dev/null || true; } | while IFS= read -r ready_wrong; do
    drift content "$TOOLKIT/${ready_wrong%%: FAILED*}" "as applied" "changed or missing"
  done
  # By its mode: on a file system of which nothing may be executed, test -x says no.
  [ "$(stat -c %a "$TOOLKIT/step.sh")" = 700 ] || drift mode "$TOOLKIT/step.sh" 700 "$(stat -c %a "$TOOLKIT/step.sh")"
}
