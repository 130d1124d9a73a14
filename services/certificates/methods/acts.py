"""Acts are held against certificates: when they become known, and whenever the registry says something new."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from jiandu.domain import Cause, Refused, Request
from jiandu.service.aggregate import Aggregate
from jiandu.service.methods import Query, command, query
from jiandu.service.subscription import subscribe
from services.certificates.domain import act, review
from services.certificates.methods.findings import EVERYBODY, found
from services.certificates.methods.past import as_known, is_own
from services.certificates.methods.roles import ACTS, FINDINGS
from services.certificates.repository.registry import Acts, Reviews
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
        hidden_from=act.is_about,
    )

    reviews = Aggregate(review.Review, Reviews, key="review_id")

    @command(questions.RecordAct, act.RecordAct, allow=ACTS, derives=("act_id", "act"))
    def record_act(self, request: Request[act.RecordAct]) -> Any:
        """Note an act of enforcement, and hold it against the certificates of those who did it."""
        asked = request.command
        if not is_own(asked.body_id, asked.by):
            raise Refused("CONTRADICTION", field="body_id")
        return self._record(request)

    @subscribe(heard.COMPLAINT_ACCEPTED, queue="acts")
    def on_complaint_accepted(self, request: Request[act.RecordAct]) -> Any:
        """A complaint is about an act, of a legal day if it names one."""
        return self._record(request)

    @subscribe(heard.OFFICER_BOUND, queue="acts")
    def on_officer_bound(self, request: Request[act.NoteActor]) -> Any:
        """An officer who was meant and could not be named is known now."""
        asked = request.command
        about = self.acts.get(asked.act_id, EVERYBODY)
        findings = self._found((*about.officer_ids, asked.officer_id), about.since, about.until)
        told = replace(request, command=replace(asked, findings=findings))
        answer = self.acts.change(about.id, told, act.note_actor)
        self._look_again(request, about.id)
        return answer

    @subscribe(heard.STATUS_CHANGED_REVIEW, queue="reviews")
    def on_own_status_changed(self, request: Request[review.RecordReview]) -> Any:
        """What is known of an officer has changed: each act of the person is looked at again, and recorded."""
        asked = request.command
        act_ids = self.acts.store.by(asked.officer_id)
        for act_id in act_ids:
            self._look_again(request, act_id)
        invalid = tuple(each for each in act_ids if self.acts.get(each, EVERYBODY).state == act.INVALID)
        done = replace(asked, act_ids=tuple(act_ids), invalid=invalid)
        return self.reviews.create(replace(request, command=done), review.record_review, asked.review_id)

    @query(questions.OneAct, allow=FINDINGS)
    def get_act(self, asked: Query) -> Any:
        """An act, and what the registry says of those who did it; nothing to whom it is about."""
        known = self.acts.get(asked.fields["act_id"], asked.by)
        found = as_known(self.acts, known, asked.fields["known_at"])
        if found is None or act.is_about(known, asked.by):
            raise Refused("NOT_FOUND", id=known.id)
        return questions.ActView().dump(found)

    def _record(self, request: Request[act.RecordAct]) -> Any:
        asked = request.command
        findings = self._found(asked.officer_ids, asked.since, asked.until)
        told = replace(request, command=replace(asked, findings=findings))
        answer = self.acts.create(told, act.record_act, asked.act_id)
        self._look_again(request, asked.act_id)
        return answer

    def _look_again(self, request: Request[Any], act_id: str) -> None:
        """Hold an act against what is known now: also of what was recorded while it was being written."""
        asked, about = request.command, self.acts.get(act_id, EVERYBODY)
        findings = self._found(about.officer_ids, about.since, about.until)
        if findings != about.findings:
            look = act.ReviewAct(
                command_id=asked.command_id, at=asked.at, by=asked.by, act_id=act_id, findings=findings
            )
            self.acts.change(act_id, Request(look, within_cause(request.cause, act_id)), act.review_act)

    def _found(
        self, officer_ids: Sequence[str], since: datetime | None, until: datetime | None
    ) -> tuple[act.Found, ...]:
        if since is None or until is None:
            return ()
        return found(self.officers, self.auxiliaries, officer_ids, since, until)


def within_cause(cause: Cause, part: str) -> Cause:
    """One of the many things that a single cause changes, each once."""
    return replace(cause, id=f"{cause.id}#{part}")
