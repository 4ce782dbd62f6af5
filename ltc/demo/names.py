"""Invented people: names, ID numbers, phones.  Nobody of them exists.

The ID numbers are well formed with a right check digit; their serial numbers are those that were
kept for people of a hundred years, so that they hit nobody who was born on such a day.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from ltc.shared.ids import check_digit

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
)
_OLD_WOMEN = "秀英 桂兰 玉珍 淑芬 桂英 凤兰 秀兰 淑珍 玉兰 素琴 淑华 桂芝 玉梅 秀珍 凤英 春兰"
_OLD_MEN = "建国 志强 国栋 德福 振华 永贵 长林 玉山 文斌 宝田 福生 景春 忠义 殿臣 树林 守信"
_WOMEN = "丽娜 静 雪梅 婷婷 晓红 艳 春燕 海霞 慧 丹丹 红梅 晶 敏 佳 莉 洋洋"
_MEN = "磊 鹏 伟 志刚 晓东 海涛 明 宇 强 建军 勇 凯 浩 立新 洪波 鑫"
GIVEN = {
    ("F", True): _OLD_WOMEN.split(),
    ("M", True): _OLD_MEN.split(),
    ("F", False): _WOMEN.split(),
    ("M", False): _MEN.split(),
}
_SERIALS = {"F": (990, 992, 994), "M": (991, 993, 995)}
_PHONE_HEADS = ("1390427", "1380427", "1590427", "1860427", "1330427")


@dataclass(slots=True)
class Names:
    """Draws people and remembers which numbers are used."""

    chance: random.Random
    id_numbers: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)

    def name(self, sex: str, *, old: bool) -> str:
        """Return a name as people of this sex and age bear it."""
        return self.chance.choice(SURNAMES) + self.chance.choice(GIVEN[sex, old])

    def relative(self, name: str, sex: str) -> str:
        """Return the name of a grown-up child, most often with the same surname."""
        given = self.chance.choice(GIVEN[sex, False])
        return (name[0] if self.chance.random() < 0.7 else self.chance.choice(SURNAMES)) + given  # noqa: PLR2004 - seven of ten

    def id_number(self, county: str, sex: str, born: tuple[int, int]) -> str:
        """Return a fresh well-formed ID number of somebody born between two years."""
        while True:
            day = date(self.chance.randint(*born), 1, 1).toordinal() + self.chance.randrange(365)
            serial = self.chance.choice(_SERIALS[sex])
            first17 = f"{county}{date.fromordinal(day):%Y%m%d}{serial}"
            number = first17 + check_digit(first17)
            if number not in self.id_numbers:
                self.id_numbers.add(number)
                return number

    def phone(self) -> str:
        """Return a fresh mobile number."""
        while True:
            number = f"{self.chance.choice(_PHONE_HEADS)}{self.chance.randrange(10**4):04d}"
            if number not in self.phones:
                self.phones.add(number)
                return number
