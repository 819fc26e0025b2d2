// What both measurements of virtual addresses use, in namespaces and on hosts.

/** Prints the process of the HAProxy that serves, as shell text. */
export const worker =
  "$(echo 'show info' | socat - UNIX-CONNECT:/run/haproxy.sock-admin | sed -n 's/^Pid: //p')";

/** keepalived as most manuals set it up: its own pace, and a look whether the process is there. */
export const withDefaults = `sed -i -e '/advert_int/d' -e '/garp_master/d' -e '/vrrp_version/d' \\
    -e 's|^    script .*|    script "/usr/bin/pgrep -x haproxy"|' -e '/timeout 3/d' -e '/rise 2/d' /etc/keepalived/keepalived.conf
  systemctl restart keepalived`;

/** Seconds, or that it never came. */
export const shown = (seconds: number): string => (Number.isFinite(seconds) ? seconds.toFixed(2) : "never");
