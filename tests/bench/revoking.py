"""Officers whose certificates are revoked, by the way that the law takes: a case, a recommendation, a decision."""

from demo.ledger import Actors
from demo.stories import changji
from demo.world import CHANGJI, staff

_MEASURE = "revoke_certificate"


def officer_called(number: int) -> str:
    """The id of one of the officers."""
    return f"bench-officer-{number}"


def register(actors: Actors, number: int) -> None:
    """An officer with two certificates."""
    officer, term = officer_called(number), {"valid_from": "2023-01-01", "valid_to": "2027-12-31"}
    actors.act(
        staff(CHANGJI)["registrar"],
        "certificates.register_officer",
        f"{officer}-register",
        officer_id=officer,
        region=CHANGJI,
        body_id=changji.BODY,
        name="某某某",
        certificates=[
            {"number": f"B{kind}-{number}", "kind": kind, "issuer": kind, **term}
            for kind in ("local", "department")
        ],
    )


def propose(actors: Actors, number: int) -> str:
    """The accountability case against a registered officer, in which the revocation is proposed."""
    officer, people = officer_called(number), staff(CHANGJI)
    supervisor = people["officer"]
    opened = {"region": CHANGJI, "respondent": changji.BODY, "officer_id": officer, "facts": "专项监督发现。"}
    case_id = actors.act(supervisor, "supervision.open_case", f"{officer}-open", **opened)["id"]
    for step, command_id, fields in (
        ("assign_investigators", "team", {"investigators": ["CJ-supervisor-1", "CJ-supervisor-2"]}),
        ("recommend_accountability", "recommend", {"officer_ids": [officer], "ground": "brutality"}),
    ):
        actors.act(supervisor, f"supervision.{step}", f"{officer}-{command_id}", case_id=case_id, **fields)
    accountability = changji.accountability_case(actors, people["accountability"], case_id)
    proposed = {"case_id": accountability, "measure": _MEASURE, "ground": "brutality"}
    actors.act(people["accountability"], "accountability.propose_sanction", f"{officer}-propose", **proposed)
    return accountability


def decide(actors: Actors, number: int, case_id: str) -> str:
    """Have it decided; the id of the order."""
    people, effective = staff(CHANGJI), actors.world.legal_now().isoformat()
    decided = {"case_id": case_id, "unit": changji.BODY, "measure": _MEASURE, "effective_at": effective}
    head, command_id = people["accountability_head"], f"{officer_called(number)}-decide"
    actors.act(head, "accountability.decide_sanction", command_id, **decided)
    shown = actors.ask(people["accountability"], "accountability.get_case", case_id=case_id)
    return str(shown["order_id"])
