"""Settled lines in FHIR's shape: what was asked and decided, exact to the 分."""

import json
import re
from datetime import date
from decimal import Decimal

from ltc.exchange.fhir import write_fhir

LINE = {
    "settlement_month": "2023-11",
    "visit": "v1",
    "claim": None,
    "claim_line": None,
    "day": date(2023, 10, 9),
    "item": "bath",
    "line": "own",
    "service_month": "2023-10",
    "person": "p1",
    "provider": "o1",
    "insurance": "employee",
    "asked": 10_005,
    "allowed": 10_005,
    "within_cap": 10_000,
    "fund": 8_000,
    "person_pays": 2_005,
    "withheld": 400,
    "to_person": 300,
    "reasons": ("benefit.ratio", "benefit.cap"),
}
LINES = [
    LINE,
    {**LINE, "visit": "v2", "asked": 1, "fund": 0, "person_pays": 1, "reasons": ()},
    {**LINE, "visit": "v3", "line": "taken_back", "asked": -10_005},
    {**LINE, "visit": "v4", "person": "p2", "day": None},
]


def written(tmp_path, rows=LINES):
    counts = write_fhir(tmp_path, rows)
    files = ("claim.ndjson", "claim-response.ndjson")
    texts = [(tmp_path / name).read_text(encoding="utf-8") for name in files]
    return (
        counts,
        texts,
        [[json.loads(each, parse_float=Decimal) for each in text.splitlines()] for text in texts],
    )


def test_one_claim_per_person_provider_month_and_kind_of_line(tmp_path):
    counts, _texts, (claims, responses) = written(tmp_path)
    assert counts == {"claim": 3, "claim-response": 3}
    assert [len(each["item"]) for each in claims] == [2, 1, 1]
    assert [each["id"] for each in claims] == [each["id"] for each in responses]
    assert responses[0]["request"] == {"reference": f"Claim/{claims[0]['id']}"}
    assert all(re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", each["id"]) for each in claims)


def test_amounts_are_numbers_with_two_decimals(tmp_path):
    _counts, (text, _), (claims, responses) = written(tmp_path)
    assert '"net":{"value":100.05,"currency":"CNY"}' in text
    assert claims[0]["total"]["value"] == Decimal("100.06")
    assert claims[1]["total"]["value"] == Decimal("-100.05")
    told = {
        each["category"]["coding"][0]["code"]: each["amount"]["value"]
        for each in responses[0]["item"][0]["adjudication"]
    }
    assert told["submitted"] == told["benefit"] + told["copay"]
    assert told["withheld"] == Decimal("4.00")
    assert told["to_person"] == Decimal("3.00")


def test_reasons_stand_with_what_is_paid(tmp_path):
    _counts, _texts, (_claims, responses) = written(tmp_path)
    first, second = (each["adjudication"][3] for each in responses[0]["item"])
    codes = [each["code"] for each in first["reason"]["coding"]]
    assert codes == ["benefit.ratio", "benefit.cap"]
    assert "reason" not in second


def test_what_is_not_known_is_left_out(tmp_path):
    _counts, _texts, (claims, _responses) = written(tmp_path)
    assert "servicedDate" not in claims[2]["item"][0]
    assert claims[0]["item"][0]["servicedDate"] == "2023-10-09"


def test_each_claim_of_ours_is_one_with_its_numbers(tmp_path):
    rows = [{**LINE, "visit": f"v{at}", "claim": 7 + at // 2, "claim_line": at} for at in (1, 2, 3)]
    counts, _texts, (claims, responses) = written(tmp_path, rows)
    assert counts["claim"] == 2
    assert [each["identifier"] for each in claims] == [
        [{"system": "urn:ltc:claim", "value": "7"}],
        [{"system": "urn:ltc:claim", "value": "8"}],
    ]
    assert [each["identifier"] for each in responses] == [each["identifier"] for each in claims]
    lines = [each["extension"][0]["valueInteger"] for made in claims for each in made["item"]]
    assert lines == [1, 2, 3]
    assert "identifier" not in written(tmp_path)[2][0][0]
