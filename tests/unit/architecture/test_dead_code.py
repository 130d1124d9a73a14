"""Nothing is kept that nobody uses."""

from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).parents[3]
FOLDERS = ("jiandu", "services", "demo", "replay", "deploy", "docs", "tests")
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
    *("Meta", "_serialize", "list_commands"),  # marshmallow, click
)


def test_every_function_class_and_method_is_used_somewhere():
    found = Vulture(ignore_decorators=CALLED_BY_DECORATOR, ignore_names=CALLED_BY_NAME)
    found.scavenge([ROOT / folder for folder in FOLDERS])
    unused = [
        f"{each.filename.relative_to(ROOT)}:{each.first_lineno} {each.name}"
        for each in found.get_unused_code(min_confidence=60)
        if each.typ in {"function", "class", "method", "property", "import"} and "tests" not in each.filename.parts
    ]
    assert unused == []
