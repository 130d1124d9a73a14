"""Who may import whom, read off the source itself."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGES = ("jiandu", "services", "demo", "replay", "deploy")

# path -> what it imports although its place does not allow it, and why
EXCEPTIONS = {
    "demo/stories/bad_messages.py": ({"pika"}, "plays an agency's broken software, which no client would send"),
}


def modules(*folders):
    found = []
    for folder in folders:
        found += sorted((ROOT / folder).rglob("*.py"))
    return found


def name_of(path):
    return str(path.relative_to(ROOT))


def imported(path):
    """Dotted names of everything a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports relatively"
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def importers(*packages):
    """{path: packages} of our modules that import one of these top-level packages."""
    found = {}
    for path in modules(*PACKAGES):
        tops = {name.partition(".")[0] for name in imported(path)} & set(packages)
        tops -= EXCEPTIONS.get(name_of(path), (set(), ""))[0]
        if tops:
            found[name_of(path)] = tops
    return found


def within(name, *prefixes):
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


def foreign(path, *allowed):
    """What a module imports besides the standard library and these."""
    names = imported(path)
    return {
        name
        for name in names
        if name.partition(".")[0] not in sys.stdlib_module_names and not within(name, *allowed)
    }


@pytest.mark.parametrize(
    "service", sorted(p.name for p in (ROOT / "services").iterdir() if (p / "domain").is_dir())
)
def test_a_domain_knows_the_law_and_itself_only(service):
    for path in modules(f"services/{service}/domain"):
        assert not foreign(path, "jiandu.law", "jiandu.domain", f"services.{service}.domain"), name_of(path)


def part_of(path):
    """The part of its service that a module is, or belongs to: a large part is a folder of the same name."""
    return path.relative_to(ROOT).with_suffix("").parts[2:3]


def test_the_parts_of_a_service_know_only_what_is_below_them():
    below = {
        "schemas": ("domain",),
        "repository": ("domain",),
        "methods": ("domain", "schemas", "repository"),
        "service": ("domain", "schemas", "repository", "methods"),
    }
    for path in modules("services"):
        own = path.relative_to(ROOT).parts[1]
        inner = {name.split(".")[2] for name in imported(path) if name.startswith(f"services.{own}.")}
        (part,) = part_of(path) or ("deployables",)
        assert inner <= {part, *below.get(part, ("domain",))}, name_of(path)


def test_the_pure_packages_do_no_io():
    io = {"socket", "subprocess", "threading", "http", "urllib", "asyncio", "sqlite3", "random", "time"}
    for path in [*modules("jiandu/domain"), *modules("services")]:
        if "domain" in path.parts:
            assert not {name.partition(".")[0] for name in imported(path)} & io, name_of(path)


def test_only_what_services_are_made_of_imports_nameko():
    for name in importers("nameko", "eventlet"):
        allowed = name.startswith("jiandu/service/") or part_of(ROOT / name) in (("service",), ("methods",))
        assert allowed, name
    for name in importers("kombu", "amqp"):
        assert name.startswith(("jiandu/bus/", "jiandu/service/")), name


# what may be known of our own library, floor by floor
BELOW = {
    "domain": set(),
    "record": set(),
    "law": {"domain", "errors"},
    "ops": set(),
    "identity": {"domain", "bus", "record"},
    "store": {"domain", "ops"},
    "bus": {"domain", "errors", "identity", "ops", "record", "store"},
    "service": {"domain", "errors", "identity", "ops", "record", "store", "bus", "law"},
    "client": {"bus", "identity", "errors", "domain", "record"},
}


@pytest.mark.parametrize("room", BELOW)
def test_a_room_of_the_library_knows_only_those_below_it(room):
    for path in modules(f"jiandu/{room}"):
        known = {name.split(".")[1] for name in imported(path) if name.startswith("jiandu.")}
        assert known <= {room, *BELOW[room]}, name_of(path)


def test_nothing_is_loaded_before_the_standard_library_is_patched():
    assert imported(ROOT / "jiandu/service/__init__.py") == set()
    first = [line for line in (ROOT / "jiandu/service/serve.py").read_text().splitlines() if "import" in line]
    assert first[0] == "import eventlet"


def test_only_repositories_and_the_store_import_pymongo():
    for name in importers("pymongo", "bson"):
        allowed = name.startswith("jiandu/store/") or part_of(ROOT / name) == ("repository",)
        # the runtime names the type of the database it hands to the store
        assert allowed or name == "jiandu/service/runtime.py", name


def test_only_the_bus_and_the_client_import_pika():
    for name in importers("pika"):
        assert name.startswith(("jiandu/bus/", "jiandu/client/")), name


def test_every_exception_is_still_needed():
    for name, (packages, _) in EXCEPTIONS.items():
        used = {each.partition(".")[0] for each in imported(ROOT / name)}
        assert packages <= used, f"{name} does not import {packages - used} any more"


def test_services_do_not_know_each_other():
    for path in modules("services"):
        own = path.relative_to(ROOT / "services").parts[0]
        others = {
            name.split(".")[1] for name in imported(path) if name.startswith("services.") and name.count(".") > 0
        }
        assert others <= {own, "deployables"}, name_of(path)


def test_the_library_knows_no_service_and_no_demo():
    above = {"services", "demo", "replay", "docs", "deploy", "tests"}
    for path in modules("jiandu"):
        assert not {name.partition(".")[0] for name in imported(path)} & above, name_of(path)


def test_the_product_does_not_know_the_tests():
    for path in modules(*PACKAGES):
        assert not {n.partition(".")[0] for n in imported(path)} & {"tests", "pytest", "hypothesis"}, name_of(path)


LONGEST = 260


def test_every_module_can_be_read_in_one_sitting():
    long = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*PACKAGES)}
    assert not {name: lines for name, lines in long.items() if lines > LONGEST}


def test_nothing_is_called_utilities():
    for path in modules(*PACKAGES):
        assert not {"utils", "util", "helpers", "helper", "manager", "common", "misc"} & {
            path.stem,
            path.parent.name,
        }
