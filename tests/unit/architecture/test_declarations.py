"""What the services declare: who may call, which codes are answered, what is published, what the broker gets."""

import ast
from pathlib import Path

import pytest

from deploy.rabbitmq import generate
from jiandu.bus import fields
from jiandu.errors import CODES
from jiandu.identity.permissions import ROLES
from tests import deployed

ROOT = Path(__file__).parents[3]
CODES_DOCUMENT = ROOT / "docs" / "integration.md"

# names of fields that events may carry: ids, codes, times, numbers. No name, no address, no words of anybody.
ALLOWED = {
    "act_on",
    "acted_at",
    "applied_at",
    "body_id",
    "case_id",
    "complaint_id",
    "completed_at",
    "digest",
    "edition_id",
    "effect",
    "effective_at",
    "epoch",
    "expected_at",
    "ground",
    "holdings",
    "kind",
    "level",
    "matter_id",
    "measure",
    "missing",
    "name",
    "number",
    "numbers",
    "officer_id",
    "officer_ids",
    "on",
    "order_id",
    "outcome",
    "package",
    "package_digest",
    "place",
    "published_at",
    "reason",
    "received_at",
    "recorded_at",
    "referral_id",
    "region",
    "respondent",
    "sector",
    "since",
    "source",
    "status",
    "statuses",
    "subscribers",
    "suspensions",
    "text",
    "unit",
    "until",
    "version",
    "what",
}
# free text and free form are allowed where they can say nothing of anybody, and for this reason
HARMLESS = {
    ("law.published", "name"): "the name of an edition of the law, checked against its format",
    ("law.published", "text"): "the law itself, checked against its format",
    (
        "law.published",
        "reason",
    ): "why law was published, said in public by an administrator; of no matter and nobody",
    ("referral.transmitted", "package"): "ids, codes and the article, for the authority alone",
    ("referral.transmitted", "package_digest"): "a hash",
    ("certificate.status_list", "epoch"): "numbers, hashes and a signature: a certificate is an index in it",
}


def test_every_method_names_who_may_call_it():
    for service, name, method in deployed.methods():
        roles = method.allow.roles
        assert roles, f"{service.name}.{name} is open to nobody, or to everybody"
        assert roles <= set(ROLES), f"{service.name}.{name} names an unknown role"


def test_a_complaints_platform_reads_no_case():
    for service, name, method in deployed.methods():
        if service.name in ("supervision", "accountability"):
            assert "platform" not in method.allow.roles, f"{service.name}.{name}"


def test_every_method_says_what_it_does():
    for service, name, _ in deployed.methods():
        assert (getattr(service, name).__doc__ or "").strip(), f"{service.name}.{name}"


def codes_used():
    """(code, where) of everything that is refused with a literal code."""
    found = []
    for folder in ("jiandu", "services"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Refused"
                ):
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    found += [(each.value, where) for each in _literals(node.args[0])]
    return found


def _literals(node):
    if isinstance(node, ast.Constant):
        return [node]
    if isinstance(node, ast.IfExp):
        return [*_literals(node.body), *_literals(node.orelse)]
    return []


def test_every_code_in_use_is_in_the_table():
    used = codes_used()
    assert len(used) > 40
    assert not [(code, where) for code, where in used if code not in CODES]


def test_every_complaint_about_a_field_is_in_the_table():
    assert set(fields._CODES.values()) | set(fields.Incoming.error_messages.values()) <= set(CODES)


def test_every_code_is_documented():
    text = CODES_DOCUMENT.read_text(encoding="utf-8")
    assert not [code for code in CODES if f"`{code}`" not in text]


def test_the_brokers_definitions_are_what_the_services_declare():
    assert generate.FILE.read_text(encoding="utf-8") == generate.text(), "run: ./run generate"


@pytest.mark.parametrize(
    ("service", "contract"), deployed.published(), ids=lambda each: getattr(each, "name", each)
)
def test_no_event_can_carry_an_identity_or_free_text(service, contract):
    for name, field in contract.schema().fields.items():
        assert name in ALLOWED, f"{contract.name}.{name}: may it say who somebody is, or what somebody wrote?"
        if isinstance(field, fields.Text | fields.AnyObject | fields.Made):
            assert (contract.name, name) in HARMLESS, f"{contract.name}.{name} is free text"


def test_every_event_published_is_heard_by_somebody_or_need_not_be():
    heard = {(source, contract.name) for _, contract in deployed.consumed() for source in contract.sources}
    for service, contract in deployed.published():
        assert (service, contract.name) in heard or contract.name in deployed.unheard(), contract.name


def test_everything_heard_of_a_service_is_said_by_it_in_a_version_we_read():
    said = {(service, contract.name): contract.version for service, contract in deployed.published()}
    for queue, contract in deployed.consumed():
        for source in set(contract.sources) - {"agencies"}:
            assert said[source, contract.name] <= contract.version, f"{queue} {contract.name}"
            assert set(contract.upcasts) == set(range(1, contract.version)), f"{queue} {contract.name}"


def test_a_service_whose_aggregates_have_limits_shows_them():
    for service in deployed.CLASSES:
        if any(each.limits.rows for each in deployed.aggregates_of(service)):
            sources = sorted((ROOT / "services" / service.name).rglob("*.py"))
            shown = any("clocks_view(" in path.read_text(encoding="utf-8") for path in sources)
            assert shown, f"{service.name}: nobody would see when a limit is overdue"
