"""No declaration has a place for who complained: not what is said to others, kept, logged or counted.

What comes in as free text goes through the masking, or is named here with the reason why it need not.
"""

import ast
import dataclasses
import inspect
import textwrap
import types
import typing

import pytest
from prometheus_client import Counter

from jiandu.bus import fields
from jiandu.domain import Command, Event
from jiandu.ops import logs
from jiandu.ops.metrics import Metrics
from jiandu.service.methods import CommandMethod
from tests import deployed
from tests.unit.services.test_contracts_of_domains import NAMES, members_of

RESPONDENT = "enforcement_legal_unit"
FREE = (fields.Text, fields.AnyObject, fields.Made)

# words of which a field that may hold an identity has one in its name
TELLING = {
    *("complainant", "complainants", "reporter", "informant", "person", "identity", "name", "names", "surname"),
    *("phone", "telephone", "mobile", "email", "mail", "wechat", "address", "residence", "plate", "passport"),
    *("gender", "birth", "account", "contact", "ip"),
    *("id_number", "id_card", "receipt_code"),
}
# besides, how somebody complained is nobody's business but of those who handle it
HOW = {"channel", "anonymous", "joint", "facts", "attachments"}

# what others hear of complaints, field by field
HEARD = {
    "complaint.accepted": {"region", "sector", "level", "respondent", "officer_id", "officer_ids"}
    | {"act_on", "kind", "place"},
    "complaint.officer_bound": {"region", "respondent", "officer_id", "place"},
    "complaint.respondent_silent": {"region", "respondent", "place"},
    "complaint.notice": {"region", "respondent", "officer_ids", "received_at"},
    "complaint.clarified": {"region", "respondent", "officer_id", "ground"},
    "circular.published": {"region", "since", "until", "digest"},
    "certificate.status_applied": {"order_id", "region", "applied_at"},
}
LAW = "a text of law, and why it was published: said in public"
SAID = {
    ("law.published", "name"): LAW,
    ("law.published", "text"): LAW,
    ("law.published", "reason"): LAW,
    ("referral.transmitted", "package"): "ids, codes and the article, for the authority alone",
    ("referral.transmitted", "package_digest"): "a hash",
    ("certificate.acknowledgement_overdue", "missing"): "names of services and agencies",
    ("certificate.status_list", "epoch"): "numbers, hashes and a signature; a link is an index",
}
PUBLIC = "in the public register of officers and bodies"
# what a body complained of is shown as free text
SHOWN = {
    ("NoticeView", "summary"): "written by staff for this body, and masked",
    ("CaseView", "notice_number"): "of a document that the body is served",
    ("CaseView", "decision_number"): "of a document that the body is served",
    ("ServedView", "notice_number"): "of a document that the body is served",
    ("ServedView", "decision_number"): "of a document that the body is served",
    ("BodyView", "name"): PUBLIC,
    ("BodyView", "pending_name"): "of a body, until it is confirmed",
    ("AuxiliaryView", "name"): "of the body's own staff",
    ("OfficerView", "name"): PUBLIC,
    ("OfficerView", "certificates.history.id"): "of a statement: a certificate's number, a renewal or an order",
    ("OfficerView", "certificates.endings.statement"): "the id of a statement",
}
# what the registry shows a legal unit: it holds officers, bodies and agreements, and nobody who complained
REGISTRY = {"BodyView", "DelegationView", "AuxiliaryView", "OfficerView", "Holding"}
# fields of commands and events with a telling name that hold something else
NAMED_OTHERWISE = {
    ("certificates", "name"): "of an officer or an agency, as the register has it",
    ("supervision", "name"): "of an edition of the law",
    ("complaints", "name"): "of a file, masked",
}
# free text that comes in and is not masked
UNMASKED = {
    "propose_repair.data": "what an operator puts in the place of another service's message",
    "propose_repair.reason": "an operator's, on a message of another service",
    "propose_discard.reason": "an operator's, on a message of another service",
    "law_dry_run.text": "a text of law; nothing of it is kept",
    "draft_circular.issuer": "on a document for the public",
    "draft_circular.number": "on a document for the public",
    "drop_circular.reason": "of a draft, of no complaint",
    "listed.after": "a place in a list, as it was answered; nothing of it is kept",
    "follow.receipt_code": "hashed; nothing of it is kept",
    "put_attachment_part.receipt_code": "hashed; nothing of it is kept",
    "put_attachment_part.content": "sealed as it is",
}


def leaves(schema, path=""):
    """(dotted name, field) of everything in a schema, nested schemas included."""
    for name, field in schema.fields.items():
        inner = field
        while isinstance(inner, fields.Many):
            inner = inner.inner
        yield f"{path}{name}", inner
        if isinstance(inner, fields.Part):
            yield from leaves(inner.schema, f"{path}{name}.")


def telling(name, words=frozenset(TELLING)):
    last = name.rpartition(".")[2]
    return not words.isdisjoint({last, *last.split("_")})


def faults_of_what_is_said(about, schema, harmless):
    """The fields by which an identity, or free text, could get out."""
    return [
        path
        for path, field in leaves(schema)
        if (about, path) not in harmless and (telling(path, TELLING | HOW) or isinstance(field, FREE))
    ]


def faults_of_a_dataclass(kind, seen=None):
    """The fields of a dataclass, and of those it is made of, whose names tell of a person."""
    seen = set() if seen is None else seen
    seen.add(kind)
    hints = typing.get_type_hints(kind)
    for field in dataclasses.fields(kind):
        if telling(field.name):
            yield field.name
        for part in parts(hints[field.name]):
            if dataclasses.is_dataclass(part) and part not in seen and part.__module__.startswith("services."):
                yield from faults_of_a_dataclass(part, seen)


