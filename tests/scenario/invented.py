"""People who do not exist and what they write: a generator that knows every secret it puts into a text."""

import random
from dataclasses import dataclass

SURNAMES = "王李张刘陈赵吴徐孙朱郭何罗宋郑谢韩唐冯董萧程曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
GIVEN = "梓涵宇轩浩欣怡诗雅俊杰墨桐瑞琪妍晗璐琳婷颖倩薇芷蕊翊皓煜烨霖澜沁婧嫣珂珺瑾璇菡萱"
STREETS = (
    "宁边西路",
    "延安北路",
    "建国西路",
    "青岛中路",
    "世昌大道",
    "北京南路",
    "乌伊东路",
    "米山路",
    "古寨南路",
)
SPELT = str.maketrans("0123456789", "零一二三四五六七八九")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Person:
    """Somebody invented: every field is a secret."""

    name: str
    phone: str
    id_number: str
    address: str
    email: str
    plate: str
    account: str

    @property
    def secrets(self) -> set[str]:
        return set(vars(self).values())

    @property
    def told(self) -> dict[str, str]:
        """What the complaint form asks for."""
        return {name: getattr(self, name) for name in ("name", "phone", "id_number", "address")}


class People:
    """Makes them; nobody twice."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - the same people in every run
        self.made: list[Person] = []
        self._names: set[str] = set()

    def one(self) -> Person:
        number = len(self._names)
        while len(self._names) == number:
            name = self.random.choice(SURNAMES) + "".join(self.random.sample(GIVEN, 2))
            self._names.add(name)
        house = f"{self.random.choice(STREETS)}{number + 1000}号"
        born = f"19{self.random.randint(50, 99)}{self.random.randint(1, 12):02}{self.random.randint(1, 28):02}"
        person = Person(
            name=name,
            phone=f"13{self.random.randint(10, 99)}{number:04}{self.random.randint(100, 999)}",
            id_number=f"652301{born}{number % 1000:03}{self.random.choice('0123456789X')}",
            address=f"{house}{self.random.randint(1, 30)}栋",
            email=f"mail{number:04}x{self.random.randint(10, 99)}@163.com",
            plate=f"新B{self.random.choice('ACDEF')}{number:04}",
            account=f"wxid{number:04}k{self.random.randint(10, 99)}",
        )
        self.made.append(person)
        return person

    def phone_of(self, person: Person) -> str:
        """A telephone as people write it."""
        plain = person.phone
        return self.random.choice(
            (
                plain,
                f"{plain[:3]}-{plain[3:7]}-{plain[7:]}",
                f"{plain[:3]} {plain[3:7]} {plain[7:]}",
                f"+86 {plain}",
                f"0086-{plain}",
                plain.translate(FULL_WIDTH),
                plain.translate(SPELT),
            )
        )

    def words_of(self, person: Person, stranger: bool) -> str:
        """How somebody speaks of himself, or is spoken of where he is known from the form."""
        said = [
            f"我叫{person.name},手机{self.phone_of(person)}",
            f"投诉人:{person.name},身份证号{person.id_number}",
            f"本人{person.name},家住{person.address},电话{self.phone_of(person)}",
            f"我的车{person.plate}被扣,请发邮件到{person.email}",
            f"请加我微信{person.account}或者打{self.phone_of(person)}",
        ]
        known = [
            f"他们当着众人喊{person.name}的名字,还往{self.phone_of(person)}打电话威胁",
            f"登记表上写的是{person.name}和{person.id_number}",
            f"执法人员在{person.address}门口拍照,说{person.name}等着瞧",
        ]
        return self.random.choice(said if stranger else said + known)
