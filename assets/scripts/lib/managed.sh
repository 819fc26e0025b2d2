# shellcheck shell=sh
# Who else writes a file: programs that manage PostgreSQL or hosts say so in what they write.

# managed_by FILE: its name, or nothing.
managed_by() {
  sed -n -e 's/^[#;].*[^A-Za-z]by \(Patroni\|Puppet\|Chef\|Salt\|Ansible\|Stolon\).*/\1/Ip' -e 's/^[#;].*\(Ansible\) managed.*/\1/Ip' "$1" | head -n 1
}

# managed_where NAME: where lines of pg_hba.conf belong then.
managed_where() {
  case "$1" in
    [Pp]atroni) echo "its configuration, under postgresql.pg_hba" ;;
    [Ss]tolon) echo "the cluster's specification, under pgHBA" ;;
    *) echo "what it writes there" ;;
  esac
}
