"""From the content of a scale file to a ``Scale``, refusing what cannot be a scale.

What is checked: options in even steps from 0, bands that cover every total once, a table that has
a grade for every combination (``proof``), names used once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.rules.scale import Axis, Changes, Dimension, Item, Scale, Word
from assessments.rules.table import Bands, GradeTable, build_table
from assessments.scales.common import (
    read_background,
    read_confidence,
    read_names,
    read_pair,
    read_words,
)
from assessments.scales.node import Node, whole
from assessments.scales.proof import build_proof

Ladders = Mapping[str, Mapping[int, Word]]


def build_scale(content: Mapping[str, Any], fingerprint: str) -> Scale:
    """Build the scale in ``content`` or say what is wrong with it."""
    top = Node(content, str(content.get("scale", "scale")))
    ladders = _ladders(top)
    dimensions = tuple(
        _dimension(key, node, ladders) for key, node in top.node("dimensions").nodes()
    )
    axes = tuple(_axis(key, node, dimensions) for key, node in top.node("axes").nodes())
    grades = read_words(top, "grades")
    changes = _changes(top.node("changes")) if "changes" in content else None
    table = build_proof(top, axes, len(grades))
    scale = Scale(
        **read_names(top),
        fingerprint=fingerprint,
        kind=table.kind,
        verified=table.verified,
        dimensions=dimensions,
        axes=axes,
        bands=read_words(top, "bands"),
        grades=grades,
        severe_from=top.whole("severe_from"),
        tables=_tables(table.grade, len(grades) - 1, changes),
        confidence=table.confidence,
        changes=changes,
        items=_items(dimensions),
        content=content,
    )
    _check(scale, top.where)
    read_background(top)
    return scale


def _dimension(key: str, node: Node, ladders: Ladders) -> Dimension:
    items = tuple(_item(item, inner, ladders) for item, inner in node.node("items").nodes())
    dimension = Dimension(key, node.text("name"), node.text("name_en"), items)
    node.done()
    return dimension


def _item(key: str, node: Node, ladders: Ladders) -> Item:
    item = Item(
        key=key,
        code=node.text("code"),
        name=node.text("name"),
        name_en=node.text("name_en"),
        options=_options(node, ladders),
        confidence=read_confidence(node),
    )
    node.text("note", "")
    node.done()
    return item


def _options(node: Node, ladders: Ladders) -> Mapping[int, Word]:
    """Read an item's own options, or those of the ladder that it names."""
    if "ladder" not in node.content:
        return _ladder(node.node("options"))
    name = node.text("ladder")
    if name not in ladders:
        raise ValueError(f"{node.where}: unknown ladder {name}")
    return ladders[name]


def _ladders(top: Node) -> Ladders:
    if "ladders" not in top.content:
        return {}
    return {key: _ladder(node) for key, node in top.node("ladders").nodes()}


def _ladder(rows: Node) -> dict[int, Word]:
    """Read wordings by points, worst first: even steps from 0."""
    options = {
        whole(int(points), rows.where): read_pair(rows.get(points), f"{rows.where}.{points}")
        for points in rows.content
        if points.isdecimal()
    }
    rows.done()
    step = max(options, default=0) // max(len(options) - 1, 1)
    if not step or list(options) != list(range(0, max(options) + 1, step)):
        raise ValueError(f"{rows.where}: options rise from 0 in even steps")
    return options


def _axis(key: str, node: Node, dimensions: tuple[Dimension, ...]) -> Axis:
    members = [each for name in node.rows("of") for each in dimensions if each.key == name]
    items = tuple(item for each in members for item in each.items)
    step = items[0].step if items else 0
    if len(members) != len(node.rows("of")) or any(item.step != step for item in items):
        raise ValueError(f"{node.where}: an axis is made of dimensions whose steps are alike")
    highest = sum(item.highest for item in items)
    bands = _bands(node, highest, step)
    totals = range(0, highest + 1, step)
    axis = Axis(
        key=key,
        name=node.text("name", members[0].name),
        name_en=node.text("name_en", members[0].name_en),
        of=tuple(each.key for each in members),
        items=items,
        bands=bands,
        band_of={
            at: n for n, (low, high) in enumerate(bands) for at in totals if low <= at <= high
        },
        step=step,
        tops=tuple((item.key, item.highest // step) for item in items),
    )
    read_confidence(node)
    node.done()
    return axis


def _bands(node: Node, highest: int, step: int) -> tuple[tuple[int, int], ...]:
    """Read the bands and see that they cover every total once, from the best down to 0."""
    bands = []
    expected = highest
    for row in node.rows("bands"):
        low, high = (whole(each, f"{node.where}.bands") for each in row)
        if high != expected or not 0 <= low <= high or low % step:
            raise ValueError(f"{node.where}: band {low}-{high} leaves a gap or an overlap")
        bands.append((low, high))
        expected = low - step
    if expected != -step:
        raise ValueError(f"{node.where}: no band for totals up to {expected}")
    return tuple(bands)


def _changes(node: Node) -> Changes:
    if node.text("coma") != "worst":
        raise ValueError(f"{node.where}.coma: only worst is known")
    changes = Changes(
        law=node.text("law"),
        coma_item=node.text("coma_item"),
        dementia_or_mental=node.whole("dementia_or_mental"),
        risk_events=node.whole("risk_events"),
        risk_events_from=node.whole("risk_events_from"),
        risk_days=node.whole("risk_days"),
        add_up=node.flag("add_up"),
    )
    read_confidence(node)
    node.done()
    return changes


def _tables(
    grade: Mapping[Bands, int], worst: int, changes: Changes | None
) -> tuple[GradeTable, ...]:
    levels = [changes.dementia_or_mental, changes.risk_events] if changes else [0]
    most = sum(levels) if changes and changes.add_up else max(levels)
    return tuple(
        build_table({bands: min(worst, each + raised) for bands, each in grade.items()})
        for raised in range(most + 1)
    )


def _items(dimensions: tuple[Dimension, ...]) -> dict[str, Item]:
    items = [item for each in dimensions for item in each.items]
    found = {item.key: item for item in items}
    if len(found) < len(items):
        raise ValueError("two items have one name")
    return found


def _check(scale: Scale, where: str) -> None:
    used = [name for axis in scale.axes for name in axis.of]
    if sorted(used) != sorted(each.key for each in scale.dimensions):
        raise ValueError(f"{where}: every dimension belongs to exactly one axis")
    if any(len(axis.bands) != len(scale.bands) for axis in scale.axes):
        raise ValueError(f"{where}: every axis has a total for each of the bands")
    if not 0 < scale.severe_from <= scale.worst:
        raise ValueError(f"{where}: severe_from is one of the grades")
    if scale.changes and scale.changes.coma_item not in scale.items:
        raise ValueError(f"{where}: coma_item is one of the items")
