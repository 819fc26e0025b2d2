# The words that begin a section of haproxy.cfg, in any version from 1.8 to 3.4.

BEGIN {
  haproxy_sections = "global defaults listen frontend backend peers userlist resolvers mailers cache ring program http-errors fcgi-app"
  haproxy_sections = haproxy_sections " acme crt-store healthcheck log-forward log-profile namespace_list traces"
  haproxy_many = split(haproxy_sections, haproxy_each, " ")
  for (haproxy_i = 1; haproxy_i <= haproxy_many; haproxy_i++) haproxy_section[haproxy_each[haproxy_i]]
}

function begins_section(word) { return word in haproxy_section }
