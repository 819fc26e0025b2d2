# Decides what may be shown of a file that n2acd-ha did not write: words of these lists, numbers, addresses, and the names of sections and
# servers. Everything else may be a secret, whatever precedes it, and becomes '...'. -v own=FILE: lines and words of a file that we wrote,
# which holds no secret, may be shown too. files/haproxy-sections.awk has to come first.

BEGIN {
  # Directives whose further words are shown up to the first that may not be.
  list(plain, haproxy_sections)
  list(plain, "maxconn maxconnrate maxsessrate maxsslconn maxsslrate nbproc nbthread daemon set-dumpable spread-checks")
  list(plain, "hard-stop-after grace busy-polling insecure-fork-wanted master-worker mode timeout retries balance option no bind")
  list(plain, "server default-server peer nameserver backlog fullconn http-reuse load-server-state-from-file disabled enabled log")
  list(plain, "stats http-check tcp-check hold resolve_retries accepted_payload_size parse-resolv-conf use_backend default_backend")
  list(plain, "tune.bufsize tune.maxrewrite tune.maxaccept tune.comp.maxlevel tune.http.maxhdr tune.ssl.cachesize")
  list(plain, "tune.ssl.default-dh-param tune.ssl.lifetime tune.ssl.maxrecord tune.h2.max-concurrent-streams")
  list(plain, "tune.idle.timeout tune.rcvbuf.client tune.rcvbuf.server tune.sndbuf.client tune.sndbuf.server")
  list(plain, "<virtualhost </virtualhost> namevirtualhost keepalive keepalivetimeout maxkeepaliverequests maxrequestworkers")
  list(plain, "serverlimit startservers threadsperchild hostnamelookups rewriteengine sslengine proxyrequests")
  list(plain, "local host hostssl hostnossl hostgssenc hostnogssenc [unit] [service] [install]")
  # Directives of which nothing but their own name is shown.
  list(alone, "acl capture chroot user group uid gid pidfile node description localpeer setenv presetenv resetenv unsetenv")
  list(alone, "http-request http-response http-after-response http-error tcp-request tcp-response redirect cookie filter")
  list(alone, "errorfile errorfiles errorloc errorloc302 errorloc303 monitor monitor-uri monitor-net log-format log-format-sd log-tag")
  list(alone, "log-send-hostname unique-id-format unique-id-header ca-base crt-base ca-file crt crl-file compression declare")
  list(alone, "ssl-default-bind-ciphers ssl-default-bind-ciphersuites ssl-default-bind-options ssl-default-server-ciphers")
  list(alone, "ssl-default-server-ciphersuites ssl-default-server-options ssl-dh-param-file ssl-engine ssl-server-verify")
  list(alone, "lua-load lua-load-per-thread lua-prepend-path command external-check email-alert mailer stick stick-table dispatch")
  list(alone, "source server-template server-state-base server-state-file use-server use-fcgi-app force-persist ignore-persist")
  list(alone, "persist set-var set-var-fmt dynamic-cookie-key http-send-name-header hash-type hash-balance-factor id format")
  list(alone, "reqadd reqrep reqirep reqdel reqidel reqallow reqdeny rspadd rsprep rspirep rspdel rspidel rspdeny appsession")
  list(alone, "setenvif setenvifnocase passenv browsermatch define undefine servername serveralias serveradmin serverroot")
  list(alone, "documentroot include includeoptional loadmodule loglevel errorlog customlog logformat directoryindex options")
  list(alone, "alias aliasmatch scriptalias redirectmatch rewriterule rewritecond rewritebase proxypass proxypassreverse")
  list(alone, "proxypassmatch proxyset proxypreservehost balancermember requestheader header errordocument require order allow deny")
  list(alone, "authtype authname authuserfile authgroupfile authbasicprovider authldapurl authldapbinddn authldapbindpassword")
  list(alone, "sslcertificatefile sslcertificatekeyfile sslcertificatechainfile sslcacertificatefile sslpassphrasedialog sslprotocol")
  list(alone, "sslciphersuite satisfy allowoverride adddefaultcharset addtype addhandler sethandler setoutputfilter expiresactive")
  list(alone, "<directory </directory> <directorymatch </directorymatch> <files </files> <filesmatch </filesmatch> <location")
  list(alone, "</location> <locationmatch </locationmatch> <proxy </proxy> <ifmodule </ifmodule> <ifdefine </ifdefine> <ifversion")
  list(alone, "</ifversion> <if </if> <else> </else> <limit </limit> <limitexcept </limitexcept> <requireall> </requireall>")
  list(alone, "<requireany> </requireany> <macro </macro> use after before wants requires environment environmentfile execstart")
  list(alone, "execstartpre execreload execstop restart restartsec type user wantedby loadcredential setcredential")
  # Words that may follow a directive.
  list(option, "http tcp health httplog tcplog dontlognull forwardfor redispatch httpchk httpclose http-server-close http-keep-alive")
  list(option, "http-buffer-request http-use-htx log-health-checks dontlog-normal logasap clitcpka srvtcpka tcpka nolinger allbackups")
  list(option, "prefer-last-server persist ssl-hello-chk pgsql-check mysql-check redis-check ldap-check smtpchk contstats splice-auto")
  list(option, "splice-request splice-response tcp-smart-accept tcp-smart-connect socket-stats abortonclose option")
  list(option, "client server connect check queue http-request tunnel client-fin server-fin tarpit timeout resolve retry")
  list(option, "roundrobin leastconn first static-rr source inter fastinter downinter fall rise maxconn maxqueue minconn weight slowstart")
  list(option, "backup disabled enabled on-marked-down on-marked-up on-error shutdown-sessions shutdown-backup-sessions observe")
  list(option, "layer4 layer7 error-limit port send-proxy send-proxy-v2 check-send-proxy ssl check-ssl verify none required init-addr")
  list(option, "track resolve-prefer ipv4 ipv6 expect status disable-on-404 send-state enable refresh hide-version show-legends")
  list(option, "show-modules global local from-file local0 local1 local2 local3 local4 local5 local6 local7 daemon emerg alert crit err")
  list(option, "warning notice info debug stdout stderr raw valid nx other refused obsolete safe always never aggressive")
  list(option, "transparent v4only v6only accept-proxy defer-accept tfo GET HEAD OPTIONS /dev/log")
  list(option, "On Off on off all replication samehost samenet trust reject md5 scram-sha-256 peer ident cert if unless")
  # Directives whose next word is a name.
  list(named, haproxy_sections)
  list(named, "server peer nameserver use_backend default_backend")
  own_files = split(own, own_file, " ")
  for (own_at = 1; own_at <= own_files; own_at++) {
    while ((getline own_line <own_file[own_at]) > 0) learn(own_line)
  }
}

