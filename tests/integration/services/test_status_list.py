"""The status list on the real store: several keepers, one list; nothing a crash leaves behind stays out of it."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from jiandu.bus.contract import Contracts
from jiandu.domain import Actor, Cause, Request
from jiandu.identity.signing import Signer
from jiandu.law import Rulebook
from jiandu.record.status_list import Epoch, Listed, StatusBits, applied, check_epoch
from jiandu.service.unit import Unit
from jiandu.store.connection import connect
from services.certificates.domain import epoch, registration, sanction
from services.certificates.domain.certificate import NewCertificate
from services.certificates.domain.officer import Officer
from services.certificates.methods import listing
from services.certificates.methods.listing import Keeper, key_of
from services.certificates.repository.indexed import officer_fields
from services.certificates.repository.registry import Officers
from services.certificates.repository.status_list import Epochs, Links

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
ANYBODY = Actor(subject="bureau", agency="bureau", roles=frozenset({"registrar"}), regions=("*",))
OBSERVER = SimpleNamespace(conflict=lambda: None, duplicate=lambda: None)


class Registry:
    """The officers and the list of one database, with a clock of its own; `keeper()` is one more replica."""

    def __init__(self, realm, database):
        realm.key("certificates")
        self.realm, self.database, self.now, self._commands = realm, database, NOON, 0
        for repository in (Officers, Epochs):
            repository(database).ensure_indexes()
        self.officers = self._unit(Officer, Officers, officer_fields)

    def _unit(self, kind, repository, fields=lambda _: {}):
        law, store = Rulebook.load(), repository(self.database)
        return Unit(kind, store, law, Contracts(), lambda _: None, OBSERVER, fields=fields)

    def keeper(self):
        runtime = SimpleNamespace(now=lambda: self.now, actor=ANYBODY)
        signer = Signer.load(self.realm.keys, "certificates")
        epochs = self._unit(epoch.Epoch, Epochs)
        return Keeper(epochs, self.officers, Links(self.database), signer, runtime)

    def register(self, *names, last="2029-12-31"):
        for name in names:
            term = {"valid_from": date(2025, 1, 1), "valid_to": date.fromisoformat(last)}
            held = NewCertificate(number=f"{name}-c", kind="k", issuer="i", **term)
            self._do(
                registration.RegisterOfficer,
                registration.register_officer,
                name,
                region="110112",
                body_id="b",
                name="某",
                certificates=(held,),
            )

    def sanction(self, name, effect="certificate.revoke", until=None, order="order"):
        self._do(
            sanction.ExecuteSanction,
            sanction.execute_sanction,
            name,
            unit="b",
            region="110112",
            order_id=f"{order}-{name}",
            case_id="acc-1",
            ground="g",
            effect=effect,
            effective_at=self.now,
            until=until,
        )

    def _do(self, command, handler, officer_id, **fields):
        self._commands += 1
        cause = Cause(id=f"c-{self._commands}")
        made = command(command_id=cause.id, at=self.now, by=ANYBODY, officer_id=officer_id, **fields)
        self.officers.create(Request(made, cause), handler, officer_id)

    def listed(self, name):
        """What the published epochs say of an officer's certificate, followed from the first one on."""
        bits, last = StatusBits(), None
        for each in Epochs(self.database).after(0, 10_000):
            found = Epoch.from_plain(dict(each.content))
            check_epoch(found, self.realm.keyring(), follows=last)
            bits, last = applied(found, bits), found
        index = Links(self.database).indexes([key_of(f"{name}-c", name)])
        return bits.get(index.popitem()[1])


@pytest.fixture
def registry(realm, request):
    database = connect(realm.mongo_uri, f"{realm.name}_{abs(hash(request.node.name))}")
    yield Registry(realm, database)
    database.client.drop_database(database.name)
    database.client.close()


def test_every_change_of_a_status_comes_into_the_list(registry):
    keeper = registry.keeper()
    registry.register("a", "b", "c")
    keeper.turn()
    assert [registry.listed(name) for name in "abc"] == [Listed.VALID] * 3
    registry.sanction("a")
    registry.sanction("b", "qualification.cancel")
    keeper.turn()
    assert [registry.listed(name) for name in "abc"] == [Listed.REVOKED, Listed.NOT_VALID, Listed.VALID]


