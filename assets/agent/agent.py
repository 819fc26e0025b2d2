"""Puts the parts together: the instances that are probed, the ports on which the agent answers, and the answers."""
import collections
import errno
import time

import claim
import listener
import log
import metrics
import peer_claim
import request
import state
import store
import verdict
from instance import Instance
from memory import Memory
from server import Server
from store import Store

# What was kept from the process before this one.
Kept = collections.namedtuple("Kept", "store memory")

# Responses that are kept, so that they need not be formatted again.
MAX_RESPONSES = 100


class Agent:
    """Everything that runs, made from a configuration and changed to another while it runs."""

    def __init__(self, loop, settings, notifier):
        self.loop, self.settings, self.notifier = loop, settings, notifier
        self.kept = Kept(Store(notifier), Memory())
        self.started = time.time()
        self.server = Server(loop, self.answer)
        self.instances, self.listeners, self.targets = {}, {}, {}
        self.reloads = {"ok": 0, "refused": 0}
        self.responses = {}
        self.apply(settings)
        self.kept.store.drop_rest()

    def apply(self, settings):
        """Applies a configuration, or raises OSError and leaves everything as it was."""
        opened = self.listen(settings)
        self.settings = settings
        for target, listen in settings.webservers:
            if target in self.instances:
                self.instances[target].adopt(listen, settings)
            else:
                self.instances[target] = Instance(self.loop, target, listen, settings, self.probed, self.kept)
        self.targets = {listen: self.instances[target] for target, listen in settings.webservers}
        for address in set(self.listeners) - opened:
            self.listeners.pop(address).close()
        for target in set(self.instances) - {target for target, _ in settings.webservers}:
            self.instances.pop(target).stop()

    def listen(self, settings):
        """Opens the ports that are not open yet. If a name has several addresses, one of them is enough."""
        wanted, added, refused = set(), [], []
        try:
            for _, port in settings.webservers:
                name = store.name_of("listen", port, settings.webserver_host)
                for bound in self.kept.store.take(name):
                    self.listen_on(bound, name)
                self.kept.store.drop_rest(store.name_of("listen", port, ""))
                kept = {address for address in self.listeners if address[1][1] == port}
                if kept and settings.webserver_host == self.settings.webserver_host:
                    # A name is not looked up again: that can take seconds, and the agent would answer no check meanwhile.
                    wanted |= kept
                    continue
                addresses = listener.addresses(settings.webserver_host, port)
                errors = []
                for address in addresses:
                    try:
                        if address not in self.listeners:
                            bound = listener.bind(*address)
                            self.listen_on(bound, name)
                            self.kept.store.keep(name, bound)
                            added.append(address)
                        wanted.add(address)
                    except OSError as error:
                        errors.append(error)
                        refused.append("%s port %d: %s" % (address[1][0], port, describe(error)))
                if len(errors) == len(addresses):
                    raise errors[0]
        except OSError as error:
            for address in added:
                self.listeners.pop(address).close()
            where = "%s port %d" % (settings.webserver_host, port)
            raise OSError(error.errno, "cannot listen on %s: %s" % (where, describe(error)))
        for line in refused:
            log.warning("not listening on " + line)
        return wanted

    def listen_on(self, bound, name):
        def let_go(one):
            self.kept.store.drop(name)
            store.end(one)

        address = bound.family, bound.getsockname()
        self.listeners[address] = listener.Listener(self.loop, bound, self.server, let_go)

    def answer(self, client):
        """The response to a request, or None to wait for the first probe or for the other nodes."""
        method, path, query = client.asked
        instance = self.targets.get(client.port)
        if instance is None:
            return request.answer(404, "", "this port is no longer served\n")
        known = instance.known()
        held_back = instance.held_back()
        code, reason = verdict.decide(path, query, known, self.settings.replica_max_lag, held_back)
        unproven = known.role == state.PRIMARY and instance.claim.mode == claim.UNPROVEN
        undecided = known.role == state.UNKNOWN or unproven
        if undecided and code == 503 and not client.overdue():
            return None
        if code == 200 and path in verdict.WRITERS:
            if client.ticket is None:
                client.ticket = instance.poll.ticket()
            if not instance.poll.passed(client.ticket):
                return None
        instance.answers[code] += 1
        if path == "/claim":
            return request.answer(code, reason, self.claim(instance, client, query))
        if path == "/metrics" and method == "GET":
            return request.answer(code, reason, metrics.render(self), metrics.KIND)
        key = (code, reason, method == "GET")
        if key not in self.responses:
            if len(self.responses) > MAX_RESPONSES:
                self.responses.clear()
            self.responses[key] = request.answer(code, reason, reason + "\n" if method == "GET" else "")
        return self.responses[key]

    def claim(self, instance, client, query):
        """The answer to another agent, which sends a nonce, is signed; that to a person is not."""
        nonce = peer_claim.nonce_in(query)
        if nonce is None:
            return "%s %s\n" % (instance.known().role, instance.claim.mode)
        return peer_claim.body(instance.encoded_claim(), self.settings.agents_key, nonce, client.endpoint())

    def leave(self):
        """Ends the loop once all accepted connections have their answer. New ones wait for the next process."""
        for one in self.listeners.values():
            one.pause()
        self.server.when_done(self.loop.stop)

    def probed(self):
        self.server.release()
        described = ("%d %s" % (one.port, state.describe(one.prober.state)) for one in self.instances.values())
        self.notifier.status("; ".join(described))


def describe(error):
    """If another program has the port, it answers in place of the agent: that must not be overlooked."""
    if error.errno == errno.EADDRINUSE:
        return "in use by somebody else, whose answers HAProxy takes for the agent's: see 'ss -ltnp', and stop that"
    return error.strerror
