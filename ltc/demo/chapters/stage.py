"""Chapter one: the bureau, its operator, assessment agencies, providers under agreements."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from billing.payees.services import NewAccount, confirm, propose
from ltc.case.plan.rules import catalogue
from ltc.db import unit_of_work
from ltc.demo.accounts import MAKER, Accounts, Office, hire
from ltc.demo.cast import Cast, House
from ltc.demo.names import Names
from ltc.demo.places import Village, home_near
from ltc.demo.plans import offers
from ltc.demo.story import Story, at
from ltc.directory.services import NewOrganisation, add_organisation
from ltc.scope import Scope
from ltc.security.roles import (
    ADMINISTRATORS,
    ASSESSMENT_DESK,
    ASSESSOR,
    AUDITOR,
    CARER,
    EXPERT,
    LEAD,
    OFFICER,
    OPERATOR,
    PROVIDER_DESK,
)
from ltc.setup import add_areas
from ltc.shared.dates import Month
from ltc.shared.geo import Point
from providers.services import (
    NewAgreement,
    NewPrice,
    advance_agreement,
    apply_agreement,
    set_price,
    sign_agreement,
)

AGENCIES = ("康评失能评估中心", "安和护理评估所")
# Providers carry names of their landscape, and numbers of their town, by pack.
PROVIDERS = {
    "panjin": ("红滩护理服务中心", "鹤乡居家养老服务站", "辽河口护理院"),
    "hanzhong": ("汉江护理服务中心", "天汉居家养老服务站", "巴山护理院"),
}
MORE_PROVIDERS = (
    "仁爱护理站",
    "福寿康居家护理",
    "夕阳红养老服务中心",
    "同心护理服务公司",
    "百姓居家照护站",
)
_AREA_CALLS = {"panjin": "0427", "hanzhong": "0916"}
_MOST_PROVIDERS = 8
_FEWEST_PROVIDERS = 3
_PEOPLE_PER_PROVIDER = 18
_PEOPLE_PER_CARER = 7
_INVENTED = "0000000000"  # no bank gives such an account
_SPARE = 3  # the first provider has room for those who will change to it


def set_stage(story: Story) -> None:
    """Register everybody who acts and sign the agreements."""
    day = story.before(1)
    with unit_of_work():
        story.tell.write(f"  {add_areas(story.area.file)} 个区划 / areas")
    names = Names(story.chance("names of staff"))
    accounts = Accounts(story.area.pool, at(day, 8))
    with unit_of_work():
        story.cast = _offices(story, accounts, names)
    for name in AGENCIES:
        with unit_of_work():
            story.cast.agencies.append(_agency(story, name, accounts, names))
    names_of_providers = (*PROVIDERS[story.area.pack.id], *MORE_PROVIDERS)
    for number, name in enumerate(names_of_providers[: _providers(story)]):
        with unit_of_work():
            story.cast.providers.append(_provider(story, number, name, accounts, names))
    for house in story.cast.providers:
        with unit_of_work():
            _agree(story, house, at(day, 10))
            _account(story, house, at(day, 11))
    _tell(story)


def _providers(story: Story) -> int:
    return max(_FEWEST_PROVIDERS, min(_MOST_PROVIDERS, story.persons // _PEOPLE_PER_PROVIDER))


def _offices(story: Story, accounts: Accounts, names: Names) -> Cast:
    """Make the bureau, the operator, and the accounts of both."""
    city = story.area.pack.name.split("（")[0]
    bureau = _organisation(story, "bureau", f"{city}医疗保障局（演示）", None, 0)
    operator = _organisation(story, "operator", "惠民人寿保险公司长护险项目部（演示）", None, 1)
    office = Office(bureau, accounts)
    return Cast(
        officer=office.member(OFFICER, names.name("F", old=False)),
        second_officer=office.member(OFFICER, names.name("M", old=False)),
        lead=office.member(LEAD, names.name("M", old=False)),
        auditor=office.member(AUDITOR, names.name("F", old=False)),
        administrators=[
            accounts.of(role, names.name("M", old=False), organisation_id=bureau)
            for role in ADMINISTRATORS
        ],
        bureau_id=bureau,
        operator_id=operator,
        operators=[
            accounts.of(OPERATOR, names.name("F", old=False), organisation_id=operator)
            for _ in range(2)
        ],
    )


def _agency(story: Story, name: str, accounts: Accounts, names: Names) -> House:
    """Make an assessment agency with a desk, two assessors and two experts."""
    number = 10 + len(story.cast.agencies)
    identity = _organisation(story, "assessment_agency", f"{name}（演示）", None, number)
    village = story.area.villages[0]
    desk = accounts.of(ASSESSMENT_DESK, names.name("F", old=False), organisation_id=identity)
    house = House(identity, name, village.middle, desk)
    for role, work in ((ASSESSOR, "assessor"), (EXPERT, "expert")):
        hire(house, _people(names, [work] * 2), accounts=accounts, role=role)
    return house


def _provider(story: Story, number: int, name: str, accounts: Accounts, names: Names) -> House:
    """Make a provider in a town of its own, with carers and a nurse."""
    villages = story.area.villages
    village = villages[(number * 2 + 1) * len(villages) // (2 * _providers(story))]
    place = home_near(village, story.chance("provider", number))
    identity = _organisation(story, "care_provider", f"{name}（演示）", village, 20 + number, place)
    desk = accounts.of(PROVIDER_DESK, names.name("F", old=False), organisation_id=identity)
    house = House(identity, name, place, desk, modes=("home",))
    carers = max(2, -(-story.persons // (_PEOPLE_PER_CARER * _providers(story))))
    people = _people(names, ["care_worker"] * carers + ["nurse"])
    hire(house, people, accounts=accounts, role=CARER)
    house.capacity = _PEOPLE_PER_CARER * len(people) + _SPARE * (number == 0)
    return house


def _account(story: Story, house: House, when: datetime) -> None:
    """Register where the provider is paid: proposed by one officer, confirmed by another."""
    number = f"{_INVENTED}{house.id:06d}"
    paper = f"开户证明 {house.id:03d}（演示）"
    new = NewAccount(provider_id=house.id, number=number, bank="演示银行", document=paper)
    made = propose(new, scope=story.cast.officer.scope, at=when)
    later = when + timedelta(minutes=30)
    confirm(made.id, number, scope=story.cast.lead.scope, at=later)


def _agree(story: Story, house: House, when: datetime) -> None:
    """Apply, review, publish, sign by another officer, and agree on a price for every service."""
    officer, lead = story.cast.officer.scope, story.cast.lead.scope
    first_day = when.date()
    last_day = Month(first_day.year + 1, 12).last_day
    number = f"CHX-{first_day.year}-{house.id:03d}"
    new = NewAgreement(house.id, number, house.modes, house.capacity, first_day, last_day)
    made = apply_agreement(new, scope=house.desk.scope, at=when)
    advance_agreement(made.id, "reviewed", scope=officer, at=when + timedelta(minutes=10))
    advance_agreement(made.id, "published", scope=officer, at=when + timedelta(minutes=20))
    sign_agreement(made.id, scope=lead, at=when + timedelta(minutes=40))
    house.agreement_id = made.id
    dearer = story.chance("prices", house.id).choice((95, 100, 100, 105))
    for offer in offers(catalogue(story.area.pack, first_day)).values():
        price = NewPrice(
            offer.item,
            offer.unit,
            offer.price_fen * dearer // 10000 * 100,
            offer.minutes,
            offer.qualification,
            first_day,
            last_day,
        )
        set_price(made.id, price, scope=officer, at=when + timedelta(minutes=45))


def _organisation(
    story: Story,
    kind: str,
    name: str,
    village: Village | None,
    number: int,
    place: Point | None = None,
) -> int:
    """Register an organisation under an invented credit code."""
    where = village or story.area.villages[0]
    county = where.code[:6]
    new = NewOrganisation(
        kind=kind,
        name=name,
        credit_code=f"91{county}MADEMO{number:04d}",
        area_code=where.code if village else story.area.pool,
        address=f"{where.county}{where.town}{where.name}（演示地址）",
        phone=f"{_AREA_CALLS[story.area.pack.id]}-00{number:05d}",
        place=place,
        registered_on=story.before(1) - timedelta(days=900),
    )
    scope = Scope(MAKER, area=story.area.pool)
    return add_organisation(new, scope=scope, at=at(story.before(1), 8)).id


def _people(names: Names, works: list[str]) -> list[tuple[str, str, str, str]]:
    chance: random.Random = names.chance
    found = []
    for work in works:
        sex = "F" if chance.random() < 0.8 else "M"  # noqa: PLR2004 - four of five
        found.append((names.name(sex, old=False), sex, names.phone(), work))
    return found


def _tell(story: Story) -> None:
    cast = story.cast
    carers = sum(len(house.people) for house in cast.providers)
    story.tell.say(
        f"医保局 1 家、经办机构 1 家、评估机构 {len(cast.agencies)} 家、护理机构 "
        f"{len(cast.providers)} 家（护理人员 {carers} 名，协议已由两人审核、签订）",
        f"bureau, operator, {len(cast.agencies)} assessment agencies, {len(cast.providers)} "
        f"providers under agreement with {carers} carers",
    )
