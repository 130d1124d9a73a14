"""Who may call what. What nobody has been allowed, nobody may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jiandu.domain import Actor, Refused


@dataclass(frozen=True)
class Role:
    """A capacity in which somebody acts, with its name in both languages."""

    zh: str
    en: str


ROLES: Final[Mapping[str, Role]] = {
    "platform": Role("投诉举报平台", "complaints platform"),
    "intake_officer": Role("投诉举报受理人员", "complaints intake officer"),
    "attachment_examiner": Role("附件检查人员", "examiner of attachments, a person or a scanner"),
    "custodian": Role("投诉举报人身份保管人", "custodian of complainants' identities"),
    "supervision_officer": Role("行政执法监督人员", "enforcement supervision officer"),
    "supervision_head": Role("行政执法监督机关负责人", "head of the supervision authority"),
    "enforcement_legal_unit": Role("执法机关法制机构", "legal unit of an enforcement body"),
    "registrar": Role("执法证件管理人员", "certificate registrar"),
    "accountability_officer": Role("责任追究承办人员", "accountability officer"),
    "accountability_head": Role("责任追究机关负责人", "head of the accountability authority"),
    "law_administrator": Role("规则管理员", "administrator of the rule packs"),
    "operator": Role("系统运行人员", "system operator"),
    "auditor": Role("审计人员", "auditor"),
    "authority": Role("接收移送的机关", "authority receiving referrals"),
}


class Allow:
    """The roles that may call a method; `Allow()` is nobody. An unknown role is a mistake found at import."""

    def __init__(self, *roles: str) -> None:
        unknown = set(roles) - set(ROLES)
        if unknown:
            raise ValueError(f"no such role: {', '.join(sorted(unknown))}")
        self.roles = frozenset(roles)

    def permits(self, actor: Actor) -> bool:
        """True if the actor holds one of the roles."""
        return not self.roles.isdisjoint(actor.roles)

    def check(self, actor: Actor) -> None:
        """Raise Refused NOT_PERMITTED unless the actor holds one of the roles."""
        if not self.permits(actor):
            raise Refused("NOT_PERMITTED", roles=", ".join(sorted(self.roles)) or "-")

    def __repr__(self) -> str:
        return f"Allow({', '.join(map(repr, sorted(self.roles)))})"


NOBODY: Final = Allow()
