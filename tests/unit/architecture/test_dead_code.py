"""Nothing is kept that nobody uses."""

from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).parents[3]
FOLDERS = ("jiandu", "services", "demo", "replay", "deploy", "docs")
# what a framework calls by its decorator, and by its name
CALLED_BY_DECORATOR = (
    *("@query*", "@command*", "@operation*", "@subscribe*"),  # nameko, as a method of a service
    *("@post_load", "@validates*"),  # marshmallow
    *("@click*", "@*.command*", "@*.group*"),
)
CALLED_BY_NAME = (
    *(
        "*Service",
        "on_*",
        "get_dependency",
        "sharing_key",
        "get_consumers",
    ),  # nameko
    *("establish_connection", "extra_context"),  # kombu
    *("log_message", "handle_error"),  # http.server
    *("Meta", "_serialize", "list_commands", "get_command"),  # marshmallow, click
)


# what stands in the product though only tests use it, and why
KEPT_FOR_TESTS = {
    "stands in for the store, under the same contract tests": {"MemoryAggregates", "MemoryLanes"},
    "a broker and a store of a test's own, and a corner of them": {
        *("start_broker", "start_store", "delete_vhost", "delete_user", "put_policy"),
    },
    "a fault: a process ends, is held down or stops in its tracks, a connection breaks": {
        *("stop_node", "held_down", "frozen", "pids", "connections", "close_connection"),
    },
    "what an event may say, as the recipe of an event tells": {"Count"},
}


def unused(*folders: str) -> dict[str, str]:
    """Where everything stands, by name, that nothing in these folders uses."""
    found = Vulture(ignore_decorators=CALLED_BY_DECORATOR, ignore_names=CALLED_BY_NAME)
    found.scavenge([ROOT / folder for folder in folders])
    return {
        each.name: f"{each.filename.relative_to(ROOT)}:{each.first_lineno}"
        for each in found.get_unused_code(min_confidence=60)
        if each.typ in {"function", "class", "method", "property", "import"} and "tests" not in each.filename.parts
    }


def test_every_function_class_and_method_is_used_somewhere():
    assert unused(*FOLDERS, "tests") == {}


def test_what_only_tests_use_is_kept_for_a_reason():
    found = unused(*FOLDERS)
    kept = {name for names in KEPT_FOR_TESTS.values() for name in names}
    assert {name: where for name, where in found.items() if name not in kept} == {}
    assert kept - set(found) == set(), "these are used by now, or gone: they need no reason"
