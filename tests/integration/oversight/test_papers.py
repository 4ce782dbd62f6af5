"""The inspection notice: what was drawn of one provider, and how to redo the draw."""

import pytest

from ltc.db import unit_of_work
from ltc.oversight import services
from ltc.oversight.papers import notice
from ltc.scope import Scope
from ltc.shared.dates import Month
from ltc.shared.errors import NotFound
from tests.support.factories import base
from tests.support.factories import oversight as make
from tests.support.papers import printed, words

EVERYTHING = Scope.everything("test")


@pytest.fixture
def drawn(sqlite_database):
    """Give a drawn inspection and the provider all of whose visits were drawn."""
    with unit_of_work():
        bureau = base.organisation("bureau", base.CITY, name="盘锦市医疗保障局")
        for name in ("赵某", "钱某"):
            base.staff(bureau, "officer", name=name)
        provider = base.organisation("care_provider", name="安康护理站")
        for _ in range(3):
            make.visit(provider=provider)
        new = services.NewInspection(
            title="十月上门服务抽查",
            area_code=base.CITY,
            month=Month.parse(make.OCTOBER),
            population="visits",
            size=2,
        )
        planned = services.plan_inspection(new, scope=make.bureau_scope(), at=base.AT)
        lead = make.bureau_scope("bureau_lead")
        yield services.draw_inspection(planned.id, scope=lead, at=base.AT), provider


def test_the_notice_names_law_visits_inspectors_and_proof(drawn):
    found, provider = drawn
    text = words(printed(notice(found.id, provider.id, scope=EVERYTHING)))
    for said in ("安康护理站：", "国务院令第735号", "十月上门服务抽查", "赵某", "钱某"):
        assert said in text
    for said in (found.seed, found.seed_hash, found.population_hash, "ltc-draw-1"):
        assert said in text


def test_who_was_not_drawn_gets_no_notice(drawn):
    found, _provider = drawn
    other = base.organisation("care_provider")
    with pytest.raises(NotFound, match="nothing of this provider"):
        notice(found.id, other.id, scope=EVERYTHING)
