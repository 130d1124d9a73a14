"""An agency that subscribed: it keeps each change of a status, and acknowledges it when it is kept.

    python -m jiandu.client.agency FOLDER

FOLDER is what the agency was handed when it was enrolled: settings.json, keys.json, private/; what it keeps lies
beside them. It prints one line for each change as well: an example to begin with.
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
from jiandu.client.keeping import STATUS_CHANGED, STATUS_LIST, Keeping
from jiandu.client.list_following import FollowedList
from jiandu.client.mirror import Mirror
from jiandu.client.sender import Sender
from jiandu.client.status_list import OfflineList
from jiandu.client.subscription import Rejected, Subscription
from jiandu.identity.keyring import BadKeyring, FolderKeyring
from jiandu.identity.signing import Signer

MIRROR, STATUS_LIST_FILE = "registry.sqlite", "status-list.json"
HELP: Final = """\
用法 usage: python -m jiandu.client.agency FOLDER

接收执法证件状态的每次变化,存入 FOLDER/registry.sqlite 后回执,并输出一行 JSON;已办理的决定被催告回执时再次回执;
状态名单逐期存入 FOLDER/status-list.json;本机关被投诉举报的通知也输出一行。FOLDER 是登记订阅机关时交付的文件夹
(settings.json、keys.json、private/)。交付的消息账号只能收件和回执,不能调用服务:订阅之前的状态和缺期的名单,
须由持有令牌者补取(Mirror.catch_up、OfflineList.load),此前一律视为 UNKNOWN。Ctrl-C 结束。
Keeps each change of the status of a certificate in FOLDER/registry.sqlite, then acknowledges it, and prints one
line of JSON for it; reminded of an order it has applied, it acknowledges again. Keeps the status list, epoch by
epoch, in FOLDER/status-list.json. Prints what else is for this agency alone, such as that it is complained of.
FOLDER is what the agency was handed when it was enrolled: settings.json, keys.json, private/. The broker user
handed over reads and acknowledges, and may not call: what was announced before, and a list of which an epoch is
missing, has to be fetched by who has a token (Mirror.catch_up, OfflineList.load); until then it is UNKNOWN.
Ctrl-C ends it.

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


def run(handed: Handed) -> None:
    """Keep, print and acknowledge every change until told to stop.

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

    def rejected(message: Rejected) -> None:
        _tell(f"消息未处理 a message was not handled: {message.reason}")

    folder = handed.keys
    followed = FollowedList(OfflineList(keyring), folder / STATUS_LIST_FILE)
    says = _SaysFaults()
    says(followed.begin(datetime.now(UTC)))
    with Mirror(folder / MIRROR) as mirror, sender:
        keeping = Keeping(mirror, followed, sender, applied=_print, list_fault=says)

        def handle(envelope: Envelope) -> None:
            keeping.handle(envelope)
            if envelope.type not in (STATUS_CHANGED, STATUS_LIST):
                # for this agency alone: that it is complained of, that an officer of its own is cleared
                _print(envelope, type=envelope.type, subject=envelope.subject)

        with Subscription(handed.amqp_uri, handed.queue, keyring, handle, on_reject=rejected) as subscription:
            _watch(subscription, handed, stopping)


class _SaysFaults:
    """Says on the spot, once, why the status list does not go on, and that it does again."""

    def __init__(self) -> None:
        self._last: str | None = None

    def __call__(self, fault: str | None) -> None:
        if fault != self._last:
            stuck = (
                f"状态名单不接续,十分钟后为 UNKNOWN the list does not lead on, UNKNOWN after ten minutes: {fault}"
            )
            _tell(stuck if fault else "状态名单接续 the status list leads on again")
        self._last = fault


def _print(envelope: Envelope, **told: str) -> None:
    sys.stdout.write(f"{json.dumps({**told, **envelope.data}, ensure_ascii=False)}\n")
    sys.stdout.flush()


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
