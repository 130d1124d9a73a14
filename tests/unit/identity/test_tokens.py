import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from jiandu.domain import Actor, Refused
from jiandu.identity.keyring import FolderKeyring, create_key
from jiandu.identity.keys import PUBLIC_FILE, load_private
from jiandu.identity.tokens import Issuer, TokenVerifier

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    create_key(folder, "agency-1", "a001", "agency")
    return folder


@pytest.fixture(scope="module")
def issuer(folder):
    return Issuer.load(folder, create_key(folder, "issuer-1", "jiandu", "issuer"))


@pytest.fixture
def verifier(folder, issuer):
    return TokenVerifier(FolderKeyring(folder))


def a_token(issuer, **changes):
    return issuer.issue(
        **{
            "subject": "u-1",
            "agency": "a001",
            "roles": ["registrar", "auditor"],
            "regions": ["652300"],
            "now": NOW,
            **changes,
        }
    )


def forged(issuer, key=None, kid="issuer-1", algorithm="EdDSA", **claims):
    plain = jwt.decode(a_token(issuer), options={"verify_signature": False})
    plain.update(claims)
    plain = {name: value for name, value in plain.items() if value is not None}
    return jwt.encode(plain, key or issuer.private, algorithm=algorithm, headers={"kid": kid})


def code_for(verifier, token, now=NOW):
    with pytest.raises(Refused) as caught:
        verifier.verify(token, now)
    return caught.value.code


def test_a_token_names_the_actor(issuer, verifier):
    assert verifier.verify(a_token(issuer), NOW) == Actor(
        subject="u-1", agency="a001", roles=frozenset({"registrar", "auditor"}), regions=("652300",)
    )


@pytest.mark.parametrize("token", [None, ""])
def test_no_token_is_token_missing(verifier, token):
    assert code_for(verifier, token) == "TOKEN_MISSING"


def test_a_token_expires_also_when_it_was_verified_before(issuer, verifier):
    token = a_token(issuer, lifetime=timedelta(hours=1))
    verifier.verify(token, NOW + timedelta(minutes=59))
    assert code_for(verifier, token, NOW + timedelta(hours=1)) == "TOKEN_EXPIRED"
    assert code_for(verifier, token, NOW + timedelta(hours=2)) == "TOKEN_EXPIRED"


def test_a_token_from_the_future_is_invalid(issuer, verifier):
    assert code_for(verifier, a_token(issuer, now=NOW + timedelta(hours=1))) == "TOKEN_INVALID"


def test_forged_tokens_are_invalid(issuer, verifier, folder):
    stranger = Ed25519PrivateKey.generate()
    for token in (
        forged(issuer, key=stranger),
        forged(issuer, kid="nobody"),
        forged(issuer, kid="agency-1", key=load_private(folder, "agency-1"), iss="a001"),
        forged(issuer, aud="other"),
        forged(issuer, iss="other"),
        forged(issuer, jti=None),
        forged(issuer, agency=None),
        forged(issuer, roles="registrar"),
        forged(issuer, roles=[1]),
        forged(issuer, exp=10**30),
        forged(issuer, exp="soon"),
        forged(issuer, key="x" * 64, algorithm="HS256"),
        jwt.encode({"sub": "u-1"}, None, algorithm="none", headers={"kid": "issuer-1"}),
        a_token(issuer)[:-4] + "AAAA",
        "x" * 10_000,
    ):
        assert code_for(verifier, token) == "TOKEN_INVALID"


@settings(max_examples=200)
@given(st.text() | st.binary().map(lambda b: b.decode("latin-1")) | st.lists(st.text()).map(".".join))
def test_no_text_is_a_token(folder, issuer, text):
    assert code_for(TokenVerifier(FolderKeyring(folder)), text) in ("TOKEN_MISSING", "TOKEN_INVALID")


def test_a_token_dies_with_its_key(tmp_path):
    issuer = Issuer.load(tmp_path, create_key(tmp_path, "i", "jiandu", "issuer"))
    verifier = TokenVerifier(FolderKeyring(tmp_path))
    token = a_token(issuer)
    verifier.verify(token, NOW)
    (tmp_path / PUBLIC_FILE).write_text(json.dumps({}))
    assert code_for(verifier, token) == "TOKEN_INVALID"


def test_only_so_many_proven_tokens_are_remembered(folder, issuer):
    verifier = TokenVerifier(FolderKeyring(folder), capacity=3)
    for number in range(10):
        verifier.verify(a_token(issuer, subject=f"u-{number}"), NOW)
    assert len(verifier._proven) == 3


@pytest.mark.parametrize("token", [{}, {"alg": "none"}, [], ["a"], 7, 0, b"", b"token", True, False])
def test_a_token_that_is_no_text_is_invalid(verifier, token):
    assert code_for(verifier, token) == "TOKEN_INVALID"


@pytest.mark.parametrize("subject", [" zhang", "zhang ", "zhang\u3000", "zh\u200bang", "zhang\n", ""])
def test_one_person_cannot_pass_for_two_by_characters_nobody_sees(issuer, verifier, subject):
    assert code_for(verifier, a_token(issuer, subject=subject)) == "TOKEN_INVALID"
