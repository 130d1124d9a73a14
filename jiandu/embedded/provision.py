"""Prepares a broker for the services: its virtual host, a user for each service, and the deployment's definitions.

    python -m jiandu.embedded.provision FILE

FILE (JSON): api (management address with user and password), vhost, users (name to password), definitions (files
imported into the virtual host), settled (a path, or null for a broker of somebody else). It can be repeated.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from jiandu.embedded.broker_admin import BrokerAdmin, BrokerRefused

# RabbitMQ 3.10 registers a new quorum queue through a buffered file: killed within a second, it comes back with a
# queue that has no data and no leader. Nothing is published before this time is over.
SETTLING_SECONDS = 3.0


def provision(wanted: dict[str, Any]) -> None:
    """Makes the broker have what `wanted` says. Errors: BrokerRefused.

    The file `settled` is made when the first set-up is over; a broker of our own that dies before that begins
    again from nothing, and so does this.
    """
    admin = BrokerAdmin.from_url(wanted["api"])
    vhost = wanted["vhost"]
    settled = Path(wanted["settled"]) if wanted["settled"] else None
    if vhost not in admin.vhosts():
        admin.create_vhost(vhost)
    for user, password in wanted["users"].items():
        admin.create_user(user, password)
        admin.permit(user, vhost)
    names = set()
    for path in map(Path, wanted["definitions"]):
        if path.is_file():
            definitions = json.loads(path.read_text(encoding="utf-8"))
            admin.import_definitions(definitions, vhost)
            names |= {queue["name"] for queue in definitions["queues"]}
    if settled is not None and not settled.exists():
        time.sleep(SETTLING_SECONDS)
        missing = names - {queue["name"] for queue in admin.queues(vhost)}
        if missing:
            raise BrokerRefused(f"the broker lost {', '.join(sorted(missing))} while it was set up")
        settled.touch()


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
