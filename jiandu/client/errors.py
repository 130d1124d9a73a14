"""How a call or a message can fail, as the caller sees it."""

from collections.abc import Mapping
from typing import Any, ClassVar


class CallFailed(Exception):  # noqa: N818 - the call failed; that need not be an error of anybody's
    """The call was answered with an error, or not answered.

    `code` is stable; `message` is for people, {zh, en}; `field` is the field of the request at fault, `article`
    the provision that forbids it, `incident` what to quote to the operator, `retry_after` the seconds after which
    it may be asked again. `command_id` is the one the call carried: sending it again with the same content never
    does the thing twice.
    """

    def __init__(
        self,
        code: str,
        message: Mapping[str, str],
        *,
        field: str | None = None,
        article: Any = None,
        incident: str | None = None,
        retry_after: float | None = None,
        command_id: str | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = dict(message)
        self.field = field
        self.article = article
        self.incident = incident
        self.retry_after = retry_after
        self.command_id = command_id

    def __str__(self) -> str:
        where = f" ({self.field})" if self.field else ""
        return f"{self.code}{where}: {self.message.get('en', '')} {self.message.get('zh', '')}".rstrip()


class _OwnFailure(CallFailed):
    """Found out on this side of the wire."""

    CODE: ClassVar[str]
    MESSAGE: ClassVar[Mapping[str, str]]

    def __init__(self, *, command_id: str | None = None, detail: str = "") -> None:
        super().__init__(self.CODE, self.MESSAGE, command_id=command_id)
        self.detail = detail

    def __str__(self) -> str:
        return f"{super().__str__()} [{self.detail}]" if self.detail else super().__str__()


class TimedOut(_OwnFailure):
    """Sent, and not answered in time: it may have been done. Ask again with the same command_id."""

    CODE = "TIMEOUT"
    MESSAGE: ClassVar[Mapping[str, str]] = {
        "zh": "未在期限内收到答复，结果未知；可以用同一 command_id 重新发送。",
        "en": "No answer in time, so the outcome is unknown; send the same command_id again.",
    }


class Unreachable(_OwnFailure):
    """The broker could not be reached in time. Nothing was sent, so nothing was done."""

    CODE = "UNREACHABLE"
    MESSAGE: ClassVar[Mapping[str, str]] = {
        "zh": "无法连接消息服务器，请求没有发出。",
        "en": "The broker cannot be reached; nothing was sent.",
    }


class UnknownService(_OwnFailure):
    """No service of this name has ever been started here. Nothing was done."""

    CODE = "UNKNOWN_SERVICE"
    MESSAGE: ClassVar[Mapping[str, str]] = {
        "zh": "没有这个名称的服务。",
        "en": "There is no service of this name.",
    }


class TooLarge(_OwnFailure):
    """The request is larger than services accept. Nothing was sent."""

    CODE = "TOO_LARGE"
    MESSAGE: ClassVar[Mapping[str, str]] = {
        "zh": "请求内容过大，没有发出。",
        "en": "The request is too large; it was not sent.",
    }


class Unroutable(_OwnFailure):
    """The broker gave the message back: nobody has subscribed to it."""

    CODE = "UNROUTABLE"
    MESSAGE: ClassVar[Mapping[str, str]] = {
        "zh": "没有任何队列订阅该消息。",
        "en": "No queue is bound for the message.",
    }


class BadReply(_OwnFailure):
    """Something answered that does not speak the protocol. Whether anything was done is unknown."""

    CODE = "BAD_REPLY"
    MESSAGE: ClassVar[Mapping[str, str]] = {
        "zh": "收到的答复无法识别，结果未知。",
        "en": "The answer cannot be understood, so the outcome is unknown.",
    }
