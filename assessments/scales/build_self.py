"""From the content of the self-assessment file to a ``SelfScale``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.rules.scale import SelfItem, SelfScale
from assessments.scales.common import read_background, read_confidence, read_names, read_pair
from assessments.scales.node import Node

GROUPS = ("a", "b")
WORDS = ("independent", "partial", "dependent")
LETTERS = tuple("ABCDEFG")


def build_self_scale(content: Mapping[str, Any], fingerprint: str) -> SelfScale:
    """Build the form in ``content`` or say what is wrong with it."""
    top = Node(content, str(content.get("scale", "scale")))
    items = {key: _item(key, node) for key, node in top.node("items").nodes()}
    scale = SelfScale(
        **read_names(top),
        fingerprint=fingerprint,
        items=items,
        letters=_letters(top, items),
        gate=frozenset(_known(letter, top.where) for letter in top.rows("gate")),
        partial_counts=top.flag("partial_counts"),
        content=content,
    )
    read_background(top)
    return scale


def _item(key: str, node: Node) -> SelfItem:
    options = node.node("options")
    item = SelfItem(
        key=key,
        name=node.text("name"),
        name_en=node.text("name_en"),
        group=node.text("class"),
        options={word: read_pair(options.get(word), options.where) for word in WORDS},
    )
    if item.group not in GROUPS:
        raise ValueError(f"{node.where}: class is a or b")
    read_confidence(node)
    options.done()
    node.done()
    return item


def _letters(top: Node, items: Mapping[str, SelfItem]) -> tuple[tuple[str, ...], ...]:
    """Read the letter for every count of dependent items of class a and b."""
    letters = tuple(
        tuple(_known(letter, top.where) for letter in row) for row in top.rows("letters")
    )
    rows, columns = (1 + sum(item.group == group for item in items.values()) for group in GROUPS)
    if len(letters) != rows or any(len(row) != columns for row in letters):
        raise ValueError(f"{top.where}: {rows} rows of {columns} letters")
    return letters


def _known(letter: object, where: str) -> str:
    if letter not in LETTERS:
        raise ValueError(f"{where}: {letter!r} is not a letter from A to G")
    return str(letter)
