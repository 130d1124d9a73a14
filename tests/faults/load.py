"""Traffic whose ids follow from what is done: whatever is not answered is sent again, under the same id."""

import threading
import time
from functools import partial

from pika.exceptions import AMQPError

from jiandu.client import answered
from tests.say import say

PATIENCE_SECONDS = 90
THREADS = 4
AGENCY = "province"


def asked(client, method, **fields):
    """The answer to a question, asked again until there is one."""
    return answered(method, partial(client.ask, method, **fields), seconds=PATIENCE_SECONDS)


class Traffic:
    """Four platforms that submit and accept complaints, and a registrar whose officers are sanctioned thrice."""

    def __init__(self, realm, name: str) -> None:
        self.realm = realm
        self.name = name
        self.attempted: dict[str, str] = {}  # cause -> method
        self.acknowledged: dict[str, object] = {}
        self.sent: list[str] = []  # causes of events we published ourselves
        self.resent = 0
        self.failures: list[BaseException] = []
        self._enough = threading.Event()
        self._lock = threading.Lock()
        works = [self._complaints] * THREADS + [self._sanctions]
        self._threads = [threading.Thread(target=self._run, args=(w, n)) for n, w in enumerate(works)]

    def __enter__(self) -> "Traffic":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Everything that was begun is brought to its end."""
        self._enough.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE_SECONDS)
        if self.failures:
            raise self.failures[0]

    def flows(self, more: int = 8) -> None:
        """Wait until so many further commands are answered."""
        goal = len(self.acknowledged) + more
        end = time.monotonic() + PATIENCE_SECONDS
        while len(self.acknowledged) < goal and not self.failures:
            assert time.monotonic() < end, f"{self.name}: the traffic stands still"
            time.sleep(0.05)

    def _run(self, work, number: int) -> None:
        roles = ("platform", "intake_officer", "registrar")
        try:
            with self.realm.client(*roles, agency=AGENCY, regions=["652300"]) as client:
                turn = 0
                while not self._enough.is_set():
                    work(client, f"{self.name}-{number}-{turn}")
                    turn += 1
        except BaseException as error:  # noqa: BLE001 - raised again where the traffic ends
            self.failures.append(error)

    def _call(self, client, method: str, command_id: str, **fields):
        cause = f"{AGENCY}/{command_id}"
        self.attempted[cause] = method
        send = partial(client.call, method, command_id=command_id, deadline=4, **fields)
        answer = answered(method, send, seconds=PATIENCE_SECONDS, resent=self._count_resent)
        self.acknowledged[cause] = answer
        return answer

    def _count_resent(self) -> None:
        with self._lock:
            self.resent += 1

    def _complaints(self, client, name: str) -> None:
        complaint = self._call(
            client,
            "complaints.submit",
            f"{name}-submit",
            region="652301",
            channel="web",
            kind="complaint",
            respondents=[{"body_id": "agency-01"}],
            facts="执法人员未出示证件",
            complainants=[{"name": "张三"}],
        )
        self._call(client, "complaints.accept", f"{name}-accept", complaint_id=complaint["id"])

    def _sanctions(self, client, name: str) -> None:
        """Three orders against one officer, told in the name of accountability, whose key the test holds."""
        officer = f"officer-{name}"
        certificate = {
            "number": f"no-{name}",
            "kind": "national",
            "issuer": "justice",
            "valid_from": "2026-01-01",
            "valid_to": "2030-01-01",
        }
        self._call(
            client,
            "certificates.register_officer",
            f"{name}-register",
            officer_id=officer,
            region="652301",
            body_id="agency-01",
            name="李四",
            certificates=[certificate],
        )
        for number in (1, 2, 3):
            self._tell(name, officer, number)

    def _tell(self, name: str, officer: str, number: int) -> None:
        order = {
            "order_id": f"ord-{name}-{number}",
            "officer_id": officer,
            "unit": "agency-01",
            "region": "652301",
            "ground": "ground-1",
            "effect": "certificate.revoke",
            "effective_at": "2026-10-08T04:00:00+00:00",
        }
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                said = say(
                    *(self.realm, "accountability", "sanction.decided", order),
                    subject=f"acc-{name}",
                    sequence=number,
                )
                break
            except (AMQPError, OSError):
                assert time.monotonic() < end, "the broker does not come back"
                self._count_resent()
                time.sleep(0.3)
        self.sent.append(f"certificates.sanctions|/services/accountability|{said.id}")
