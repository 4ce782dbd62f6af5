"""Are the scale files complete, and is a slip in one of them refused?"""

from copy import deepcopy

import pytest

from assessments.scales.load import FOLDER, build, load_file, load_scale, scale_names
from ltc.shared.errors import LtcError
from ltc.shared.ids import canonical_json, sha256

NAMES = ("gbt-42195-2022", "nhsa-2021-37", "nhsa-2021-37-self")
NHSA = load_scale("nhsa-2021-37").content
EATING = ("dimensions", "adl", "items", "eating")


def _changed(content, path, value):
    """Return ``content`` with ``value`` at ``path``; None takes the key away."""
    content = deepcopy(content)
    inner = content
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return content


def test_the_scales_that_can_be_asked_for():
    assert scale_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_scale_knows_its_name_version_law_and_hash(name):
    scale = load_scale(name)
    assert (scale.id, scale.version) == (name, "1")
    assert scale.law in ("医保办发〔2021〕37号", "GB/T 42195-2022")
    assert scale.fingerprint == sha256(canonical_json(scale.content))
    assert load_scale(name) is scale


@pytest.mark.parametrize("name", NAMES)
def test_every_option_is_worded_in_both_languages(name):
    for item in load_scale(name).items.values():
        wordings = list(item.options.values())
        assert len({word.name for word in wordings}) == len(wordings)
        assert len({word.name_en for word in wordings}) == len(wordings)
        assert all("一" <= char <= "鿿" for word in wordings for char in word.name[:1])
        assert all(word.name_en.isascii() for word in wordings)


def test_a_comment_does_not_change_the_hash_and_a_point_does(tmp_path):
    text = (FOLDER / "nhsa-2021-37.yaml").read_text(encoding="utf-8")
    (tmp_path / "same.yaml").write_text("# a comment\n" + text, encoding="utf-8")
    assert load_file(tmp_path / "same.yaml").fingerprint == load_scale("nhsa-2021-37").fingerprint
    (tmp_path / "other.yaml").write_text(text.replace("[45, 60]", "[50, 60]"), encoding="utf-8")
    with pytest.raises(ValueError, match="gap or an overlap"):
        load_file(tmp_path / "other.yaml")


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("name",), None, "lacks name"),
        (("nme",), "x", "unknown keys: nme"),
        (("kind",), "sum", "unknown kind sum"),
        (("severe_from",), 6, "severe_from"),
        ((*EATING, "options", "5"), None, "steps are alike"),
        ((*EATING, "options", "7"), ["x", "x"], "even steps"),
        ((*EATING, "options", "10"), ["自理"], "wording"),
        ((*EATING, "options", "ten"), ["x", "x"], "unknown keys"),
        ((*EATING, "confidence"), "sure", "confidence"),
        ((*EATING, "point"), 3, "unknown keys: point"),
        (("axes", "adl", "bands"), [[100, 100], [65, 95], [45, 60], [5, 40]], "no band"),
        (("axes", "adl", "bands"), [[100, 100], [65, 95], [40, 60], [0, 40]], "gap or an overlap"),
        (("axes", "adl", "bands"), [[100, 100], [62, 95], [45, 60], [0, 40]], "gap or an overlap"),
        (
            ("axes", "adl", "bands"),
            [[100, 100], [45, 95], [0, 40]],
            "each of the bands|4 cells|rows",
        ),
        (("axes", "senses", "of"), ["sight"], "steps are alike"),
        (("axes", "senses", "of"), ["cognition"], "gap or an overlap"),
        (("matrix", "cells"), [[0, 0, 1, 1]] * 3, "4 rows of 4 cells"),
        (("matrix", "cells"), [[0, 0, 1, 6]] * 4, "6 is not a grade"),
        (("matrix", "cells"), [[0, 0, 1, "1"]] * 4, "whole number"),
        (("matrix", "confidence"), [["G", "G", "G", "sure"]] * 4, "confidence"),
        (("matrix", "columns"), ["cognition"], "rows and columns"),
        (("matrix", "verified"), True, "verified goes with"),
        (("matrix", "verified_by"), "某人", "verified goes with"),
    ],
)
def test_a_slip_is_refused(path, value, says):
    with pytest.raises(ValueError, match=says):
        build(_changed(NHSA, path, value))


@pytest.mark.parametrize(
    "text", ["", "[]", "a: 1\na: 2\n", "scale: x\n", "\ufeff- 1", "scale: {", "scale: 010\n"]
)
def test_a_file_that_is_no_scale_is_refused(text, tmp_path):
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises((ValueError, LtcError)):
        load_file(tmp_path / "x.yaml")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("letters",), [["A", "B", "B", "C"]] * 3),
        (("letters",), [["A", "B", "B", "H"]] * 4),
        (("gate",), ["E", "F", "H"]),
        (("partial_counts",), "no"),
        (("items", "eating", "class"), "c"),
        (("items", "eating", "options", "partial"), None),
        (("items", "eating", "options", "often"), ["x", "x"]),
    ],
)
def test_a_slip_in_the_self_assessment_is_refused(path, value):
    content = load_scale("nhsa-2021-37-self").content
    with pytest.raises(ValueError, match="nhsa-2021-37-self"):
        build(_changed(content, path, value))
