"""Whatever is written into a pack's files: it loads, or it is refused with its place."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ltc.policy.faults import PackFault
from ltc.policy.load import load_folder
from ltc.policy.lookup import Pack
from ltc.policy.strict_yaml import Node, parse
from tests.support.tiny_pack import FILES, write_pack

SCRAPS = st.sampled_from(
    [
        *("", ":", "- ", "[", "]", "{", "}", '"', "'", "\n", "  ", "\t", "#", "&a", "*a", "!!int"),
        *("null", "true", "-1", "0", "1.5", "1e9", "2023-01-01", "9999-12-31", "0001-01-01"),
        *("unknown: true", "value: []", "from: 2023-01-01", "by: [mode]", "---", "...", "%TAG"),
        *("999999999999999", "0.000000001", "\x00", "\u2028", "\ufeff", "𠮷", "盘锦"),
    ]
)
TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | SCRAPS


def outcome(folder: Path) -> Pack | PackFault:
    try:
        return load_folder(folder)
    except PackFault as fault:
        return fault


def loads_or_tells(name: str, content: bytes) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        place = write_pack(folder)
        (place / name).write_bytes(content)
        found = outcome(place)
        if isinstance(found, PackFault):
            assert found.faults
            assert all(fault.file and fault.en and fault.zh for fault in found.faults)
        else:
            assert len(found.fingerprint) == 64
    finally:
        shutil.rmtree(folder)


@given(st.sampled_from(sorted(FILES)), st.integers(0, 900), st.integers(0, 40), TEXTS)
def test_a_piece_replaced(name, at, length, piece):
    text = FILES[name]
    at %= len(text)
    loads_or_tells(name, (text[:at] + piece + text[at + length :]).encode())


@given(st.sampled_from(sorted(FILES)), st.data())
def test_lines_dropped_doubled_and_moved(name, data):
    lines = FILES[name].splitlines(keepends=True)
    chosen = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines) + 5))
    loads_or_tells(name, "".join(chosen).encode())


@given(st.sampled_from(sorted(FILES)), st.binary(max_size=80))
def test_any_bytes(name, content):
    loads_or_tells(name, content)


@given(TEXTS.flatmap(lambda piece: st.lists(TEXTS, max_size=8).map(lambda more: [piece, *more])))
def test_any_text_is_a_node_or_a_fault(pieces):
    try:
        found = parse("".join(pieces), "x.yaml")
    except PackFault as fault:
        found = fault.faults[0]
    assert isinstance(found, Node) or found.file == "x.yaml"
