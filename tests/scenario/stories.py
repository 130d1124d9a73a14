"""A thousand complaints as they come in and go on: every text of them names somebody who does not exist."""

import base64
import hashlib
import json
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pika

from jiandu.client import CallFailed, Client
from tests.realm import Realm
from tests.scenario.invented import People, Person

THREADS = 6
ROLES = {
    "platform": ("platform",),
    "intake": ("intake_officer",),
    "officer": ("supervision_officer",),
    "head": ("supervision_head",),
    "custodian": ("custodian",),
}
JINGZHOU, WEIHAI, CHANGJI = "421000", "371000", "652300"
PLACES = {
    JINGZHOU: {"sector": "government_services_data", "kind": "grievance"},
    WEIHAI: {"kind": "complaint"},
    CHANGJI: {"kind": "report"},
}
CHANNELS = ("web", "email", "written", "visit", "web")


@dataclass(frozen=True)
class Story:
    """One complaint to be: whose it is, whether they say so in the form, and the texts there are of it."""

    number: int
    region: str
    people: tuple[Person, ...]
    in_the_form: bool
    texts: tuple[str, ...]

    @property
    def person(self) -> Person:
        return self.people[0]

    @property
    def body(self) -> str:
        return f"body-{self.region}"

    @property
    def submission(self) -> dict[str, Any]:
        facts = f"第{self.number}次检查时执法人员未出示执法证件。{self.texts[0]}。望依法处理。"
        meant = {"body_id": self.body, "unknown_officer": f"穿制服的高个子。{self.texts[1]}。"}
        written = {
            "region": self.region,
            "channel": CHANNELS[self.number % len(CHANNELS)],
            "recorded_in_full": True,
            "facts": facts,
            "respondents": [meant],
            "evidence": True,
            **PLACES[self.region],
        }
        return {**written, "complainants": [each.told for each in self.people]} if self.in_the_form else written


def stories(people: People, count: int) -> Iterator[Story]:
    """Alone, several together, and those who do not fill in who they are but write it in the text."""
    for number in range(count):
        several = 3 if number % 7 == 3 else 1
        who = tuple(people.one() for _ in range(several))
        in_the_form = several > 1 or number % 4 != 0
        texts = tuple(people.words_of(who[-1], stranger=not in_the_form) for _ in range(8))
        yield Story(number, tuple(PLACES)[number % len(PLACES)], who, in_the_form, texts)


