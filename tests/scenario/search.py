"""Looks for people in octets: in UTF-8, in escaped JSON, with numbers in any spelling."""

import re
import unicodedata
from collections.abc import Iterable

from tests.scenario.invented import GIVEN, STREETS, SURNAMES, Person

ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
NUMERALS = str.maketrans("〇零一幺二两三四五六七八九", "0011223456789")
BETWEEN = re.compile(r"(?<=\d)[ \-·]{1,2}(?=\d)")
# whatever could be one of the secrets; then it is looked up
CANDIDATES = (
    re.compile(rf"(?=([{SURNAMES}][{GIVEN}]{{2}}))"),
    re.compile(r"(?=(1\d{10}))"),
    re.compile(r"(?=(\d{17}[\dXx]))"),
    re.compile(rf"((?:{'|'.join(STREETS)})\d+号\d+栋)"),
    re.compile(r"(mail\d{4}x\d\d@163\.com)"),
    re.compile(r"(新B[A-Z]\d{4})"),
    re.compile(r"(wxid\d{4}k\d\d)"),
)
CODE = re.compile(r"(?<!\d)(\d{16})(?!\d)")


class Search:
    """What is looked for: everything about these people, and these receipt codes."""

    def __init__(self, people: Iterable[Person], codes: Iterable[str]) -> None:
        self.people = {secret for person in people for secret in person.secrets}
        self.codes = {code.replace("-", "") for code in codes}

    def __len__(self) -> int:
        return len(self.people) + len(self.codes)

    def found_in(self, octets: bytes) -> set[str]:
        """The secrets in there."""
        text = octets.decode("utf-8", "ignore")
        if "\\u" in text:
            text += ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        text = unicodedata.normalize("NFKC", text)
        found = self._people_in(text)
        numbers = BETWEEN.sub("", text.translate(NUMERALS))
        return found | self._people_in(numbers) | self.codes.intersection(CODE.findall(numbers))

    def _people_in(self, text: str) -> set[str]:
        return {said for pattern in CANDIDATES for said in pattern.findall(text)} & self.people
