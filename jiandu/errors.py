"""Every error a caller can see: a stable code, its message in Chinese and English, and its form on the wire."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from jiandu.domain import Citation, Refused


@dataclass(frozen=True)
class Message:
    """What a code says; `{names}` are filled from the detail of the refusal."""

    zh: str
    en: str


_OPERATIONS = {
    "NOT_PARKED": Message("消息未处于搁置状态(当前:{state})", "The message is not parked (it is {state})"),
    "NOTHING_PROPOSED": Message("没有待复核的处置建议", "There is no proposal to approve"),
    "PACKAGE_DIFFERS": Message("回执所列材料与移送材料不一致", "The receipt is for another package than was sent"),
    "PROPOSAL_DIFFERS": Message("所复核的不是当前的处置建议", "Another proposal is open than the one named"),
    "PROPOSAL_OPEN": Message("已有待复核的处置建议", "Another proposal is open and has to be decided first"),
    "SENDER_NOT_PROVEN": Message(
        "发送者身份未经证实的消息不得修改内容", "A message whose sender is not proven may not be repaired"
    ),
}

_TRANSPORT = {
    "UNKNOWN_METHOD": Message("没有方法 {method}", "There is no method {method}"),
    "MALFORMED": Message("消息无法解析", "The message cannot be parsed"),
    "INVALID_UTF8": Message("消息不是有效的UTF-8文本", "The message is not valid UTF-8 text"),
    "TOO_LARGE": Message("消息超过 {limit} 字节", "The message is longer than {limit} bytes"),
    "MISSING_FIELD": Message("缺少字段 {field}", "Field {field} is missing"),
    "UNKNOWN_FIELD": Message("未知字段 {field}", "Field {field} is not known"),
    "WRONG_TYPE": Message("字段 {field} 类型不符", "Field {field} has the wrong type"),
    "INVALID_VALUE": Message("字段 {field} 的值无效", "Field {field} has a value that is not allowed"),
    "TOO_LONG": Message("字段 {field} 过长", "Field {field} is too long"),
    "UNKNOWN_VERSION": Message("不支持的消息版本 {version}", "Message version {version} is not supported"),
    "TOKEN_MISSING": Message("缺少令牌", "A token is required"),
    "TOKEN_EXPIRED": Message("令牌已过期", "The token has expired"),
    "TOKEN_INVALID": Message("令牌无效", "The token is not valid"),
    "NOT_PERMITTED": Message("无权执行此操作", "You may not do this"),
    "REGION_FORBIDDEN": Message("不在您的行政区划范围内", "This lies outside your administrative divisions"),
    "DEADLINE_PASSED": Message(
        "请求已超过调用方的等待时限,未执行", "The caller's deadline has passed; nothing was done"
    ),
    "QUOTA_EXCEEDED": Message(
        "超过限额,未执行;须等待的秒数:{retry_after}",
        "Over the quota; nothing was done. Seconds to wait: {retry_after}",
    ),
    "STORE_UNAVAILABLE": Message("存储暂时不可用,请重试", "The store is unavailable for now; try again"),
    "CONFLICT": Message("并发修改过多,请重试", "Too many concurrent changes; try again"),
    "INTERNAL": Message("内部错误,请凭编号 {incident} 报告", "Internal error; report it with number {incident}"),
}

_MATTER = {
    "NOT_FOUND": Message("未找到", "Not found"),
    "STALE_VERSION": Message(
        "版本已变化:期望 {expected},实际 {actual}", "The version has changed: expected {expected}, actual {actual}"
    ),
    "COMMAND_ID_REUSED": Message("命令编号已用于其他内容", "The command id was used with other content"),
    "ALREADY_EXISTS": Message("{id} 已存在", "{id} exists already"),
    "NOT_ALLOWED_IN_STATE": Message(
        "当前状态 {state} 不允许 {command},允许的状态:{allowed}",
        "{command} is not allowed in state {state}; states that allow it: {allowed}",
    ),
    "SAME_PERSON": Message("须由另一人办理", "Another person has to do this"),
    "NOT_AVAILABLE": Message("本版本尚不能执行:{measure}", "This version cannot carry this out: {measure}"),
    "REPORTED_BY_REGISTRY": Message(
        "涉及执法证件的决定,其执行情况由证件登记系统报告",
        "For a decision on certificates the registry reports that it is carried out",
    ),
    "CONFLICT_OF_INTEREST": Message(
        "与本事项有利害关系,不得经办", "Whoever is complained of, or handles the matter, may not do this"
    ),
    "NOT_GRANTED": Message("未获批准或批准已过期(当前:{state})", "Not granted, or no longer (it is {state})"),
    "IDENTITY_ERASED": Message(
        "投诉举报人信息已依保存规则删除", "The identity has been erased by the rule of retention"
    ),
    "ATTACHMENT_DIFFERS": Message(
        "附件内容与申报的大小或摘要不一致", "The content is not of the size and hash that were declared"
    ),
    "QUARANTINED": Message("附件尚未放行(当前:{state})", "The attachment has not been released (it is {state})"),
    "TOO_MANY": Message("字段 {field} 的数量超过 {most}", "There are more than {most} of field {field}"),
    "CONTRADICTION": Message("字段 {field} 与其他字段矛盾", "Field {field} contradicts another field"),
}

_LAW = {
    "NO_PACK_IN_FORCE": Message(
        "{on} 在 {region} 没有适用于该事项、行业和层级的生效规则包",
        "No rule pack is in force in {region} on {on} for this matter, sector and level",
    ),
    "UNKNOWN_PACK": Message("没有规则包 {pack}", "There is no rule pack {pack}"),
    "LAW_SILENT": Message("《{title}》对 {provision} 未作规定", "{title} does not speak of {provision}"),
    "LAW_NOT_AT_HAND": Message(
        "《{title}》现有条文未涉及 {provision},缺失的条文可能有规定:{missing}",
        "What is at hand of {title} does not speak of {provision}; the missing articles may: {missing}",
    ),
    "NOT_IN_LAW": Message(
        "{value} 不在规定的范围内,规定为:{allowed}", "{value} is not one of those the law lists: {allowed}"
    ),
    "PARAMETER_REQUIRED": Message(
        "原文未定期限,须指定 {parameter}", "The text gives no number; {parameter} has to be set"
    ),
    "PARAMETER_UNSET": Message(
        "原文未定期限,须先由管理员为本地区设定 {parameter}",
        "The text gives no number; an administrator has to set {parameter} for the region first",
    ),
    "AMBIGUOUS_LAW": Message(
        "{region} 有多个规则包同等适用:{packs}", "Several packs have equal claim to {region}: {packs}"
    ),
    "ALREADY_SUSPENDED": Message("期限 {clock} 已中止", "The limit {clock} is suspended already"),
    "NOT_SUSPENDED": Message("期限 {clock} 未中止", "The limit {clock} is not suspended"),
    "MALFORMED_LAW": Message("法规数据格式不符:{problems}", "The text is not in the format: {problems}"),
    "NOT_THE_NEXT_EDITION": Message(
        "{name} 不是下一个版本,或名称已使用", "{name} is not the next version, or the name is in use"
    ),
    "NOT_A_GAP": Message("原文已有规定,不得另行设定", "The text speaks of this; it cannot be set otherwise"),
    "LIMIT_EXPIRED": Message("期限已于 {due_on} 届满", "The time limit ended on {due_on}"),
    "LIMIT_RUNNING": Message("期限 {clock} 仍在进行(至 {due_on})", "The limit {clock} still runs, until {due_on}"),
    "NOT_OVERDUE": Message("期限至 {due_on},尚未逾期", "The limit runs until {due_on} and is not overdue"),
    "REQUIREMENT_NOT_MET": Message("不符合规定的要求:{requirement}", "A requirement is not met: {requirement}"),
    "CONDITIONS_NOT_MET": Message("不具备规定的条件:{missing}", "Conditions are not met: {missing}"),
    "TOO_FEW_PERSONS": Message("不得少于 {minimum} 人", "At least {minimum} persons are needed"),
    "RECUSED": Message("{person} 应当回避", "{person} has been recused"),
    "NOT_QUALIFIED": Message("{person} 未登记为行政执法监督人员", "{person} is not a registered supervisor"),
    "BARRED": Message("依规定不得办理:{ground}", "The law bars this: {ground}"),
    "WRONG_DECIDER": Message("应由 {who} 决定", "This is for {who} to decide"),
    "ALREADY_OBJECTED": Message("已提出过异议", "An objection was raised before"),
    "DUTY_TO_REFER": Message(
        "存在尚未履行的移送义务 {referral_id}({authority})",
        "The duty to refer {referral_id} to the {authority} is open",
    ),
}

CODES: Mapping[str, Message] = MappingProxyType({**_OPERATIONS, **_TRANSPORT, **_MATTER, **_LAW})


def message(code: str, **detail: object) -> Message:
    """The message of a code with its placeholders filled; "-" stands for what the detail does not hold."""
    known = defaultdict(lambda: "-", {name: str(value) for name, value in detail.items()})
    chosen = CODES.get(code, CODES["INTERNAL"])
    return Message(chosen.zh.format_map(known), chosen.en.format_map(known))


def told(refusal: Refused) -> str:
    """The refusal in a line for operators, in both languages, with the article where one forbids it."""
    wire = to_wire(refusal)
    said = f"{wire['message']['zh']} / {wire['message']['en']}"
    return said if refusal.citation is None else f"{said} {refusal.citation}"


def to_wire(refusal: Refused, incident: str | None = None) -> dict[str, Any]:
    """The refusal as {code, message: {zh, en}, field, article, incident, retry_after}.

    `retry_after` is in whole seconds, or null where time mends nothing. An unknown code goes out as INTERNAL.
    """
    code = refusal.code if refusal.code in CODES else "INTERNAL"
    detail = {**refusal.detail, "field": refusal.field or "-", "incident": incident or "-"}
    said = message(code, **detail)
    return {
        "code": code,
        "message": {"zh": said.zh, "en": said.en},
        "field": refusal.field,
        "article": None if refusal.citation is None else _article(refusal.citation),
        "incident": incident,
        "retry_after": refusal.detail.get("retry_after"),
    }


def _article(citation: Citation) -> dict[str, str]:
    return {
        "pack": citation.pack,
        "title": citation.title,
        "article": citation.article,
        "quote": citation.quote,
    }
