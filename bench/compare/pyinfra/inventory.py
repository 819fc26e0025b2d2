"""The hosts, and what the harness chose: from the file that SITE names."""

import json
import os

with open(os.environ["SITE"]) as file:
    site = json.load(file)["site"]


def node(kind, number):
    each = site[kind][number]
    return each["name"], {
        "ssh_hostname": each["address"],
        "ssh_user": "deploy",
        "ssh_key": site["key"],
        "ssh_known_hosts_file": site["knownHosts"],
        "ssh_strict_host_key_checking": "yes",
        "address": each["address"],
        "site": site,
    }


sms = [node("sms", number) for number in range(len(site["sms"]))]
fe = [node("fe", number) for number in range(len(site["fe"]))]
