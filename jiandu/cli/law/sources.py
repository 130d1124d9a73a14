"""Where the commands of ./run law find packs and texts."""

import ast
import os
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import click

from jiandu.law.format.located import MalformedFile, parse
from jiandu.law.format.reading import read_pack
from jiandu.law.format.words import vocabulary
from jiandu.law.pack import Pack
from jiandu.law.rulebook import Rulebook

ROOT = Path(__file__).parents[3]
TEXTS = "JIANDU_LAW_TEXTS"


def texts_folder(given: Path | None = None) -> Path:
    """The folder of the source texts: as given, else JIANDU_LAW_TEXTS, else beside the repository."""
    return given or Path(os.environ.get(TEXTS) or ROOT.parent / "shared" / "seeds")


def shipped() -> dict[str, Path]:
    """The pack files by their names."""
    folder = Path(str(files("jiandu.law"))) / "packs"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def read(path: Path) -> Pack:
    """The pack in a file. Raises click.ClickException listing what is wrong, with file, line and path."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path}: not UTF-8 text") from error
    return pack_of(path, text)


def pack_of(path: Path, text: str) -> Pack:
    """The pack a text makes, whether it stands in the file or is to be written there. Raises as `read` does."""
    try:
        return read_pack(parse(path.name, text))
    except MalformedFile as wrong:
        raise click.ClickException("\n".join(wrong.problems)) from wrong


def law() -> Rulebook:
    """The law as it ships. Raises click.ClickException listing what is wrong, with file, line and path."""
    try:
        return Rulebook.load()
    except MalformedFile as wrong:
        raise click.ClickException("\n".join(wrong.problems)) from wrong


def chosen(name: str) -> Pack:
    """The pack shipped under a name, or in the file of that path; NAME@1 is the first version, like NAME."""
    known = shipped()
    path = known.get(name.removesuffix("@1")) or Path(name)
    if not path.is_file():
        raise click.ClickException(f"no pack {name!r}; packs: {', '.join(known)}; or give the path of a file")
    return read(path)


def asked_by_services() -> frozenset[str]:
    """The provisions that some service asks for by name."""
    paths: Iterable[Path] = sorted((ROOT / "services").rglob("*.py"))
    words = {
        node.value
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return frozenset(words & vocabulary().keys())
