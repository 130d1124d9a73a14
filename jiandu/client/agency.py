"""An agency that subscribed: it hears each change of a status, and acknowledges it when it has applied it.

    python -m jiandu.client.agency FOLDER

FOLDER is what the agency was handed when it was enrolled: settings.json, keys.json, private/. Run like this it
prints one line for each change in place of applying it: an example to begin with.
"""

import json
import logging
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from jiandu.bus.envelope import Envelope
from jiandu.client.sender import Sender
from jiandu.client.subscription import Rejected, Subscription
from jiandu.identity.keyring import BadKeyring, FolderKeyring
from jiandu.identity.signing import Signer

STATUS_CHANGED: Final = "certificate.status_changed"
HELP: Final = """\
用法 usage: python -m jiandu.client.agency FOLDER

接收执法证件状态的每次变化,每次输出一行 JSON 并回执;本机关被投诉举报的通知也输出一行。FOLDER 是登记
订阅机关时交付的文件夹(settings.json、keys.json、private/)。Ctrl-C 结束。
Hears each change of the status of a certificate, prints one line of JSON for it, and acknowledges it; prints what
else is for this agency alone, such as that it is complained of.
FOLDER is what the agency was handed when it was enrolled: settings.json, keys.json, private/. Ctrl-C ends it.

退出码 exit codes: 0 按要求结束 told to stop; 1 交付的文件不能用,或被消息服务器拒绝 what was handed over cannot
be used, or the broker refuses it; 2 用法有误 wrong usage
"""
_REFUSED: Final = (
    "ProbableAuthenticationError",
    "ProbableAccessDeniedError",
    "ConnectionClosedByBroker (403",
    "ChannelClosedByBroker (403",
    "ChannelClosedByBroker (404",
)
_LOOK_SECONDS: Final = 0.2


class Unusable(Exception):  # noqa: N818 - it says what was handed over is
    """What the agency was handed cannot be used; the reason is in Chinese and English."""


@dataclass(frozen=True)
class Handed:
    """What the agency was handed: its id, its address at the broker (user, password), its queue, its keys."""

    agency: str
    amqp_uri: str
    queue: str
    keys: Path

    @classmethod
    def read(cls, folder: Path) -> "Handed":
        """What lies in `folder`. Raises Unusable if it is not that."""
        path = folder / "settings.json"
        try:
            settings = json.loads(path.read_text(encoding="utf-8"))
            agency, amqp_uri, queue = (settings[name] for name in ("agency", "amqp_uri", "queue"))
        except OSError as error:
            raise Unusable(f"{path}: 无法读取 cannot be read: {error.strerror}") from error
        except (ValueError, LookupError, TypeError) as error:
            raise Unusable(f"{path}: 不含 holds no agency, amqp_uri, queue") from error
        return cls(str(agency), str(amqp_uri), str(queue), folder)

    def sender(self) -> Sender:
        """What the agency signs and sends. Raises BadKeyring; ValueError, LookupError if its address is none."""
        return Sender(self.amqp_uri, self.agency, Signer.load(self.keys, self.agency))


def acknowledge(sender: Sender, changed: Envelope) -> None:
    """Tell the registry that a change is applied; the id follows from the order, so telling twice is telling once.

    Raises what `Sender.send` raises.
    """
    order_id = str(changed.data["order_id"])
    sender.send(
        "certificate.acknowledged",
        id_=f"ack:{sender.agency}:{order_id}",
        subject=order_id,
        correlation=changed.correlation,
        causation=changed.id,
        data={
            "order_id": order_id,
            "region": changed.data["region"],
            "acknowledged_at": datetime.now(UTC).isoformat(),
        },
    )


def run(handed: Handed) -> None:
    """Print and acknowledge every change until told to stop.

    Raises Unusable, also if the broker refuses from the beginning; once it let the agency in, a lost connection is
    renewed.
    """
    try:
        keyring, sender = FolderKeyring(handed.keys), handed.sender()
    except BadKeyring as error:
        raise Unusable(f"{handed.keys}: 密钥不能用 the keys cannot be used: {error}") from error
    except (ValueError, LookupError) as error:  # says no more: what is taken for a port may be the password
        raise Unusable(f"{handed.keys}: amqp_uri 不是地址 amqp_uri is no address") from error

    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())

    def handle(envelope: Envelope) -> None:
        changed = envelope.type == STATUS_CHANGED
        # what else is for this agency alone: that it is complained of, that an officer of its own is cleared
        told = {} if changed else {"type": envelope.type, "subject": envelope.subject}
        sys.stdout.write(f"{json.dumps({**told, **envelope.data}, ensure_ascii=False)}\n")  # apply it here
        sys.stdout.flush()
        if changed:
            acknowledge(sender, envelope)

    def rejected(message: Rejected) -> None:
        _tell(f"消息未处理 a message was not handled: {message.reason}")

    subscription = Subscription(handed.amqp_uri, handed.queue, keyring, handle, on_reject=rejected)
    with sender, subscription:
        _watch(subscription, handed, stopping)


def _watch(subscription: Subscription, handed: Handed, stopping: threading.Event) -> None:
    """Say when the broker is reached and when it is lost. Raises Unusable if it refuses from the beginning."""
    let_in, reached = False, None
    while not stopping.is_set():
        now, why = subscription.wait_ready(_LOOK_SECONDS), subscription.last_error
        if not now and not let_in and why.startswith(_REFUSED):
            raise Unusable(f"{handed.agency}: 消息服务器拒绝 the broker refuses {handed.queue}: {why}")
        if now and not reached:
            _tell(f"{handed.agency}: 已连接,等候状态变化 connected, waiting for changes ({handed.queue})")
            let_in = reached = True
        elif not now and reached is not False and why:
            _tell(f"{handed.agency}: 连接不上消息服务器,继续尝试 cannot reach the broker, trying on: {why}")
            reached = False
        elif now:
            stopping.wait(_LOOK_SECONDS)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main(arguments: Sequence[str]) -> int:
    """What the example does on the command line; the code it ends with."""
    if arguments in (["-h"], ["--help"]):
        sys.stdout.write(HELP)
        return 0
    if len(arguments) != 1 or arguments[0].startswith("-"):
        _tell("需要一个文件夹 one FOLDER is needed: python -m jiandu.client.agency FOLDER (--help)")
        return 2
    logging.getLogger("jiandu.client").setLevel(logging.CRITICAL)  # what it would say is said here, once
    try:
        run(Handed.read(Path(arguments[0])))
    except Unusable as unusable:
        _tell(str(unusable))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
