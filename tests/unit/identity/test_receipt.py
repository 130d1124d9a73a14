import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiandu.identity.receipt import Pepper, digits_of, new_code

PEPPER = Pepper(bytes(32))


def test_a_new_code_is_four_groups_of_digits_and_no_two_are_the_same():
    codes = {new_code() for _ in range(100)}
    assert len(codes) == 100
    assert all(re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{4}", code) for code in codes)


@pytest.mark.parametrize(
    "typed",
    [
        "1234567890123456",
        " 1234 5678 9012 3456 ",
        "1234-5678-9012-3456",
        "１２３４－５６７８－９０１２－３４５６",
        "1234—5678—9012—3456",
        "1234\u30005678\u30009012\u30003456",
        "1234.5678.9012.3456\n",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert digits_of(typed) == "1234567890123456"


@pytest.mark.parametrize(
    "typed", ["", "123456789012345", "12345678901234567", "123456789012345x", "一二三四", "9" * 99]
)
def test_what_is_no_code_has_no_digits(typed):
    assert digits_of(typed) is None


@given(st.text())
def test_any_text_has_sixteen_digits_or_none(text):
    digits = digits_of(text)
    assert digits is None or re.fullmatch("[0-9]{16}", digits)


def test_the_slow_hash_is_of_the_digits_and_the_salt_alone():
    hashed = PEPPER.slow_hash("1234-5678-9012-3456")
    assert hashed == PEPPER.slow_hash("1234567890123456")
    assert hashed != PEPPER.slow_hash("1234-5678-9012-3457")
    assert hashed != Pepper(bytes([1] * 32)).slow_hash("1234-5678-9012-3456")


def test_rubbish_takes_the_same_work_and_equals_no_code():
    assert PEPPER.slow_hash("rubbish") == PEPPER.slow_hash("") != PEPPER.slow_hash("0000-0000-0000-0000")


def test_the_salt_lies_in_a_file_and_is_not_printed(tmp_path):
    pepper = Pepper.at(tmp_path / "receipts.key")
    assert Pepper.at(tmp_path / "receipts.key") == pepper
    assert str(pepper.secret) not in repr(pepper)
