// etcd, in which Patroni keeps who is the leader.
import { addresses, type Host, type Hosts } from "./hosts.ts";

const peerOf = (host: Host): string => `http://${addresses[host]}:2380`;
const clientOf = (host: Host): string => `http://${addresses[host]}:2379`;

/** Starts a cluster of etcd with these members; each of them waits for a majority. */
export async function startEtcd(hosts: Hosts, members: readonly Host[]): Promise<void> {
  const cluster = members.map((member) => `${member}=${peerOf(member)}`).join(",");
  await Promise.all(
    members.map((member) => {
      const settings = {
        ETCD_NAME: member,
        ETCD_LISTEN_CLIENT_URLS: clientOf(member),
        ETCD_ADVERTISE_CLIENT_URLS: clientOf(member),
        ETCD_LISTEN_PEER_URLS: peerOf(member),
        ETCD_INITIAL_ADVERTISE_PEER_URLS: peerOf(member),
        ETCD_INITIAL_CLUSTER: cluster,
        // Without it, which is the default of etcd 3.4, a member that was cut off and comes back makes the others elect anew.
        ETCD_PRE_VOTE: "true",
      };
      const input = Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join("");
      return hosts.on(member).run("cat >/etc/default/etcd; systemctl restart etcd", { input });
    }),
  );
}
