"""The lists of fields on the pages: everything somebody else has to fill in is there."""

from docs.declarations import fields_of
from jiandu.bus import fields


class Licence(fields.Incoming):
    number = fields.Identifier(required=True)
    issuer = fields.Text(40)


class Application(fields.Incoming):
    applicant = fields.Part(Licence, required=True)
    licences = fields.Many(fields.Part(Licence), most=3)
    tags = fields.Many(fields.Identifier(), most=5)


LICENCE = "{**number**, issuer (≤ 40)}"


def test_the_parts_of_an_object_and_of_each_object_of_a_list_are_named():
    assert fields_of(Application, parts=True) == f"**applicant** {LICENCE}, licences [{LICENCE}] (≤ 3), tags (≤ 5)"


def test_a_list_that_tells_its_parts_elsewhere_names_the_fields_only():
    assert fields_of(Application) == "**applicant**, licences (≤ 3), tags (≤ 5)"
    assert fields_of(Application, limits=False) == "**applicant**, licences, tags"


def test_what_takes_nothing_says_so():
    assert fields_of(fields.Incoming) == "–"
