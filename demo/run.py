"""The order of the play: prepare, let the provinces submit, tell the stories, settle, check, report."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from demo import check, generator
from demo.asks import Ask, Filed
from demo.ledger import Actors, Ledger
from demo.stage import Stage
from demo.stories import bad_messages, bribery, changji, jingzhou, tongzhou, weihai
from demo.stories.told import Told
from demo.world import CHANGJI, JINGZHOU, OPERATORS, WEIHAI, staff
from jiandu.law import legal_day
from services.deployables import classes

SEED = 825
CALLERS = 8
SETTLE_SECONDS = 180.0
FIGURES = ("received", "concluded", "open", "repeats")


@dataclass
class Summary:
    """Everything the demo saw, as it is reported."""

    told: list[Told] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    findings: check.Findings = field(default_factory=check.Findings)
    parked: dict[str, int] = field(default_factory=dict)
    population: dict[str, int] = field(default_factory=dict)
    counted: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    restarts: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """True if every story and the check hold."""
        return not self.failures and self.findings.holds


Progress = Callable[[str, int], Callable[[], None]]


def play(stage: Stage, ledger: Ledger, size: generator.Size, say: Callable[[str], None], bar: Progress) -> Summary:
    """Play everything on a stage that is ready; what was seen. Nothing a story does wrong stops the others."""
    actors = Actors(stage.world, ledger)
    summary = Summary()
    stage.world.travel_to(changji.BEGINS)
    with _timed(summary, "prepare"):
        _prepare(actors, stage, size, bar, summary)
    with _timed(summary, "complaints"):
        _complaints(actors, size, bar, summary)
    agencies = sum(1 for party in stage.parties if party.kind == "agency")
    with _timed(summary, "stories"):
        _tell(summary, say, changji.TITLE, lambda told: changji.play(actors, told, agencies))
        _tell(summary, say, weihai.TITLE, lambda told: weihai.play(actors, told))
        _tell(summary, say, bribery.TITLE, lambda told: bribery.play(actors, told))
        received = stage.records / f"{jingzhou.BODY}.jsonl"
        _tell(summary, say, jingzhou.TITLE, lambda told: jingzhou.play(actors, told, received))
        _tell(summary, say, tongzhou.TITLE, lambda told: tongzhou.play(actors, told))
        order_id = next((told.facts["order_id"] for told in summary.told if "order_id" in told.facts), "ord-none")
        _tell(summary, say, bad_messages.TITLE, lambda told: bad_messages.play(actors, told, order_id))
    with _timed(summary, "settle and check"):
        summary.findings = settle(actors, stage)
        summary.parked = _parked(actors)
        summary.counted = {region: _counted(actors, region) for region in (CHANGJI, WEIHAI)}
        summary.restarts = sum(entry.restarts for entry in stage.stack.current().entries)
    return summary


def settle(actors: Actors, stage: Stage) -> check.Findings:
    """The findings as soon as nothing is under way any more; the last ones if that never comes."""
    end = time.monotonic() + SETTLE_SECONDS
    while True:
        findings = check.check(stage.world, actors.ledger, stage.parties, stage.records)
        if findings.holds or time.monotonic() > end:
            return findings
        time.sleep(1)


def _tell(summary: Summary, say: Callable[[str], None], title: str, play_it: Callable[[Told], None]) -> None:
    say(f"\n{title}")
    told = Told(title, say)
    summary.told.append(told)
    try:
        play_it(told)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in a story is what has to be reported
        summary.failures[title] = f"{type(error).__name__}: {error}"
        say(f"  ✗ {summary.failures[title]}")


def _prepare(actors: Actors, stage: Stage, size: generator.Size, bar: Progress, summary: Summary) -> None:
    for prepare in (changji.prepare, weihai.prepare, bribery.prepare):
        prepare(actors)
    for party in stage.parties:
        if party.kind == "agency":
            _join(actors, party.name, JINGZHOU if party.name == jingzhou.BODY else CHANGJI)
    people = generator.population(size, SEED)
    _submit(actors, people.bodies(), bar("机构 bodies", size.bodies), "registrar")
    supervisors = list(people.supervisors())
    _submit(actors, supervisors, bar("监督人员 supervisors", len(supervisors)), "head")
    _submit(actors, people.officers(), bar("执法人员 officers", size.officers), "registrar")
    summary.population = {"bodies": size.bodies, "officers": size.officers, "complaints": size.complaints}


def _join(actors: Actors, name: str, region: str) -> None:
    """An agency registers and subscribes to changes of status."""
    registrar = staff(region)["registrar"]
    actors.act(
        registrar,
        "certificates.register_body",
        f"body-{name}",
        body_id=name,
        region=region,
        name=f"订阅机关 {name}",
    )
    actors.act(registrar, "certificates.subscribe_body", f"subscribe-{name}", body_id=name)


def _complaints(actors: Actors, size: generator.Size, bar: Progress, summary: Summary) -> None:
    filed = list(generator.population(size, SEED).complaints())
    summary.population["joint"] = sum(len(each.fields.get("complainants", ())) > 1 for each in filed)
    submitted: dict[str, str] = {}

    def remember(command_id: str, answer: Any) -> None:
        submitted[command_id] = answer["id"]

    again = _forwarded_again(filed)
    submissions = [Ask(*each[:4]) for each in filed]
    _submit(actors, submissions, bar("投诉举报 complaints", size.complaints), "intake", remember)
    summary.population["forwarded_again"] = len(again)
    summary.population["found_linked"] = sum(
        _is_linked(actors, each.region, submitted[each.command_id]) for each in again
    )
    screenings = [
        Ask(
            each.region,
            each.screening.method,
            each.screening.command_id,
            {**each.screening.fields, "complaint_id": submitted[each.command_id]},
        )
        for each in filed
    ]
    _submit(actors, screenings, bar("初步审查 screening", size.complaints), "intake")


def _forwarded_again(filed: list[Filed]) -> list[Filed]:
    """The complaints that came under a number under which another one had come before."""
    known: set[str] = set()
    again = []
    for each in filed:
        for name in each.fields.get("external_ids", ()):
            if name["number"] in known:
                again.append(each)
            known.add(name["number"])
    return again


def _is_linked(actors: Actors, region: str, complaint_id: str) -> bool:
    complaint = actors.ask(staff(region)["intake"], "complaints.get", complaint_id=complaint_id)
    return any(link["rule"] == "same_external_id" for link in complaint["links"])


def _submit(
    actors: Actors,
    steps: Iterable[Ask],
    advance: Callable[[], None],
    role: str,
    then: Callable[[str, Any], None] = lambda _id, _answer: None,
) -> None:
    """Have the provinces' platforms carry out the steps at the same time, each over its own connection."""
    platforms = {CHANGJI: "platform-65", WEIHAI: "platform-37"}

    def one(step: Ask) -> None:
        person = staff(step.region)[role]
        client = actors.world.client(person, platforms[step.region])
        then(step.command_id, actors.ledger.call(client, person, step.method, step.command_id, **step.fields))
        advance()

    with ThreadPoolExecutor(CALLERS) as pool:
        for _ in pool.map(one, steps):
            pass


def _parked(actors: Actors) -> dict[str, int]:
    counted: dict[str, int] = {}
    for service in classes():
        for entry in actors.ask(OPERATORS[0], f"{service.name}.parked"):
            counted[entry["reason"]] = counted.get(entry["reason"], 0) + 1
    return counted


def _counted(actors: Actors, region: str) -> list[dict[str, Any]]:
    """What the complaints service counts of the region, by kind; the first row is the whole."""
    period = {"since": legal_day(changji.BEGINS), "until": legal_day(actors.world.legal_now())}
    days = {name: day.isoformat() for name, day in period.items()}
    officer = staff(region)["officer"]
    table = actors.ask(officer, "complaints.statistics", region=region, by=["kind"], **days)
    return [{name: row[name] for name in ("kind", *FIGURES)} for row in table["rows"]]


class _timed:  # noqa: N801 - reads as a statement
    def __init__(self, summary: Summary, name: str) -> None:
        self._summary, self._name = summary, name

    def __enter__(self) -> None:
        self._begun = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._summary.seconds[self._name] = time.monotonic() - self._begun
