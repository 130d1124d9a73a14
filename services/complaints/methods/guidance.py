"""What a complainant should know before typing anything: what the text of the place says, who will see what."""

from typing import Any

from jiandu.law import ItemList, Pack

# in the order in which a person meets them
PROVISIONS = (
    *("complaint.right", "complaint.receiver", "complaint.kinds", "complaint.grounds", "complaint.channels"),
    *(
        "complaint.content",
        "complaint.record",
        "complaint.outside_scope",
        "complaint.redirect",
        "complaint.transfer",
    ),
    *("complaint.transfer.to", "complaint.transfer_notice", "complaint.intake", "complaint.procedure"),
    *("complaint.screening", "complaint.notice", "complaint.statement", "complaint.limit", "complaint.conclusion"),
    *("complaint.reply", "complaint.return_visit", "complaint.confidentiality", "complaint.fee"),
)

SEEN_BY = (
    {
        "who": "respondent",
        "zh": "被投诉举报的机关:只见经脱敏的事由摘要、涉及的本机关执法人员和行为日期,不见投诉举报人信息和原文",
        "en": "the body complained of: a masked summary, its own officers meant, the day of the act; never who "
        "you are nor your own words",
    },
    {
        "who": "staff",
        "zh": "承办人员:见经脱敏的内容,不见姓名、电话、证件号码、住址和附件",
        "en": "staff who handle it: the content, masked; no name, telephone, id number, address or attachment",
    },
    {
        "who": "attachment_examiner",
        "zh": "附件检查人员:只为判断是否有害而查看附件",
        "en": "examiners of attachments: these alone, to see whether they are harmful",
    },
    {
        "who": "custodian",
        "zh": "经身份保管人批准的申请人:在限定时间内见所批准的项目,每次查看永久留痕",
        "en": "whoever a custodian lets look: the items granted, for a limited time; every look is kept for ever",
    },
    {
        "who": "holder_of_receipt",
        "zh": "持查询码者:可查办理状态、期限和答复,请妥善保管",
        "en": "whoever holds the receipt code: state, limits and reply; keep it safe",
    },
)


def guidance(pack: Pack) -> dict[str, Any]:
    """What the pack says on complaints, quoted, and who will see what of one."""
    return {
        "pack": pack.ref,
        "title": pack.title,
        "provisions": [_told(pack, name) for name in PROVISIONS if pack.speaks_of(name)],
        "seen_by": list(SEEN_BY),
    }


def _told(pack: Pack, name: str) -> dict[str, Any]:
    provision = pack.provisions[name]
    items = provision.items if isinstance(provision, ItemList) else ()
    return {
        "provision": name,
        "article": provision.source.article,
        "quote": provision.source.quote,
        "items": [{"code": item.code, "words": item.words} for item in items],
    }
