"""Prepares a broker for the services: its virtual host, a user for each service, and the deployment's definitions.

    python -m jiandu.embedded.provision FILE

FILE (JSON): api (management address with user and password), vhost, users (name to password), definitions (a path,
imported into the virtual host if it exists). Repeating it changes nothing.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from jiandu.embedded.broker_admin import BrokerAdmin, BrokerRefused

# RabbitMQ 3.10 registers a new quorum queue through a buffered file: killed within a second, it forgets the queue
# and what was confirmed into it. Nothing is published before that time is over.
SETTLING_SECONDS = 3.0


def provision(wanted: dict[str, Any]) -> None:
    """Makes the broker have what `wanted` says. Errors: BrokerRefused."""
    admin = BrokerAdmin.from_url(wanted["api"])
    vhost = wanted["vhost"]
    if vhost not in admin.vhosts():
        admin.create_vhost(vhost)
    for user, password in wanted["users"].items():
        admin.create_user(user, password)
        admin.permit(user, vhost)
    definitions = Path(wanted["definitions"])
    if definitions.is_file():
        known = {queue["name"] for queue in admin.queues(vhost)}
        imported = json.loads(definitions.read_text(encoding="utf-8"))
        admin.import_definitions(imported, vhost)
        if not known.issuperset(queue["name"] for queue in imported["queues"]):
            time.sleep(SETTLING_SECONDS)


def main(file: Path) -> int:
    """Provisions what the file says; returns an exit code."""
    try:
        provision(json.loads(file.read_text(encoding="utf-8")))
    except BrokerRefused as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
