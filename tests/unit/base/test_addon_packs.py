"""Packs that an add-on brings are seen by ``ltc packs`` and ``ltc ask``, as on the site."""

import json

import pytest
from click.testing import CliRunner

from ltc import addon
from ltc.addon import Addon
from ltc.cli import main
from ltc.policy import load
from tests.support.tiny_pack import write_pack

ASKED = {
    "question": "standard", "pack": "tiny", "on": "2021-12-31", "grade": "severe", "mode": "home",
}  # fmt: skip


class Offer:
    """How another package offers an add-on."""

    def __init__(self, folder):
        self.folder = folder

    def load(self):
        return Addon(name="tiny_city", title="小城", packs=(str(self.folder),))


@pytest.fixture
def ltc(tmp_path, monkeypatch):
    write_pack(tmp_path)
    offers = {"tiny_city": [Offer(tmp_path)]}
    monkeypatch.setattr(addon, "entry_points", lambda name, **_group: offers.get(name, []))
    monkeypatch.setattr(load, "_added", [])
    return lambda *words, **more: CliRunner().invoke(main, words, **more)


@pytest.mark.parametrize("asked_for", ["tiny_city", "case,billing, tiny_city"])
def test_packs_of_an_add_on_are_listed_and_asked(ltc, monkeypatch, asked_for):
    monkeypatch.setenv("LTC_ADDONS", asked_for)
    assert "\ntiny\t" in ltc("packs").stdout
    error = json.loads(ltc("ask", "-", input=json.dumps(ASKED)).stdout)["error"]
    assert error["code"] == "policy_gap"
    assert "tiny: benefit.shape has no value on 2021-12-31" in error["message"]


def test_without_the_add_on_its_packs_are_unknown(ltc):
    assert ltc("packs", "show", "tiny").exit_code == 2


def test_an_unknown_add_on_is_one_plain_fault(ltc, monkeypatch):
    monkeypatch.setenv("LTC_ADDONS", "nowhere")
    told = ltc("packs", "list")
    assert told.exit_code == 2
    assert "nowhere" in told.stderr
