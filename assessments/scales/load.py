"""Scales as shipped: found by name, read strictly, checked, hashed, kept.

The fingerprint is the SHA-256 of the canonical content, so a comment does not change it and a
changed point does.  Every stored assessment keeps scale, version and fingerprint.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from assessments.rules.scale import Scale, SelfScale
from assessments.scales.build import build_scale
from assessments.scales.build_self import build_self_scale
from ltc.policy.strict_yaml import read
from ltc.shared.errors import Unknown
from ltc.shared.ids import canonical_json, sha256

FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def scale_names() -> tuple[str, ...]:
    """Return the names of the scales that can be asked for."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def load_scale(name: object) -> Scale | SelfScale:
    """Return the scale ``name``, or say which ones there are."""
    if not isinstance(name, str) or name not in scale_names():
        raise Unknown.word("scale", name, scale_names(), field="scale", zh="量表")
    return load_file(FOLDER / f"{name}.yaml")


def load_points_scale(name: object) -> Scale:
    """Return the scale ``name`` that gives points and a grade; the self-assessment is none."""
    scale = load_scale(name)
    if isinstance(scale, SelfScale):
        known = [each for each in scale_names() if isinstance(load_scale(each), Scale)]
        raise Unknown.word("scale with points", name, known, field="scale", zh="评分量表")
    return scale


@lru_cache(maxsize=64)
def load_file(path: Path) -> Scale | SelfScale:
    """Read and check the scale in ``path``; a broken file is refused as a whole."""
    content = read(path).plain()
    if not isinstance(content, dict):
        raise ValueError(f"{path.name} is not a mapping")  # noqa: TRY004 - a broken file
    return build(content)


def build(content: Mapping[str, Any]) -> Scale | SelfScale:
    """Return the scale in ``content``, with the hash of exactly that content."""
    fingerprint = sha256(canonical_json(content))
    if content.get("kind") == "self":
        return build_self_scale(content, fingerprint)
    return build_scale(content, fingerprint)
