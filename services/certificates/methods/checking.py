"""What is needed to check certificates without asking: the signed list, and the content of a QR code."""

import zlib
from typing import Any, Final

from eventlet import tpool

from jiandu.domain import Refused
from jiandu.law import HOUSE
from jiandu.record.attestation import BadAttestation, attest
from jiandu.record.status_list import Snapshot
from jiandu.service.methods import Query, query
from services.certificates.domain.certificate import named, status_at
from services.certificates.domain.officer import check_own
from services.certificates.domain.status import VALID
from services.certificates.methods.findings import EVERYBODY, known
from services.certificates.methods.listing import key_of
from services.certificates.methods.roles import BODY_SIDE, CHECKING
from services.certificates.schemas import questions

_EPOCHS: Final = 200
_LEVEL: Final = zlib.Z_DEFAULT_COMPRESSION


class ServesTheList:
    """Mixed into the registry's class."""

    officers: Any
    bodies: Any
    epochs: Any
    status_list: Any
    now: Any

    @query(questions.ListSince, allow=CHECKING)
    def status_list_since(self, asked: Query) -> Any:
        """The epochs after the one known, up to 200; the whole list for who knows none, or lags too far behind."""
        keeper, since = self.status_list, asked.fields["since"]
        if keeper.last is None:
            raise Refused("NOT_FOUND", id="status_list")
        if since is not None and 0 <= keeper.last.number - since <= _EPOCHS:
            found = self.epochs.store.after(since, _EPOCHS)
            return {"snapshot": None, "epochs": [dict(each.content) for each in found]}
        snapshot = Snapshot(keeper.last, keeper.bits.to_bytes())
        return {"snapshot": tpool.execute(snapshot.to_plain, _LEVEL), "epochs": []}

    @query(questions.OneNumber, allow=BODY_SIDE)
    def qr_content(self, asked: Query) -> Any:
        """What the holder of a valid certificate shows as a QR code: signed, good for a few minutes."""
        number = asked.fields["number"]
        officer = self.officers.store.holding(number, asked.by)
        if officer is None:
            raise Refused("NOT_FOUND", id=number, field="number")
        check_own(officer, asked.by)
        one, at = named(officer.certificates, number), self.now()
        status = status_at(one, at)
        if status != VALID:
            raise Refused(
                "NOT_ALLOWED_IN_STATE", field="number", command="qr_content", state=status, allowed=VALID
            )
        keeper, key = self.status_list, key_of(number, officer.id)
        index = keeper.links.indexes([key]).get(key)
        if index is None:  # registered a moment ago: the next epoch lists it
            raise Refused("NOT_AVAILABLE", field="number", measure=number)
        body, until = known(self.bodies, officer.body_id, EVERYBODY), at + HOUSE.qr_code_good_for
        try:
            content = attest(
                keeper.signer,
                number=number,
                index=index,
                body=body.name if body is not None else officer.body_id,
                kinds=one.act_kinds,
                at=at,
                until=until,
            )
        except BadAttestation as bad:  # more kinds than a code of this size can say
            raise Refused("TOO_LONG", field="act_kinds") from bad
        return {"number": number, "content": content, "until": until.isoformat()}
