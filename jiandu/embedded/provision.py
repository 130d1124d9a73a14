"""Prepares a broker for the services: its virtual host, a user for each service, and the deployment's definitions.

    python -m jiandu.embedded.provision FILE

FILE (JSON): api (management address with user and password), vhost, users (name to password), definitions (files
imported into the virtual host), settled (a path, or null for a broker of somebody else). Repeating it changes nothing.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from jiandu.embedded.broker_admin import BrokerAdmin, BrokerRefused

# RabbitMQ 3.10 registers a new quorum queue through a buffered file: killed within a second, it comes back with a
# queue that has no data, no leader, and no way to be declared. Nothing is published before this time is over.
SETTLING_SECONDS = 3.0


def provision(wanted: dict[str, Any]) -> None:
    """Makes the broker have what `wanted` says. Errors: BrokerRefused.

    The file `settled` is made when a first set-up is over. Until then nobody can have published anything, so what
    an interrupted set-up left, possibly broken, is made anew. A broker of somebody else is never cleared.
    """
    admin = BrokerAdmin.from_url(wanted["api"])
    vhost = wanted["vhost"]
    settled = Path(wanted["settled"]) if wanted["settled"] else None
    first = settled is not None and not settled.exists()
    if first:
        admin.delete_vhost(vhost)
    if vhost not in admin.vhosts():
        admin.create_vhost(vhost)
    for user, password in wanted["users"].items():
        admin.create_user(user, password)
        admin.permit(user, vhost)
    for path in map(Path, wanted["definitions"]):
        if path.is_file():
            admin.import_definitions(json.loads(path.read_text(encoding="utf-8")), vhost)
    if first and settled is not None:
        time.sleep(SETTLING_SECONDS)
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
