"""Add-ons: each can be switched off without breaking those below; mistakes are told plainly."""

import pytest

from ltc import addon
from ltc.addon import Addon, load_addons
from ltc.app import create_app
from ltc.shared.errors import BadInput

ORDER = ("case", "assessments", "providers", "billing", "oversight", "exchange")


@pytest.mark.parametrize("count", range(len(ORDER) + 1))
def test_the_site_starts_with_any_storey_as_its_roof(sqlite_database, count):
    app = create_app(ORDER[:count])
    assert app.test_client().get("/healthz").status_code == 200
    names = {each.name for each in app.extensions["ltc_addons"]}
    assert names == {"accounts", *ORDER[:count]}


def test_a_room_that_is_off_has_no_routes_menu_jobs_or_permissions(sqlite_database):
    whole, less = create_app(ORDER), create_app(ORDER[:-1])
    gone = set(whole.extensions["ltc_permissions"]) - set(less.extensions["ltc_permissions"])
    assert gone
    assert all(name.split(".")[0] not in ORDER[:-1] for name in gone)
    rules = {rule.rule for rule in less.url_map.iter_rules()}
    assert {rule.rule for rule in whole.url_map.iter_rules()} > rules


@pytest.mark.parametrize("off", ["case", "providers"])
def test_what_others_stand_on_cannot_be_switched_off_alone(off):
    with pytest.raises(BadInput, match=f"needs {off}"):
        load_addons([name for name in ORDER if name != off])


def shipped(monkeypatch, *addons: Addon) -> list[str]:
    """Let ``load_addons`` find these instead of the house's own."""
    found = {each.name: each for each in addons}
    monkeypatch.setattr(addon, "_load", found.__getitem__)
    return list(found)


def test_a_circle_is_named(monkeypatch):
    names = shipped(monkeypatch, Addon("a", "a", ("b",)), Addon("b", "b", ("a",)))
    with pytest.raises(BadInput, match="a → b → a"):
        load_addons(names)


def test_two_owners_of_a_permission_are_named(monkeypatch):
    mine = {"permissions": {"x.do": ("auditor",)}}
    names = shipped(monkeypatch, Addon("a", "a", **mine), Addon("b", "b", **mine))
    with pytest.raises(BadInput, match=r"permission x\.do is in both a and b"):
        load_addons(names)


def test_an_unknown_addon_lists_the_shipped_ones():
    with pytest.raises(BadInput, match="shipped: case, assessments"):
        load_addons(["nosuch"])


def test_what_depends_comes_after_what_it_depends_on():
    loaded = [each.name for each in load_addons(reversed(ORDER))]
    assert sorted(loaded) == sorted(ORDER)
    for each in load_addons(ORDER):
        assert all(loaded.index(need) < loaded.index(each.name) for need in each.depends)