def parts(hint):
    inner = typing.get_args(hint)
    return [hint] if not inner else [found for each in inner for found in parts(each)]


def unmasked(name, method):
    """The free text that a method takes in and does not seal."""
    sealed = method.sealed if isinstance(method, CommandMethod) else ()
    return [
        f"{name}.{path}"
        for path, field in leaves(method.schema())
        if isinstance(field, FREE) and path.partition(".")[0] not in sealed and f"{name}.{path}" not in UNMASKED
    ]


def views_of(function, owner, seen=None):
    """The schemas by which what a function answers can be written: those that it names, or what it calls."""
    seen = set() if seen is None else seen
    if function in seen or not function.__module__.startswith(("services.", "tests.", "test_")):
        return set()
    seen.add(function)
    named = list(things_named_in(function, owner))
    views = {each for each in named if isinstance(each, type) and issubclass(each, fields.Outgoing)}
    called = [each for each in named if isinstance(each, types.FunctionType)]
    return views.union(*(views_of(each, owner, seen) for each in called))


def things_named_in(function, owner):
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Name):
            yield function.__globals__.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            of = owner if node.value.id == "self" else function.__globals__.get(node.value.id)
            yield getattr(of, node.attr, None)


def shown_to_respondents():
    return {
        view
        for service, name, method in deployed.methods()
        if RESPONDENT in method.allow.roles
        for view in views_of(getattr(service, name), service)
    }


@pytest.mark.parametrize(
    ("service", "contract"), deployed.published(), ids=lambda each: getattr(each, "name", each)
)
def test_nothing_that_is_published_has_a_place_for_an_identity(service, contract):
    schema = contract.schema()
    assert faults_of_what_is_said(contract.name, schema, SAID) == []
    if service == "complaints":
        assert {path for path, _ in leaves(schema)} <= HEARD[contract.name]


def test_a_body_complained_of_is_shown_nothing_that_has_one():
    views = shown_to_respondents()
    assert {view.__name__ for view in views} == {"NoticeView", "CaseView", "ServedView"} | REGISTRY
    assert not [fault for view in views for fault in faults_of_what_is_said(view.__name__, view(), SHOWN)]


def test_the_view_of_staff_is_none_of_them_and_would_be_found():
    (complaints,) = (each for each in deployed.CLASSES if each.name == "complaints")
    assert "ComplaintView" in {view.__name__ for view in views_of(complaints.get, complaints)}
    assert "ComplaintView" not in {view.__name__ for view in shown_to_respondents()}


@pytest.mark.parametrize("service", NAMES)
def test_no_command_or_event_has_a_place_for_an_identity(service):
    kinds = [each for each in members_of(service).values() if isinstance(each, type)]
    messages = [each for each in kinds if issubclass(each, Command | Event) and dataclasses.is_dataclass(each)]
    assert {Command, Event} < set(messages)
    for kind in messages:
        found = [name for name in faults_of_a_dataclass(kind) if (service, name) not in NAMED_OTHERWISE]
        assert found == [], kind.__name__


def test_no_line_of_a_log_and_no_label_of_a_metric_has_one():
    assert not [name for name in (*logs.ALLOWED, *labels(Metrics("complaints"))) if telling(name, TELLING | HOW)]


def labels(metrics):
    return {label for each in vars(metrics).values() for label in getattr(each, "_labelnames", ())}


def test_every_text_that_comes_in_is_masked_or_need_not_be():
    methods = [(name, method) for service, name, method in deployed.methods() if service.name == "complaints"]
    assert [fault for name, method in methods for fault in unmasked(name, method)] == []
    known = {f"{name}.{path}" for name, method in methods for path, _ in leaves(method.schema())}
    assert UNMASKED.keys() <= known


# -- that all this can fail ---------------------------------------------------------------------------------------


class Leaking(fields.Outgoing):
    region = fields.Region()
    witnesses = fields.Many(
        fields.Part(type("Witness", (fields.Outgoing,), {"home_address": fields.Identifier()}))
    )
    remark = fields.Text()
    channel = fields.Identifier()


class Letter(fields.Incoming):
    region = fields.Region()
    pages = fields.Tuple(fields.Part(type("Page", (fields.Incoming,), {"words": fields.Text(100)})))
    subject = fields.Text(100)


def test_a_schema_that_leaks_is_found_out():
    assert faults_of_what_is_said("x", Leaking(), {}) == ["witnesses.home_address", "remark", "channel"]


def test_a_fact_that_leaks_is_found_out():
    made = dataclasses.make_dataclass("Made", [("phone", str)], namespace={"__module__": "services.x"})
    holds = dataclasses.make_dataclass("Holds", [("made", tuple[made, ...] | None), ("region", str)])
    assert list(faults_of_a_dataclass(holds)) == ["phone"]


def test_a_method_that_masks_too_little_is_found_out():
    method = CommandMethod(Letter, Command, allow=deployed.methods()[0][2].allow, sealed=("subject",))
    assert unmasked("write", method) == ["write.pages.words"]


def test_a_view_that_is_answered_by_a_detour_is_found_out():
    class Told:
        def ask(self, asked):
            return self.told(asked)

        def told(self, asked):
            return Leaking().dump(asked)

    assert views_of(Told.ask, Told) == {Leaking}


def test_a_label_that_leaks_is_found_out():
    metrics = types.SimpleNamespace(calls=Counter("calls", "Calls.", ("phone",), registry=None))
    assert [label for label in labels(metrics) if telling(label)] == ["phone"]
