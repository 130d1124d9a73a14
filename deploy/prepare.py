"""Before the services start in containers: keys, and a broker with their users, queues and policies.

    python -m deploy.prepare keys       JIANDU_KEYS is the folder
    python -m deploy.prepare broker     JIANDU_BROKER_API, JIANDU_VHOST, and <SERVICE>_BROKER_PASSWORD for each

Repeating it changes nothing: keys that exist stay, and so do queues with what lies in them.
"""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from jiandu.embedded.broker_admin import BrokerRefused
from jiandu.embedded.deployment import DEFINITIONS, ISSUER
from jiandu.embedded.provision import SETTLING_SECONDS, provision
from jiandu.identity.keys import Kind, create_key, private_path
from services.deployables import SERVICES

NAMES = tuple(path.split(".")[1] for path in SERVICES)


def make_keys(folder: Path) -> None:
    """A signing key for each service and one to issue tokens with."""
    wanted: list[tuple[str, Kind]] = [(ISSUER, "issuer"), *((name, "service") for name in NAMES)]
    for key_id, kind in wanted:
        if not private_path(folder, key_id).exists():
            create_key(folder, key_id, key_id, kind)


def prepare_broker(environ: Mapping[str, str]) -> None:
    """A user for each service, and every queue, so that no event can be published before all hear it.

    Errors: BrokerRefused; KeyError for a variable that is not set.
    """
    provision(
        {
            "api": environ["JIANDU_BROKER_API"],
            "vhost": environ["JIANDU_VHOST"],
            "users": {name: environ[f"{name.upper()}_BROKER_PASSWORD"] for name in NAMES},
            "definitions": [str(DEFINITIONS)],
            "settled": None,
        }
    )
    time.sleep(SETTLING_SECONDS)


def main(what: str, environ: Mapping[str, str]) -> int:
    """Prepares `keys` or the `broker`; the exit code."""
    try:
        if what == "keys":
            make_keys(Path(environ["JIANDU_KEYS"]))
        elif what == "broker":
            prepare_broker(environ)
        else:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    except KeyError as missing:
        sys.stderr.write(f"{missing.args[0]} is not set\n")
        return 1
    except BrokerRefused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else "", os.environ))
