import pytest

from jiandu.domain import Actor, Refused
from jiandu.identity.permissions import NOBODY, ROLES, Allow


def an_actor(*roles):
    return Actor(subject="u-1", agency="a001", roles=frozenset(roles))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_permits_itself_and_no_other(role):
    assert Allow(role).permits(an_actor(role))
    assert not any(Allow(other).permits(an_actor(role)) for other in ROLES if other != role)


def test_nobody_is_allowed_by_default():
    assert not NOBODY.permits(an_actor(*ROLES))
    with pytest.raises(Refused) as caught:
        NOBODY.check(an_actor(*ROLES))
    assert caught.value.code == "NOT_PERMITTED"


def test_an_actor_without_roles_may_do_nothing():
    with pytest.raises(Refused):
        Allow(*ROLES).check(an_actor())


def test_a_misspelt_role_is_found_at_once():
    with pytest.raises(ValueError, match="regsitrar"):
        Allow("regsitrar")
