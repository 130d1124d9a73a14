"""Names and accounts of the demo's people. All of it is made up here; nobody is meant."""

from random import Random
from typing import Final, TypeVar

from demo.places import Place, Sector

T = TypeVar("T")

_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭肖蔡潘田董袁于余"
_GIVEN: Final = "建伟海燕志强秀英文斌晓东丽娜国庆雪梅立新永红振华春兰俊杰玉珍少军云鹏佳怡思远明哲子涵天宇"
_STEPPE_GIVEN: Final = (
    "阿依努尔",
    "古丽娜尔",
    "叶尔兰",
    "努尔兰",
    "巴合提",
    "阿迪力",
    "帕提曼",
    "赛力克",
    "麦麦提",
    "热依汗",
)
_STEPPE_FAMILY: Final = ("吐尔逊", "哈力克", "达吾提", "木拉提", "艾山", "托合塔尔", "居马", "沙依提")
_STEPPE_SHARE: Final = 0.35

_MOMENTS: Final = ("上午开门不久", "中午营业高峰时", "下午三点左右", "傍晚收摊时", "夜间十点以后", "清晨卸货时")
_DEEDS: Final = (
    "未出示执法证件即进入现场检查",
    "只有一名执法人员到场且未说明来意",
    "未告知陈述和申辩的权利就作出处罚",
    "扣押物品时没有开具清单",
    "对同一事项一周内重复检查三次",
    "拒绝当场出具罚款票据",
    "以口头方式责令停业, 没有任何文书",
    "全程没有开启执法记录仪, 也拒绝说明原因",
    "要求到指定的机构检测并缴费",
    "对举报的隔壁商户不予查处",
    "言语粗暴, 当众训斥经营者",
    "作出的决定与同类情形相比明显过重",
    "受理申请后超过承诺时间没有答复",
    "把已经整改的问题再次作为处罚依据",
)
_EFFECTS: Final = (
    "造成当天无法营业",
    "致使货物变质",
    "被要求缴纳{amount}元",
    "被开出{amount}元罚单",
    "损失约{amount}元",
    "被责令停业{days}天",
    "往返跑了{days}趟仍未解决",
)
_WISHES: Final = (
    "请求核查执法程序是否合法",
    "希望撤销该决定并退还款项",
    "要求公开检查依据",
    "请求对有关人员进行监督",
    "希望依法答复处理结果",
    "请求纠正并说明理由",
)
_STREETS: Final = (
    "人民路",
    "解放路",
    "文化路",
    "团结路",
    "建设街",
    "北京路",
    "迎宾大道",
    "滨海路",
    "红旗街",
    "青年路",
)


def pick(random: Random, values: "tuple[T, ...]") -> T:
    """One of the values, each as likely."""
    return values[int(random.random() * len(values))]


def name(random: Random, region: str) -> str:
    """A person's name as they are common in the region."""
    if region == "652300" and random.random() < _STEPPE_SHARE:
        return f"{pick(random, _STEPPE_GIVEN)}·{pick(random, _STEPPE_FAMILY)}"
    given = pick(random, tuple(_GIVEN))
    return pick(random, tuple(_SURNAMES)) + given + (pick(random, tuple(_GIVEN)) if random.random() < 0.7 else "")


def account(random: Random, place: Place, sector: Sector, agency: str, officers: int) -> str:
    """What happened, in a complainant's words."""
    where = f"{place.name}{pick(random, _STREETS)}{1 + int(random.random() * 180)}号的{pick(random, sector.sites)}"
    effect = pick(random, _EFFECTS).format(
        amount=50 * (2 + int(random.random() * 400)), days=2 + int(random.random() * 13)
    )
    persons = "一名执法人员" if officers == 1 else f"{officers}名执法人员"
    return (
        f"{pick(random, _MOMENTS)}, {agency}{persons}在{where}检查{pick(random, sector.papers)}, "
        f"{pick(random, _DEEDS)}, {effect}。{pick(random, _WISHES)}。"
    )


def phone(random: Random) -> str:
    """A number of a range that is given to nobody."""
    return f"100{int(random.random() * 10**8):08}"
