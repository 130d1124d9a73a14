"""Finds a RabbitMQ to run: the installed one, else the distribution's packages, unpacked beside us."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jiandu.embedded import packages

_INSTALLED_IN = ("/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin", "/usr/local/lib/rabbitmq/bin")


@dataclass(frozen=True, kw_only=True)
class Installation:
    """A RabbitMQ that can be started in place."""

    scripts: Path
    """The folder with rabbitmq-server and rabbitmq-env."""
    erlang: Path
    """The folder with erl and epmd."""
    libraries: str
    """LD_LIBRARY_PATH, empty if the system has every library."""


def find(folder: Path, say: Callable[[str], None]) -> Installation:
    """Returns the installed RabbitMQ, else one fetched into `folder`. Errors: packages.CannotFetch."""
    return _installed() or _fetched(folder, say)


def _installed() -> Installation | None:
    erl = shutil.which("erl")
    for place in _INSTALLED_IN:
        scripts = (Path(place) / "rabbitmq-server").resolve().parent
        if erl is not None and (scripts / "rabbitmq-env").is_file():
            erlang = Path(erl).resolve().parent
            if (erlang / "epmd").exists():
                return Installation(scripts=scripts, erlang=erlang, libraries="")
    return None


def _fetched(folder: Path, say: Callable[[str], None]) -> Installation:
    try:
        root = packages.fetch("rabbitmq-server", folder, say, family="erlang-")
    except packages.CannotFetch as error:
        raise packages.CannotFetch(
            f"{error}. Install RabbitMQ 3.10 or newer, or set AMQP_URI (and JIANDU_BROKER_API) to a running one"
        ) from error
    for script in [*root.glob("usr/lib/erlang/bin/erl"), *root.glob("usr/lib/erlang/erts-*/bin/erl")]:
        make_movable(script)
    scripts = (root / "usr/lib/rabbitmq/bin/rabbitmq-server").resolve().parent
    return Installation(scripts=scripts, erlang=root / "usr/lib/erlang/bin", libraries=packages.library_path(root))


def make_movable(erl: Path) -> None:
    """Makes an `erl` that names /usr/lib/erlang find its own tree instead, wherever that is moved to."""
    up = "../.." if erl.parent.parent.name.startswith("erts-") else ".."
    here = f'ROOTDIR=$(cd "$(dirname "$(readlink -f "$0")")/{up}" && pwd -P)'
    text = erl.read_text(encoding="utf-8")
    moved = re.sub(r"(?m)^(\s*)ROOTDIR=/.*$", lambda match: match[1] + here, text)
    if moved != text:
        erl.write_text(moved, encoding="utf-8")
