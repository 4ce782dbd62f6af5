"""Settled lines in the shape of FHIR R4: Claim and ClaimResponse per person, provider and month.

A shape for those who read FHIR, not a claim of interoperability: code systems are our own, named
``urn:ltc:…``, except where HL7 publishes one.  One resource a line (NDJSON); amounts are exact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from ltc.shared.dates import Month
from ltc.shared.ids import sha256
from ltc.shared.money import yuan

CLAIMS, RESPONSES = "claim.ndjson", "claim-response.ndjson"
_HL7 = "http://terminology.hl7.org/CodeSystem/"
_OWN = "urn:ltc:"
_AMOUNT = re.compile(r'"fen:(-?\d+)"')
# What a column of a line is called as an adjudication, and in whose code system.
_CATEGORIES = {
    "asked": ("submitted", _HL7 + "adjudication"),
    "allowed": ("eligible", _HL7 + "adjudication"),
    "within_cap": ("within_cap", _OWN + "adjudication"),
    "fund": ("benefit", _HL7 + "adjudication"),
    "person_pays": ("copay", _HL7 + "adjudication"),
    "withheld": ("withheld", _OWN + "adjudication"),
    "to_person": ("to_person", _OWN + "adjudication"),
}
_WHOLE = ("settlement_month", "person", "provider", "service_month", "line", "insurance")

Row = Mapping[str, Any]


def write_fhir(folder: Path, rows: Iterable[Row]) -> dict[str, int]:
    """Write both files from lines that come person by person; return how many claims there are."""
    count = 0
    with (
        (folder / CLAIMS).open("w", encoding="utf-8") as claims,
        (folder / RESPONSES).open("w", encoding="utf-8") as responses,
    ):
        for lines in _claims(rows):
            claims.write(_text(claim(lines)))
            responses.write(_text(response(lines)))
            count += 1
    return {"claim": count, "claim-response": count}


def claim(lines: Sequence[Row]) -> dict[str, Any]:
    """Return what was asked for."""
    head, month = lines[0], Month.parse(lines[0]["service_month"])
    items = [
        {
            "sequence": number,
            "productOrService": _coded(_OWN + "item", line["item"]),
            "servicedDate": line["day"].isoformat() if line["day"] else None,
            "net": _money(line["asked"]),
            "identifier": _named("visit", line["visit"]),
            "extension": _claim_line(line["claim_line"]),
        }
        for number, line in enumerate(lines, start=1)
    ]
    return {
        **_common("Claim", lines),
        "billablePeriod": {"start": str(month.first_day), "end": str(month.last_day)},
        "provider": {"identifier": _named("provider", head["provider"])},
        "priority": _coded(_HL7 + "processpriority", "normal"),
        "insurance": [
            {
                "sequence": 1,
                "focal": True,
                "coverage": {"identifier": _named("insurance", head["insurance"])},
            }
        ],
        "item": items,
        "total": _money(sum(line["asked"] for line in lines)),
    }


def response(lines: Sequence[Row]) -> dict[str, Any]:
    """Return what was decided about each line, with the codes of its reasons."""
    items = [
        {"itemSequence": number, "adjudication": list(_adjudicated(line))}
        for number, line in enumerate(lines, start=1)
    ]
    totals = [
        {"category": _category(name), "amount": _money(sum(line[name] for line in lines))}
        for name in _CATEGORIES
    ]
    return {
        **_common("ClaimResponse", lines),
        "insurer": {"identifier": _named("settlement", lines[0]["settlement_month"])},
        "request": {"reference": f"Claim/{_id(lines[0])}"},
        "outcome": "complete",
        "item": items,
        "total": totals,
    }


def _claims(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the lines of one claim at a time; a person's lines stand together."""
    for _whose, of_person in groupby(
        rows, key=lambda row: (row["settlement_month"], row["person"])
    ):
        by_claim: dict[str, list[Row]] = {}
        for row in of_person:
            by_claim.setdefault(_id(row), []).append(row)
        yield from by_claim.values()


def _common(kind: str, lines: Sequence[Row]) -> dict[str, Any]:
    head, month = lines[0], Month.parse(lines[0]["settlement_month"])
    return {
        "resourceType": kind,
        "id": _id(head),
        "identifier": [_named("claim", str(head["claim"]))] if head["claim"] else None,
        "status": "active",
        "type": _coded(_HL7 + "claim-type", "institutional"),
        "subType": _coded(_OWN + "line", head["line"]),
        "use": "claim",
        "patient": {"identifier": _named("person", head["person"])},
        "created": str(month.last_day),
    }


def _adjudicated(line: Row) -> Iterator[dict[str, Any]]:
    for name in _CATEGORIES:
        found: dict[str, Any] = {"category": _category(name), "amount": _money(line[name])}
        if name == "fund" and line["reasons"]:
            codes = [{"system": _OWN + "reason", "code": code} for code in line["reasons"]]
            found["reason"] = {"coding": codes}
        yield found


def _id(row: Row) -> str:
    """Return an id that FHIR takes, the same whenever the month is written.

    Lines of several claims of ours are never one Claim.
    """
    whole = [str(row[name]) for name in _WHOLE]
    return sha256("\n".join([*whole, str(row["claim"])] if row["claim"] else whole))[:32]


def _claim_line(number: int | None) -> list[dict[str, Any]] | None:
    """Return the number of the line by which a visit was claimed; R4 has no place of its own."""
    return [{"url": _OWN + "claim-line", "valueInteger": number}] if number else None


def _category(name: str) -> dict[str, Any]:
    code, system = _CATEGORIES[name]
    return _coded(system, code)


def _coded(system: str, code: str | None) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _named(kind: str, value: str) -> dict[str, str]:
    return {"system": _OWN + kind, "value": value}


def _money(amount_fen: int) -> dict[str, str]:
    """Return an amount; its number is put in when the text is written, without any float."""
    return {"value": f"fen:{amount_fen}", "currency": "CNY"}


def _text(resource: Mapping[str, Any]) -> str:
    """Write a resource on one line, without what is not known; decimals have two places."""
    text = json.dumps(_known(resource), ensure_ascii=False, separators=(",", ":"))
    return _AMOUNT.sub(lambda found: yuan(int(found[1])), text) + "\n"


def _known(value: Any) -> Any:  # noqa: ANN401 - any part of a resource
    if isinstance(value, Mapping):
        return {name: _known(part) for name, part in value.items() if part is not None}
    return [_known(part) for part in value] if isinstance(value, list) else value
