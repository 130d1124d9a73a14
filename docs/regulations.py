"""What the packs hold: provisions, measures, types of bodies, and how much of each text is encoded."""

from docs.declarations import fields_of
from jiandu.cli.law.sources import asked_by_services
from jiandu.law import Ladder, Rulebook
from jiandu.law.coverage import tally, total
from jiandu.law.format import kinds as body_kinds
from jiandu.law.format.bodies import ActorCaseSchema, StepSchema
from jiandu.law.format.fields import ItemSchema, LimitSchema
from jiandu.law.format.judged import BearerSchema, TierSchema
from jiandu.law.format.words import vocabulary


def provisions() -> str:
    """Every provision id with the article that speaks of it in each pack."""
    packs = [pack for _, pack in sorted(Rulebook.load().packs.items())]
    lines = ["| provision | type | 中文 | English | where |", "|---|---|---|---|---|"]
    for name, term in vocabulary().items():
        where = ", ".join(f"{pack.ref} {pack.cite(name).article}" for pack in packs if pack.speaks_of(name))
        lines.append(f"| `{name}` | {term.type} | {term.meaning.zh} | {term.meaning.en} | {where} |")
    return "\n".join(lines) + "\n"


def measures() -> str:
    """Every measure the packs let be decided or imposed, with the words of the texts."""
    words: dict[str, dict[str, None]] = {}
    effects: dict[str, set[str]] = {}
    for _, pack in sorted(Rulebook.load().packs.items()):
        for name, provision in pack.provisions.items():
            if isinstance(provision, Ladder) or name == "decision.types":
                for item in pack.measures(name).items:
                    words.setdefault(item.code, {})[item.words] = None
                    effects.setdefault(item.code, set()).update({item.effect} if item.effect else ())
    lines = ["| code | 中文 | effect |", "|---|---|---|"]
    for code, said in sorted(words.items()):
        does = ", ".join(f"`{effect}`" for effect in sorted(effects[code])) or "–"
        lines.append(f"| `{code}` | {'; '.join(said)} | {does} |")
    return "\n".join(lines) + "\n"


def bodies() -> str:
    """Every type of body with its fields; nested parts are told once."""
    parts = {
        "items": ItemSchema,
        "bears": BearerSchema,
        "tiers": TierSchema,
        "steps": StepSchema,
        "cases": ActorCaseSchema,
        "limit": LimitSchema,
    }
    lines = ["| type | fields |", "|---|---|"]
    lines += [f"| `{name}` | {fields_of(type(kind.format))} |" for name, kind in body_kinds.KINDS.items()]
    lines += ["", "| part | fields |", "|---|---|"]
    lines += [f"| `{name}` | {fields_of(schema)} |" for name, schema in parts.items()]
    return "\n".join(lines) + "\n"


def packs() -> str:
    """Every pack: its text, whether it governs, and what became of its articles."""
    head = (
        "| pack | text | status | articles | executed | today | recorded | not automatable | provisions | asked |"
    )
    lines = [head, "|---|---|---|---:|---:|---:|---:|---:|---:|---:|"]
    found = [pack for _, pack in sorted(Rulebook.load().packs.items())]
    counts = [tally(pack, asked_by_services()) for pack in found]
    titles = [(f"`{pack.ref}`", pack.title, pack.status) for pack in found] + [("**total**", "", "")]
    for title, one in zip(titles, [*counts, total(counts)], strict=True):
        articles = (one.articles, one.executed, one.today, one.recorded, one.not_automatable)
        row = (*title, *articles, one.provisions, one.asked)
        lines.append("| " + " | ".join(map(str, row)) + " |")
    return "\n".join(lines) + "\n"
