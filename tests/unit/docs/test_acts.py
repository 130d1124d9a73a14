"""The table of the registry's acts and texts leaves no act out and asks for what there is."""

import ast
from pathlib import Path

from docs.acts import ACTS, ANY_TEXT
from jiandu.law.format.words import vocabulary
from jiandu.service.methods import CommandMethod
from tests import deployed

DOMAIN = Path(__file__).parents[3] / "services" / "certificates" / "domain"


def test_every_act_of_the_registry_is_in_the_table_once():
    commands = {
        name
        for service, name, method in deployed.methods()
        if service.name == "certificates" and isinstance(method, CommandMethod)
    }
    told = [*(name for methods in ACTS for name in methods), *ANY_TEXT]
    assert sorted(told) == sorted(commands)


def test_what_opens_an_act_is_a_provision_that_the_domain_asks_for():
    said = {
        node.value
        for path in DOMAIN.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    # asked for by the ground of the reissue: f"certificate.{ground}"
    said |= {"certificate.damage"}
    wanted = {provision for provisions in ACTS.values() for provision in provisions}
    assert wanted <= vocabulary().keys() & said
