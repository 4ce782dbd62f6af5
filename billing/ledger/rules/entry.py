"""Entries of the books: made whole and balanced, or not at all.  Names are never in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from billing.ledger.rules.chart import INSURANCES, account
from ltc.shared.errors import BadInput, Unknown

_FEWEST_LINES = 2
_LONGEST_DOCUMENT = 50


class Unbalanced(ValueError):
    """The lines of an entry do not make one: a broken invariant, never a user's mistake."""


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One side of an entry: debit positive, credit negative."""

    account: str
    amount_fen: int
    provider_id: int | None = None

    def __post_init__(self) -> None:
        """Refuse an unknown account, an empty amount, a provider where none or one belongs."""
        kind = account(self.account)
        if not isinstance(self.amount_fen, int) or isinstance(self.amount_fen, bool):
            raise TypeError(f"{self.account}: {self.amount_fen!r} is not a whole number of 分")
        if self.amount_fen == 0:
            raise Unbalanced(f"{self.account} has an empty line")
        told = self.provider_id is not None
        if kind.per_provider != told and not (kind.undivided and not told):
            needs = "needs" if kind.per_provider else "takes no"
            raise Unbalanced(f"{self.account} {needs} provider")


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about: the record that an auditor opens next."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One posting of one area and insurance; ``key`` makes the same fact twice one entry."""

    key: str
    area_code: str
    insurance: str
    kind: str
    posted_on: date
    about: About
    lines: tuple[Line, ...]
    document: str = ""
    memo: str = ""
    reverses_id: int | None = None

    def __post_init__(self) -> None:
        """Refuse what does not balance to the 分."""
        if self.insurance not in INSURANCES:
            raise Unknown.word("insurance", self.insurance, INSURANCES)
        if len(self.lines) < _FEWEST_LINES:
            raise Unbalanced(f"entry {self.key} needs two lines or more")
        off = sum(line.amount_fen for line in self.lines)
        if off:
            raise Unbalanced(f"entry {self.key} is off by {off} 分")

    @property
    def undivided(self) -> str:
        """An account of which a line does not say whose money it is, though it could; or none."""
        return next(
            (
                line.account
                for line in self.lines
                if line.provider_id is None and account(line.account).per_provider
            ),
            "",
        )

    def reversal(self, entry_id: int, *, on: date, why: str) -> Entry:
        """Return the entry that takes this one (stored as ``entry_id``) back."""
        return replace(
            self,
            key=f"reversal:{entry_id}",
            kind="reversal",
            posted_on=on,
            memo=why,
            lines=tuple(replace(line, amount_fen=-line.amount_fen) for line in self.lines),
            reverses_id=entry_id,
        )


@dataclass(frozen=True, slots=True)
class Income:
    """Money that came in, as an officer enters it from a document."""

    area_code: str
    insurance: str
    source: str
    amount_fen: int
    received_on: date
    document: str
    memo: str = ""

    def entry(self) -> Entry:
        """Return its entry; document and day are what makes entering it twice one entry."""
        document = self.document.strip()
        if self.amount_fen <= 0:
            raise BadInput("the amount must be above zero", "金额应大于零", field="amount")
        if not 0 < len(document) <= _LONGEST_DOCUMENT:
            raise BadInput(
                f"the document's number is needed, {_LONGEST_DOCUMENT} characters at most",
                f"请填写凭据文号，不超过{_LONGEST_DOCUMENT}个字",
                field="document",
            )
        if account(self.source).kind not in ("income", "balance"):
            raise BadInput("this is not a source of money", "请选择资金来源", field="source")
        return Entry(
            key=":".join(
                (
                    "income",
                    self.area_code,
                    self.insurance,
                    self.source,
                    str(self.received_on),
                    document,
                )
            ),
            area_code=self.area_code,
            insurance=self.insurance,
            kind="income",
            posted_on=self.received_on,
            about=About("document", self.source),
            document=document,
            memo=self.memo.strip(),
            lines=pair("cash.pool", self.source, self.amount_fen),
        )


def pair(debit: str, credit: str, amount_fen: int) -> tuple[Line, Line]:
    """Return the two lines of the simplest entry."""
    return Line(debit, amount_fen), Line(credit, -amount_fen)


def merged(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Add up lines of one account and provider; what comes to nothing is left out."""
    sums: dict[tuple[str, int | None], int] = {}
    for line in lines:
        place = (line.account, line.provider_id)
        sums[place] = sums.get(place, 0) + line.amount_fen
    return tuple(
        Line(account_code, amount, provider_id)
        for (account_code, provider_id), amount in sums.items()
        if amount
    )
