# shellcheck shell=dash
# Which other program writes a file: programs that manage PostgreSQL or hosts name themselves in the files that they write.

# managed_by FILE: prints the name of that program, or nothing.
managed_by() {
  sed -n -e 's/^[#;].*[^A-Za-z]by \(Patroni\|Puppet\|Chef\|Salt\|Ansible\|Stolon\).*/\1/Ip' -e 's/^[#;].*\(Ansible\) managed.*/\1/Ip' "$1" | head -n 1
}

# managed_where NAME: prints where lines of pg_hba.conf belong when that program manages the file.
managed_where() {
  case "$1" in
    [Pp]atroni) echo "its configuration, under postgresql.pg_hba" ;;
    [Ss]tolon) echo "the cluster's specification, under pgHBA" ;;
    *) echo "what it writes there" ;;
  esac
}
