"""The parts that every scale file has: names, word lists, confidence marks, background."""

from __future__ import annotations

from typing import Any

from assessments.rules.scale import Word
from assessments.scales.node import Node

CONFIDENCE = ("V", "T2", "T", "P", "G", "D")


def read_names(top: Node) -> dict[str, str]:
    """Read what a scale is called and which law it comes from."""
    names = {key: top.text(key) for key in ("version", "name", "name_en", "law")}
    return {"id": top.text("scale"), **names}


def read_words(node: Node, key: str) -> tuple[Word, ...]:
    """Read a list of names in Chinese and English."""
    words = []
    for number, row in enumerate(node.rows(key)):
        each = Node(row, f"{node.where}.{key}[{number}]")
        words.append(Word(each.text("name"), each.text("name_en")))
        each.done()
    return tuple(words)


def read_pair(value: Any, where: str) -> Word:  # noqa: ANN401 - a cell of a file
    """Read one wording: a list of the Chinese and the English words."""
    if isinstance(value, list) and len(value) == len(("zh", "en")):
        zh, en = value
        if isinstance(zh, str) and isinstance(en, str) and zh and en:
            return Word(zh, en)
    raise ValueError(f"{where}: a wording is [Chinese, English]")


def read_confidence(node: Node) -> str:
    """Read the mark that tells how sure a fact is."""
    return known_mark(node.text("confidence"), node.where)


def known_mark(mark: object, where: str) -> str:
    """Return a confidence mark or refuse it."""
    if mark not in CONFIDENCE:
        raise ValueError(f"{where}: confidence is one of {', '.join(CONFIDENCE)}")
    return str(mark)


def read_background(top: Node) -> None:
    """Read what explains a scale without changing a score, and refuse keys that nobody knows."""
    top.day("issued")
    top.text("kind")
    for _, source in top.node("sources").nodes():
        source.text("title")
        source.text("link")
        read_confidence(source)
        source.done()
    for number, row in enumerate(top.rows("unclear")):
        doubt = Node(row, f"{top.where}.unclear[{number}]")
        for key in ("what", "what_en", "taken", "taken_en"):
            doubt.text(key)
        doubt.done()
    top.done()
