"""A small story, once on each database: everything happens, the books balance, all is equal."""

import pytest

from billing.checks import faults
from ltc.app import create_app
from ltc.demo.chapters.settling import books
from ltc.demo.places import demo_area
from ltc.demo.run import Ending, tell_story
from ltc.demo.story import Story
from ltc.demo.telling import Teller
from ltc.shared.dates import Month

PERSONS = 12


def tell() -> tuple[Story, Ending, list[str]]:
    """Live through the smallest story on the database in use; return what was told, too."""
    lines: list[str] = []
    create_app()
    story = Story(demo_area("panjin"), Month(2023, 10), 7, PERSONS, Teller(lines.append))
    return story, tell_story(story), lines


def is_sound(story: Story, ending: Ending, lines: list[str]) -> None:
    """Everything that must be so on either database."""
    text = "\n".join(lines)
    for event in ("不予受理", "退回补正", "公示期异议", "派单被谢绝", "投诉", "抽查", "双随机检查"):
        assert event in text, event
    for event in ("机构暂停", "复评变更等级", "住院", "死亡迟报", "对账争议", "经办考核"):
        assert event in text, event
    assert ending.paid.paid_fen == ending.paid.fund_fen > 0
    assert ending.waiting.adjusted_fund_fen < 0, "the late death takes money back"
    assert books(story)[1] == 0
    assert list(faults()) == []


@pytest.mark.postgres
def test_the_same_seed_tells_the_same_story_on_both_databases(request):
    """One run on SQLite, one on PostgreSQL: both sound, and one hash."""
    request.getfixturevalue("sqlite_database")
    story, first, lines = tell()
    is_sound(story, first, lines)
    request.getfixturevalue("postgres_database_url")
    story, second, lines = tell()
    is_sound(story, second, lines)
    assert first.result_hash == second.result_hash
