"""A broker, a store and the four services of their own, kept alive by a supervisor, behind a proxy."""

import json
import threading
import time

import pytest

from jiandu.embedded.broker import start_broker
from jiandu.embedded.deployment import DEFINITIONS
from jiandu.embedded.provision import SETTLING_SECONDS
from jiandu.embedded.store import start_store
from services.deployables import SERVICES
from tests.proxy import Proxy
from tests.realm import Realm


class City:
    """Everything that runs, and a supervisor that starts again what dies."""

    def __init__(self, broker, store, folder):
        self.broker, self.store = broker, store
        self.realm = Realm("faults", broker, store, folder)
        definitions = json.loads(DEFINITIONS.read_text(encoding="utf-8"))
        broker.admin.import_definitions(definitions, "faults")
        time.sleep(SETTLING_SECONDS + 1)
        self.proxy = Proxy(broker.broker.ports["amqp"])
        direct, through = f":{broker.broker.ports['amqp']}/", f":{self.proxy.port}/"
        self.realm.environment |= {"JIANDU_RETRY_TIERS": "0.3,1,3,10", "JIANDU_HEARTBEAT": "2"}
        self.services, self.relays = [], []
        for path in SERVICES:
            service, relay = self.realm.serve(
                path, amqp_uri=self.realm.amqp_uri.replace(direct, through), wait=False
            )
            self.services.append(service)
            self.relays.append(relay)
        self.deaths = 0
        self.outcomes = []
        self._over = threading.Event()
        self._supervisor = threading.Thread(target=self._supervise)
        self._supervisor.start()

    @property
    def programs(self):
        return [*self.services, *self.relays]

    def wait_ready(self):
        for program in self.programs:
            self.realm.wait_ready(program)

    def _supervise(self):
        while not self._over.wait(0.2):
            for program in self.programs:
                if not program.alive():
                    self.deaths += 1
                    program.start()

    def close(self):
        self._over.set()
        self._supervisor.join()
        self.realm.close()
        self.proxy.close()


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    broker = start_broker(tmp_path_factory.mktemp("broker"))
    try:
        store = start_store(tmp_path_factory.mktemp("store"))
        try:
            city = City(broker, store, tmp_path_factory.mktemp("city"))
            try:
                city.wait_ready()
                yield city
            finally:
                city.close()
        finally:
            store.stop()
    finally:
        broker.stop()
