"""What definitions.json holds: every exchange, queue, binding and policy, from the services' own declarations.

It is imported before the first service starts, so that no event can be published before every queue that has to
get it exists. `./run generate` writes the file, a test compares.
"""

import json
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from jiandu.bus.topology import QUORUM, Topology, policies
from jiandu.service.topology import topology_of
from services.deployables import classes

FILE = Path(__file__).with_name("definitions.json")


def topology() -> Topology:
    """The topology of all services together."""
    return reduce(or_, map(topology_of, classes()))


def definitions() -> dict[str, Any]:
    """The definitions of one virtual host, as RabbitMQ imports them."""
    whole = topology()
    return {
        "exchanges": [
            {
                "name": name,
                "type": "topic",
                "durable": True,
                "auto_delete": False,
                "internal": False,
                "arguments": {},
            }
            for name in whole.exchanges
        ],
        "queues": [
            {"name": queue.name, "durable": True, "auto_delete": False, "arguments": QUORUM}
            for queue in whole.queues
        ],
        "bindings": [
            {
                "source": binding.exchange,
                "destination": queue.name,
                "destination_type": "queue",
                "routing_key": binding.key,
                "arguments": {},
            }
            for queue in whole.queues
            for binding in queue.bindings
        ],
        "policies": policies(),
    }


def text() -> str:
    """What definitions.json should hold."""
    return json.dumps(definitions(), indent=1) + "\n"


def derived() -> dict[Path, str]:
    """The file and what it should hold."""
    return {FILE: text()}
