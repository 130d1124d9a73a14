"""How the domain and the law say no."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Citation:
    """Where the law says it: pack, title of the text, article, and the shortest words that prove it."""

    pack: str
    title: str
    article: str
    quote: str

    def __str__(self) -> str:
        return f"《{self.title}》{self.article}:“{self.quote}”"


class Refused(Exception):  # noqa: N818 - a refusal is an answer of the domain, not an error in it
    """Something asked for may not be done; nothing has been changed.

    `code` is a key of `jiandu.errors.CODES`; `citation` names the article that forbids it; `field` the field
    of the request at fault; `detail` fills the placeholders of the message and never holds personal data.
    """

    def __init__(
        self, code: str, *, citation: Citation | None = None, field: str | None = None, **detail: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.citation = citation
        self.field = field
        self.detail = detail

    def __str__(self) -> str:
        where = f" ({self.field})" if self.field else ""
        return f"{self.code}{where}{'' if self.citation is None else f' {self.citation}'}"