def test_what_turns_by_itself_comes_into_the_list_when_it_does(registry):
    keeper = registry.keeper()
    registry.register("short", last="2026-03-03")
    registry.register("paused")
    registry.sanction("paused", "certificate.suspend", until=NOON + timedelta(days=3))
    keeper.turn()
    assert (registry.listed("short"), registry.listed("paused")) == (Listed.VALID, Listed.SUSPENDED)
    registry.now = NOON + timedelta(days=2)
    keeper.turn()
    assert (registry.listed("short"), registry.listed("paused")) == (Listed.NOT_VALID, Listed.SUSPENDED)
    registry.now = NOON + timedelta(days=3)
    keeper.turn()
    assert registry.listed("paused") is Listed.VALID


def test_an_epoch_comes_every_minute_though_nothing_changed_and_none_while_the_clock_is_set_back(registry):
    keeper = registry.keeper()
    keeper.turn()
    keeper.turn()
    assert keeper.last.number == 1
    registry.now = NOON + timedelta(minutes=1)
    keeper.turn()
    assert keeper.last.number == 2
    registry.now = NOON
    registry.register("a")
    keeper.turn()
    assert keeper.last.number == 2
    registry.now = NOON + timedelta(minutes=2)
    keeper.turn()
    assert registry.listed("a") is Listed.VALID


def test_replicas_keep_one_list(registry):
    one, other = registry.keeper(), registry.keeper()
    for turn, name in enumerate("abcdef"):
        registry.register(name)
        (one if turn % 2 else other).turn()
    one.follow()
    other.follow()
    assert one.last == other.last
    assert one.bits.to_bytes() == other.bits.to_bytes()
    assert {registry.listed(name) for name in "abcdef"} == {Listed.VALID}


def test_who_comes_second_with_an_epoch_follows_the_first(registry):
    one, other = registry.keeper(), registry.keeper()
    one.turn()
    other.follow()
    registry.register("a")
    one.turn()
    assert other._append({0: Listed.VALID}, {"elsewhere": 0}, registry.now) is False
    assert other.last == one.last
    assert Links(registry.database).indexes(["elsewhere"]) == {}


def test_what_a_crash_left_after_an_epoch_is_made_good(registry, monkeypatch):
    registry.register("a", "b")
    keeper = registry.keeper()
    monkeypatch.setattr(Links, "add", lambda *_: (_ for _ in ()).throw(ConnectionError))
    with pytest.raises(ConnectionError):
        keeper.turn()
    monkeypatch.undo()
    after = registry.keeper()
    after.turn()
    assert after.last.number == 1
    assert (registry.listed("a"), registry.listed("b")) == (Listed.VALID, Listed.VALID)
    registry.register("c")
    after.turn()
    assert registry.listed("c") is Listed.VALID


def test_a_list_is_kept_now_and_then_so_that_a_start_takes_no_long_way(registry, monkeypatch):
    monkeypatch.setattr(listing, "_KEEP_EVERY", 2)
    keeper = registry.keeper()
    for name in "abcde":
        registry.register(name)
        keeper.turn()
    assert Links(registry.database).newest()[0]["number"] == 4
    fresh = registry.keeper()
    fresh.follow()
    assert fresh.last == keeper.last
    assert fresh.bits.to_bytes() == keeper.bits.to_bytes()


def test_what_agrees_with_an_older_list_is_held_against_the_newest(registry):
    one, other = registry.keeper(), registry.keeper()
    registry.register("a")
    registry.sanction("a", "certificate.suspend", until=NOON + timedelta(days=1))
    one.turn()
    registry.now = NOON + timedelta(days=1)
    other.turn()  # valid again, which `one` has not heard of
    registry.sanction("a", "certificate.suspend", until=NOON + timedelta(days=2), order="second")
    one._publish(registry.now)
    one.turn()
    assert registry.listed("a") is Listed.SUSPENDED
