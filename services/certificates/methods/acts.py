"""Acts are held against certificates: when they become known, and whenever the registry says something new."""

from dataclasses import replace
from typing import Any

from jiandu.domain import Cause, Refused, Request
from jiandu.service.aggregate import Aggregate
from jiandu.service.methods import Query, command, query
from jiandu.service.subscription import subscribe
from services.certificates.domain import act, coverage
from services.certificates.methods.findings import EVERYBODY, found, known
from services.certificates.methods.roles import ACTS, FINDINGS
from services.certificates.repository.registry import Acts
from services.certificates.schemas import heard, questions, told


class HoldsActs:
    """Mixed into the registry's class."""

    officers: Any
    auxiliaries: Any

    acts = Aggregate(
        act.Act,
        Acts,
        key="act_id",
        publishes=told.ACT_PUBLISHED,
        fields=lambda kept: {"officer_ids": list(kept.officer_ids)},
    )

    @command(questions.RecordAct, act.RecordAct, allow=ACTS)
    def record_act(self, request: Request[act.RecordAct]) -> Any:
        """Note an act of enforcement, and hold it against the certificates of those who did it."""
        asked = request.command
        if asked.by.roles == {"enforcement_legal_unit"} and asked.by.agency != asked.body_id:
            raise Refused("CONTRADICTION", field="body_id")
        return self._record(request)

    @subscribe(heard.COMPLAINT_ACCEPTED, queue="acts")
    def on_complaint_accepted(self, request: Request[act.RecordAct]) -> Any:
        """A complaint is about an act of a legal day; one that names no day is about none that could be held."""
        asked = request.command
        return None if asked.until == asked.since else self._record(request)

    @subscribe(heard.OFFICER_BOUND, queue="acts")
    def on_officer_bound(self, request: Request[act.NoteActor]) -> Any:
        """An officer who was meant and could not be named is known now."""
        asked = request.command
        about = known(self.acts, asked.act_id, EVERYBODY)
        if about is None:
            return None
        persons = (*about.officer_ids, asked.officer_id)
        findings = found(self.officers, self.auxiliaries, persons, about.since, about.until)
        return self.acts.change(
            about.id, replace(request, command=replace(asked, findings=findings)), act.note_actor
        )

    @subscribe(heard.STATUS_CHANGED, queue="reviews")
    def on_own_status_changed(self, request: Request[coverage.ExpectAcknowledgements]) -> Any:
        """What is known of an officer has changed: every act of the person is looked at again."""
        asked = request.command
        for act_id in self.acts.store.by(asked.officer_id):
            about = self.acts.get(act_id, EVERYBODY)
            findings = found(self.officers, self.auxiliaries, about.officer_ids, about.since, about.until)
            look = act.ReviewAct(
                command_id=asked.command_id, at=asked.at, by=asked.by, act_id=act_id, findings=findings
            )
            self.acts.change(act_id, Request(look, within_cause(request.cause, act_id)), act.review_act)

    @query(questions.OneAct, allow=FINDINGS)
    def get_act(self, asked: Query) -> Any:
        """An act, and what the registry says of those who did it."""
        return questions.ActView().dump(self.acts.get(asked.fields["act_id"], asked.by))

    def _record(self, request: Request[act.RecordAct]) -> Any:
        asked = request.command
        findings = found(self.officers, self.auxiliaries, asked.officer_ids, asked.since, asked.until)
        return self.acts.create(
            replace(request, command=replace(asked, findings=findings)), act.record_act, asked.act_id
        )


def within_cause(cause: Cause, part: str) -> Cause:
    """One of the many things that a single cause changes, each once."""
    return replace(cause, id=f"{cause.id}#{part}")
