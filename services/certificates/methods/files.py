"""Single files as they are kept, now and as they were known: bodies, delegations, auxiliary staff, limits."""

from typing import Any

from jiandu.domain import Refused
from jiandu.law import explain
from jiandu.service.methods import Query, query
from jiandu.service.views import clocks_view, explanation_view
from services.certificates.methods.past import as_known, check_own_body, check_sees
from services.certificates.methods.roles import READING
from services.certificates.schemas import bodies as wire
from services.certificates.schemas import questions


class ShowsFiles:
    """Mixed into the registry's class."""

    bodies: Any
    delegations: Any
    auxiliaries: Any
    officers: Any
    now: Any

    @query(wire.BodyKnown, allow=READING)
    def get_body(self, asked: Query) -> Any:
        """A body as it is registered, with its limits; `subscribed_at` tells whether it hears of every change."""
        found = self._as_known(self.bodies, asked, "body_id")
        return {**wire.BodyView().dump(found), "clocks": clocks_view(found.clocks, self.now())}

    @query(wire.DelegationKnown, allow=READING)
    def get_delegation(self, asked: Query) -> Any:
        """A delegation, with its limits."""
        found = self._as_known(self.delegations, asked, "delegation_id")
        if found.delegate_id != asked.by.agency:
            check_own_body(found.body_id, asked.by, found.id)
        return {**wire.DelegationView().dump(found), "clocks": clocks_view(found.clocks, self.now())}

    @query(wire.AuxiliaryKnown, allow=READING)
    def get_auxiliary(self, asked: Query) -> Any:
        """A person of the auxiliary staff."""
        found = self._as_known(self.auxiliaries, asked, "auxiliary_id")
        check_own_body(found.body_id, asked.by, found.id)
        return wire.AuxiliaryView().dump(found)

    @query(questions.Explain, allow=READING)
    def explain_clock(self, asked: Query) -> Any:
        """Why a limit of an officer's file is due when it is: pack, article, words, calendar, each day."""
        found = self.officers.get(asked.fields["officer_id"], asked.by)
        clock = check_sees(found, asked.by, found.id).clocks.get(asked.fields["clock"])
        if clock is None:
            raise Refused("NOT_FOUND", id=asked.fields["clock"], field="clock")
        return explanation_view(explain(clock, self.officers.law.calendar))

    def _as_known(self, unit: Any, asked: Query, key: str) -> Any:
        found = as_known(unit, unit.get(asked.fields[key], asked.by), asked.fields["known_at"])
        if found is None:
            raise Refused("NOT_FOUND", id=asked.fields[key])
        return found
