# shellcheck shell=dash
# Secrets arrive on stdin, a line KEY=VALUE each. They never become an argument, a variable of the environment or a
# line of a log. Their alphabet keeps them safe inside JSON, SQL and a passfile without any quoting.

# read_secrets: sets $secret_password, and $secret_verifier and $secret_key where they are sent. A line without its line feed arrived
# incomplete and is ignored.
read_secrets() {
  local line
  secret_password=
  secret_verifier=
  secret_key=
  while IFS= read -r line; do
    case "$line" in
      password=*) secret_password=${line#password=} ;;
      verifier=*) secret_verifier=${line#verifier=} ;;
      key=*) secret_key=${line#key=} ;;
    esac
  done
  case "$secret_password" in
    '' | *[!A-Za-z0-9_-]*)
      fail "the password arrived incomplete, or has other characters than letters, digits, _ and -" \
        "run up again; if you chose this password yourself, choose another one"
      ;;
  esac
  case "$secret_key" in
    *[!A-Za-z0-9_-]*)
      fail "the agents' key has other characters than letters, digits, _ and -" \
        "run up again; if you chose this key yourself, choose another one"
      ;;
  esac
}

# require_verifier: ends the step unless $secret_verifier is complete. PostgreSQL gets it in place of the password.
require_verifier() {
  case "$secret_verifier" in
    'SCRAM-SHA-256$'*[!A-Za-z0-9+/=:\$-]*) ;;
    'SCRAM-SHA-256$'[1-9]*:*\$*:*) return 0 ;;
  esac
  fail "the password's SCRAM verifier arrived incomplete" "run up again"
}