function list(into, words, _many, _i, _word) {
  _many = split(words, _word)
  for (_i = 1; _i <= _many; _i++) into[_word[_i]]
}

function learn(line, _many, _word, _i) {
  ours[line]
  _many = split(line, _word)
  if (_word[1] ~ /^#/) return
  ours_first[_word[1]]
  for (_i = 2; _i <= _many; _i++) option[_word[_i]]
}

# shown(LINE, CONTINUED): LINE as far as it may be shown; nothing of a line that continues the one before it.
function shown(line, continued, _many, _word, _i, _first, _text, _margin) {
  if (line in ours) return line
  sub(/\r$/, "", line)
  if (line in ours) return line
  gsub(/\t/, "    ", line)
  _margin = line
  sub(/[^ ].*/, "", _margin)
  _many = split(line, _word)
  if (_many == 0) return ""
  _margin = substr(_margin, 1, 16)
  if (continued) return _margin "..."
  if (_word[1] ~ /^[#;]/) return _margin substr(_word[1], 1, 1) " ..."
  # NAME=VALUE, as in units.
  if (_word[1] ~ /^[A-Za-z]+=/) { _many = 2; sub(/=.*/, "=", _word[1]) }
  _first = tolower(_word[1])
  sub(/=$/, "", _first)
  if (_first in alone) return _margin _word[1] (_many > 1 ? " ..." : "")
  if (!(_first in plain) && !(_word[1] in ours_first)) return _margin "..."
  _text = _margin _word[1]
  for (_i = 2; _i <= _many; _i++) {
    if (!(_first in named && named_well(_first, _word[_i], _i)) && (secretive(_word[_i - 1]) || !showable(_word[_i])))
      return _text " ..."
    _text = _text " " _word[_i]
  }
  return _text
}

# A word after which nothing is shown, whoever wrote it.
function secretive(word) { return tolower(word) ~ /pass|secret|auth|token|key|cred|user|login|realm|hdr|header|send$|string|bearer|basic/ }

# Whether WORD is the name of a section or a server, or that server's host and port.
function named_well(directive, word, at) {
  if (length(word) > 63) return 0
  if (at == 2) return word ~ /^[A-Za-z0-9][A-Za-z0-9_.-]*$/
  return at == 3 && directive ~ /^(server|peer)$/ && word ~ /^[A-Za-z0-9][A-Za-z0-9_.-]*:[0-9]+$/
}

function showable(word) {
  if (word in option) return 1
  sub(/>$/, "", word)
  if (length(word) > 45) return 0
  if (word ~ /^[0-9]+(us|ms|s|m|h|d|k|K|M|G|kB|MB|GB|B|%)?,?$/) return length(word) < 12
  if (word ~ /^([0-9]+\.[0-9]+\.[0-9]+\.[0-9]+|\*|_default_)?(\/[0-9]+)?(:[0-9]+)?$/) return 1
  if (word ~ /^\[[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\](:[0-9]+)?$/) return colons(word)
  return word ~ /^[0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F.]*(\/[0-9]+)?$/ && colons(word)
}

# Whether no group is longer than a port: groups of IPv6 have at most four digits, a port five.
function colons(word, _many, _group, _i) {
  gsub(/[][]/, "", word)
  _many = split(word, _group, ":")
  for (_i = 1; _i <= _many; _i++) if (_group[_i] !~ /[.\/]/ && length(_group[_i]) > 5) return 0
  return 1
}