class Telling:
    """Plays the stories against the services. `codes` are the receipt codes, `answers` what was answered."""

    def __init__(self, realm: Realm) -> None:
        self.realm = realm
        self.codes: list[str] = []
        self.answers: list[Any] = []
        self.ids: dict[int, str] = {}
        self.calls = 0
        self._clients: dict[str, Client] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> "Telling":
        for name, roles in ROLES.items():
            self._clients[name] = self.realm.client(*roles, subject=name, agency=name, regions=["*"])
        for region in PLACES:
            legal_unit = {"subject": f"legal-{region}", "agency": f"body-{region}", "regions": ["*"]}
            self._clients[f"body-{region}"] = self.realm.client("enforcement_legal_unit", **legal_unit)
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients.values():
            client.close()

    def all(self, told: list[Story]) -> None:
        with ThreadPoolExecutor(THREADS) as threads:
            for _ in threads.map(self._one, told):
                pass

    def _one(self, story: Story) -> None:
        answer = self._call("intake", "submit", **story.submission)
        code, complaint_id = answer.pop("receipt_code"), answer["id"]
        with self._lock:
            self.codes.append(code)
            self.ids[story.number] = complaint_id
        own = {"complaint_id": complaint_id, "receipt_code": code}
        if story.number % 4 == 1:
            self._call("platform", "supplement", **own, text=f"补充:{story.texts[2]}。")
        if story.number % 25 == 3:
            self._attach(story, own)
        self._handle(story, complaint_id, own)
        if story.number % 10 == 2:
            self._call("platform", "withdraw", **own, reason=f"不想再追究。{story.texts[3]}。")
        if story.number % 25 == 4:
            self._wrongly(story, complaint_id)
        if story.number % 5 < 2:
            self.answers.append(self._ask("officer", "get", complaint_id=complaint_id))
        if story.number % 20 == 0:
            self.answers.append(self._ask("platform", "follow", receipt_code=code))

    def _handle(self, story: Story, complaint_id: str, own: dict[str, str]) -> None:
        one = {"complaint_id": complaint_id}
        if story.region == JINGZHOU and story.number % 5 == 0:
            self._call("officer", "accept", **one)
            self._call(
                "officer",
                "notify_respondent",
                **one,
                body_id=story.body,
                means="queue",
                summary=f"检查未出示执法证件。{story.texts[4]}。",
            )
            piece = {"name": f"{story.texts[6]}.pdf", "digest": hashlib.sha256(b"x").hexdigest()}
            statement = {"statement": f"我们猜是此人所为:{story.texts[5]}。", "legal_basis": story.texts[6]}
            self._call(story.body, "answer_notice", **one, **statement, in_writing=True, evidence=[piece])
            self.answers.append(self._ask(story.body, "get_notice", **one))
        if story.region == WEIHAI and story.number % 5 == 0:
            self._call("officer", "decline", **one, reason="outside_scope", competent_body=story.texts[4])
            self._call("officer", "reply", **one, text=f"您好,{story.texts[5]}。已转告。")
            self._call("platform", "dispute_reply", **own, reasons=f"不服。{story.texts[6]}。")
            self._call("head", "uphold_reply", **one, text=f"维持。{story.texts[7]}。")
        if story.region == CHANGJI and story.number % 5 == 0:
            self._call("custodian", "hold_identity", **one, reason=f"涉诉。{story.texts[4]}。")
            asked = self._call("officer", "request_reveal", **one, parts=["phone"], motive=f"{story.texts[5]}。")
            self._call("custodian", "refuse_reveal", reveal_id=asked["id"], reason=f"{story.texts[6]}。")

    def _attach(self, story: Story, own: dict[str, str]) -> None:
        content = f"{story.texts[4]}\n{json.dumps(story.person.told)}".encode()
        described = {
            "media_type": "text/plain",
            "size": len(content),
            "digest": hashlib.sha256(content).hexdigest(),
        }
        name = f"{story.texts[5]}.txt"
        self._call("platform", "declare_attachment", **own, name=name, **described)
        view = self._ask("officer", "get", complaint_id=own["complaint_id"])
        which = {**own, "attachment_id": view["attachments"][-1]["id"]}
        part = base64.b64encode(content).decode()
        self._call("platform", "put_attachment_part", **which, number=0, content=part)
        self._call("platform", "complete_attachment", **which)

    def _wrongly(self, story: Story, complaint_id: str) -> None:
        """What is refused, and what can not be answered; nothing of it may stay anywhere."""
        good = story.submission
        for wrong in (
            {**good, "unheard_of": story.texts[2]},
            {**good, "facts": story.texts[2] * 1000},
            {**good, "complainants": story.person.told},
            {**good, "complainants": [{**story.person.told, "phone": 13812345678}]},
            {**good, "region": story.person.name},
            {**good, "kind": story.person.name},
            {**good, "act_on": story.person.phone},
        ):
            self._refused("submit", **wrong)
        own = {"complaint_id": complaint_id, "receipt_code": story.person.id_number}
        self._refused("withdraw", **own, reason=story.texts[3])
        self._refused("supplement", complaint_id=story.person.phone, text=story.texts[3])
        self._refused(story.person.name, facts=story.texts[3])
        self._raw(story)

    def _refused(self, method: str, **fields: Any) -> None:
        try:
            self._call("platform", method, **fields)
        except CallFailed as failure:
            # what a caller said wrongly may be repeated to him alone
            assert failure.code != "INTERNAL", failure  # noqa: PT017 - any other refusal will do
        else:
            raise AssertionError(f"{method} was not refused")

    def _raw(self, story: Story) -> None:
        whole = json.dumps({"args": [], "kwargs": {**story.submission, "command_id": uuid.uuid4().hex}})
        token = {"nameko.token": self.realm.token("platform", regions=["*"])}
        late = {**token, "nameko.deadline": f"{time.time() - 5:.3f}"}
        to_nobody = {"reply_to": str(uuid.uuid4())}
        with pika.BlockingConnection(pika.URLParameters(self.realm.amqp_uri)) as connection:
            channel = connection.channel()
            for body, headers, properties in (
                (whole, token, {}),
                (whole[:-20], token, {}),
                (whole[:-20], token, to_nobody),
                (whole.encode("gb18030") + b"\xff", token, to_nobody),
                (whole, late, to_nobody),
                (whole, {}, to_nobody),
                (whole, {"nameko.token": story.texts[2].encode().hex()}, {"message_id": story.person.phone}),
            ):
                described = pika.BasicProperties(headers=headers, **properties)
                channel.basic_publish("nameko-rpc", "complaints.submit", body, described)

    def _call(self, who: str, method: str, **fields: Any) -> Any:
        self.calls += 1
        return self._clients[who].call(f"complaints.{method}", deadline=60, **fields)

    def _ask(self, who: str, method: str, **fields: Any) -> Any:
        self.calls += 1
        return self._clients[who].ask(f"complaints.{method}", deadline=60, **fields)
