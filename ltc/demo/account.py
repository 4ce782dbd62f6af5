"""What is printed at the end: totals, the balance of the books, papers, who can sign in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from billing.ledger.rules.chart import account
from ltc.demo.accounts import LOGINS
from ltc.demo.cast import PASSWORD
from ltc.demo.chapters.settling import books
from ltc.demo.run import Ending
from ltc.demo.story import Story
from ltc.security.roles import CARER, ROLES
from ltc.shared.clock import SHANGHAI
from ltc.shared.money import yuan


def totals(story: Story, ending: Ending) -> Iterable[str]:
    """Yield the sums of both months and the balance of every account."""
    yield "合计 · totals（元）"
    for month, done, state in (
        (story.month, ending.paid, "已拨付 paid"),
        (story.month.next(), ending.waiting, "待签署 waits for signatures"),
    ):
        yield (
            f"  {month}  申报 asked {yuan(done.asked_fen):>12}  基金 fund {yuan(done.fund_fen):>12}"
            f"  个人 person {yuan(done.person_fen):>12}  更正 corrections "
            f"{yuan(done.adjusted_fund_fen):>10}  {done.lines} 行 lines  {state}"
        )
    rows, off = books(story)
    yield "基金账 · the fund's books（借方为正 debit is positive）"
    for code, balance in rows:
        found = account(code)
        yield f"  {code:24}{yuan(balance):>16}  {found.name} · {found.name_en}"
    verdict = "平衡 balanced" if off == 0 else "不平衡 NOT BALANCED"
    yield f"  {'':24}{yuan(off):>16}  {verdict}"


def checks(faults: Sequence[str]) -> Iterable[str]:
    """Yield what ``ltc check`` says."""
    yield "核对 · ltc check: " + ("没有发现问题 silent" if not faults else f"{len(faults)} 处问题")
    yield from (f"  {fault}" for fault in faults)


def papers(files: Sequence[tuple[str, Path]]) -> Iterable[str]:
    """Yield the papers that were written."""
    if files:
        yield "文书 · papers (PDF)"
        yield from (f"  {title}  {path}" for title, path in files)


def logins(ending: Ending) -> Iterable[str]:
    """Yield one account for each role."""
    yield f"登录 · logins（密码都是 · password of all: {PASSWORD}）"
    for role, name in ROLES.items():
        login = ending.carer if role == CARER else LOGINS[role]
        yield f"  {login:12} {name} · {role}"


def farewell(story: Story, ending: Ending, folder: Path) -> Iterable[str]:
    """Yield how the story is found again."""
    local = ending.now.astimezone(SHANGHAI)
    took = sum(story.tell.seconds.values())
    yield f"用时 · seconds  {took:.1f}"
    yield f"结果哈希 · result hash  {ending.result_hash}"
    yield f"网站时间 · the site's clock begins at  {local:%Y-%m-%d %H:%M}"
    yield f"数据 · data  {folder}"
    yield (
        "再次打开 · to serve it again:  "
        f"LTC_DATA_DIR={folder} LTC_CLOCK={local.isoformat()} ltc serve"
    )
    yield "人物、住址、证件号、电话和点位均为虚构 · people, addresses and numbers are invented"
