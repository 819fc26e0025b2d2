# shellcheck shell=dash
# ready: the toolkit. stdin: its checksums in the format of sha256sum -c; without checksums nothing is inspected.

inspect() {
  local wrong
  cat >"$LOOK/checksums"
  [ -s "$LOOK/checksums" ] || return 0
  cd "$TOOLKIT" || return 1
  { sha256sum -c --quiet "$LOOK/checksums" 2>/dev/null || true; } | while IFS= read -r wrong; do
    drift content "$TOOLKIT/${wrong%%: FAILED*}" "as applied" "changed or missing"
  done
  # The mode is compared, because test -x fails on a file system that is mounted noexec.
  [ "$(stat -c %a "$TOOLKIT/step.sh")" = 700 ] || drift mode "$TOOLKIT/step.sh" 700 "$(stat -c %a "$TOOLKIT/step.sh")"
}
