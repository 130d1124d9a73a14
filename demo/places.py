"""Divisions and agencies of the demo: real division codes (GB/T 2260), agencies named after them.

The codes and names of divisions are public; the list of lines of work and of units is our own, as is every person.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Place:
    """A division; `region` is the prefecture whose bureau acts for it."""

    code: str
    name: str
    region: str


PLACES: Final = (
    Place("652300", "昌吉回族自治州", "652300"),
    Place("652301", "昌吉市", "652300"),
    Place("652302", "阜康市", "652300"),
    Place("652323", "呼图壁县", "652300"),
    Place("652324", "玛纳斯县", "652300"),
    Place("652325", "奇台县", "652300"),
    Place("652327", "吉木萨尔县", "652300"),
    Place("652328", "木垒哈萨克自治县", "652300"),
    Place("371000", "威海市", "371000"),
    Place("371002", "威海市环翠区", "371000"),
    Place("371003", "威海市文登区", "371000"),
    Place("371082", "荣成市", "371000"),
    Place("371083", "乳山市", "371000"),
)


@dataclass(frozen=True)
class Sector:
    """A line of work: the agency's name without its place, where its officers act, and what they ask for."""

    agency: str
    sites: tuple[str, ...]
    papers: tuple[str, ...]


# the agency ｜ where its officers act ｜ what they ask for
_SECTORS: Final = """
市场监督管理局｜农贸市场、小型超市、餐饮店、药店、加油站｜营业执照、食品经营许可证、进货台账
交通运输局｜国道检查点、货运站、客运站、驾校、维修厂｜道路运输证、从业资格证、电子运单
城市管理局｜步行街、夜市、建筑工地、居民小区、停车场｜占道许可、渣土运输手续、广告设置许可
生态环境局｜砖厂、养殖场、屠宰厂、化工园区、洗砂场｜排污许可证、监测报告、危废台账
卫生健康委员会｜诊所、美容院、民宿、游泳馆、托育机构｜卫生许可证、健康证、消毒记录
文化和旅游局｜旅行社、网吧、剧本娱乐馆、景区、印刷厂｜经营许可证、导游证、演出批文
农业农村局｜种子门市部、农药店、奶站、渔港、兽药店｜种子经营备案、农药经营许可证、检疫证明
应急管理局｜烟花零售点、冷库、矿山、粮库、木材加工厂｜安全生产许可证、应急预案、培训记录
自然资源局｜采砂场、果园、临时用地、石料厂、林场｜采矿许可证、用地批文、复垦方案
水利局｜机井、灌区渠首、水库岸边、河道、供水站｜取水许可证、河道占用批文、计量记录
人力资源和社会保障局｜劳务公司、家政公司、服装厂、工程项目部、培训学校｜用工合同、工资支付台账、办学许可
住房和城乡建设局｜售楼处、物业公司、燃气站、供热站、装修工地｜施工许可证、预售许可证、资质证书
"""


def _sector(line: str) -> Sector:
    agency, sites, papers = line.split("｜")
    return Sector(agency, tuple(sites.split("、")), tuple(papers.split("、")))


SECTORS: Final = tuple(map(_sector, _SECTORS.strip().splitlines()))

UNITS: Final = ("综合行政执法大队", "执法一中队", "执法二中队", "执法三中队", "派出执法所")


def agency_name(number: int) -> tuple[Place, Sector, str]:
    """The agency with this number, from 0: bureaus first, in another line of work at each place, then units.

    Raises ValueError where there are no more names.
    """
    turn, index = divmod(number, len(PLACES) * len(SECTORS))
    row, column = divmod(index, len(PLACES))
    place, sector = PLACES[column], SECTORS[(row + column) % len(SECTORS)]
    bureau = f"{place.name}{sector.agency}"
    if turn > len(UNITS):
        raise ValueError(f"there are names for {(len(UNITS) + 1) * len(PLACES) * len(SECTORS)} agencies only")
    return place, sector, bureau if turn == 0 else f"{bureau}{UNITS[turn - 1]}"
