"""Facts about a person that follow from others."""

from __future__ import annotations

from ltc.shared.errors import Unknown

# category of insurance: the scheme whose fund pays
SCHEME = {
    "employee": "employee",
    "flexible": "employee",
    "retiree": "employee",
    "resident": "resident",
}
_SEX_PLACE = 16


def scheme_of(category: str) -> str:
    """Return the scheme (employee or resident) that a category belongs to."""
    if category not in SCHEME:
        raise Unknown.word("category", category, SCHEME, field="category")
    return SCHEME[category]


def sex_of(id_number: str) -> str:
    """Return M or F as the ID number says: odd is male."""
    return "M" if int(id_number[_SEX_PLACE]) % 2 else "F"
