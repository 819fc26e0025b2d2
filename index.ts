import "./lib/stackTraces.ts";
import "./components/briefPreview.ts";
import { Credentials } from "./components/credentials.ts";
import { FrontEnds } from "./components/frontEnds.ts";
import { stackHosts } from "./components/host/hosts.ts";
import { serversOf } from "./components/host/servers.ts";
import { describe } from "./components/outputs.ts";
import { feSettings, smsSettings } from "./components/settings.ts";
import { SmsCluster } from "./components/smsCluster.ts";
import { serversFrom } from "./components/smsStack.ts";
import { loadConfig } from "./config/load.ts";

const { config, sshPrivateKey, ...certificates } = loadConfig();
const hosts = await stackHosts(config, sshPrivateKey);
const credentials = new Credentials("credentials", {
  healthCheckGeneration: config.healthCheck.passwordGeneration,
  statsGeneration: config.stats.passwordGeneration,
});

// Either a cluster of SMS nodes with its front ends, or only front ends, whose SMS nodes belong to another stack.
const frontEnds = { ...feSettings(config), hosts: hosts.fe, lost: hosts.lost.fe, ...certificates };
const nodes =
  config.smsStack === undefined
    ? new SmsCluster({
        ...smsSettings(config),
        hosts: hosts.sms,
        lost: hosts.lost.sms,
        drained: config.drained,
        frontEnds,
        frontEndsElsewhere: config.frontEnds,
        witnesses: config.witnesses,
        credentials,
      })
    : new FrontEnds({ ...frontEnds, smsNodes: serversFrom(config.smsStack), credentials });

export const { endpoints, readEndpoints, fe, stats, jarvis, failover, readme } = describe(config, nodes);
/** The SMS nodes, for stacks of front ends that name this stack in `smsStack`. */
export const smsNodes = serversOf(hosts.sms, config.drained);
export const statsUser = config.stats.user;
export const { statsPassword, healthCheckPassword } = credentials;
