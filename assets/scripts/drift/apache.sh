# shellcheck shell=dash disable=SC2154 # variables shared with steps/web.sh and steps/tls.sh
# Apache behind HAProxy: what up would change in its files, and what up cannot put right by itself.

need apache-facts apache-move

# inspect_apache FOLDER: reads Apache's facts from FOLDER/.facts.
inspect_apache() {
  [ -n "$(apache_listens "$behind" "$1/.facts")" ] || drift setting "Listen $behind" "in Apache's configuration" missing
  apache_rewrite "$port" "$behind" 0 "$1"
  for apache_new in "$1"/*; do
    apache_file=$(apache_rewritten "$apache_new")
    if [ -e "$apache_new" ]; then expect_content "$apache_file" <"$apache_new"; fi
  done
}
