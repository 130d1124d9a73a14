"""A group of commands, each imported when it is asked for, so that a quick one is quick."""

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """Finds its commands in `where`: names, in the order in which a reader meets them, to MODULE:ATTRIBUTE."""

    def __init__(self, *arguments: Any, where: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.where = where

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names in their order."""
        return list(self.where)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Returns the command of that name, None if there is none."""
        where = self.where.get(cmd_name)
        if where is None:
            return None
        module, _, attribute = where.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{where} is not a command")
        return command
