"""The chart of accounts 会计科目, as data.  Each area and insurance keeps these accounts apart.

Debit is positive.  Benefits have one account per mode of service; the modes are the packs' own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ltc.shared.errors import Unknown

EMPLOYEE, RESIDENT = "employee", "resident"
INSURANCES = {EMPLOYEE: "职工", RESIDENT: "城乡居民"}

ASSET, LIABILITY, INCOME, EXPENSE, BALANCE = "asset", "liability", "income", "expense", "balance"


@dataclass(frozen=True, slots=True)
class Account:
    """One account; ``per_provider`` accounts also say whose money it is, an operator's as well.

    ``undivided``: entries of before said it for all together, and stay as they are.
    """

    code: str
    name: str
    name_en: str
    kind: str
    per_provider: bool = False
    undivided: bool = False


CASH = "cash.pool"
RECOVERIES = "receivable.recovery"
WORKING_CAPITAL = "prepaid.working_capital"
PAYABLE = "payable.provider"
PERSON_PAYABLE = "payable.person"  # to all people together; to whom, their lines and payments say
DEPOSIT = "payable.deposit"
OPERATOR_PAYABLE = "payable.operator"
OPERATOR_HELD = "payable.operator_held"
RISK_BORNE, RISK_SHARED = "income.risk_share", "expense.risk_share"
ASSESSMENT_PAYABLE = "payable.assessment"
OPENING = "balance.opening"
TRANSFER = "income.medical_pool"
BENEFIT = "benefit."

CHART = (
    Account(CASH, "长护险基金存款", "Fund cash", ASSET),
    Account(RECOVERIES, "应收追回款", "Recoveries receivable", ASSET, per_provider=True),
    Account(WORKING_CAPITAL, "预付周转金", "Prepaid working capital", ASSET, per_provider=True),
    Account(PAYABLE, "应付护理机构款", "Payable to providers", LIABILITY, per_provider=True),
    Account(PERSON_PAYABLE, "应付个人待遇款", "Payable to people", LIABILITY),
    Account(DEPOSIT, "暂扣质量保证金", "Deposit withheld", LIABILITY, per_provider=True),
    Account(
        OPERATOR_PAYABLE,
        "应付经办服务费",
        "Payable to operators",
        LIABILITY,
        per_provider=True,
        undivided=True,
    ),
    Account(
        OPERATOR_HELD, "暂扣经办服务费", "Operators' fees withheld", LIABILITY, per_provider=True
    ),
    Account(ASSESSMENT_PAYABLE, "应付评估费", "Payable to assessors", LIABILITY),
    Account(OPENING, "上年结转基金结余", "Balance brought forward", BALANCE),
    Account(TRANSFER, "职工医保统筹基金划转收入", "Transfer from the medical pool", INCOME),
    Account("income.employer", "单位缴费收入", "Employers' contributions", INCOME),
    Account("income.individual", "个人缴费收入", "Individuals' contributions", INCOME),
    Account(
        "income.personal_account",
        "个人账户代扣收入",
        "Deducted from personal medical accounts",
        INCOME,
    ),
    Account("income.fiscal", "财政补助收入", "Fiscal subsidy", INCOME),
    Account("income.lottery", "福彩公益金收入", "Welfare lottery", INCOME),
    Account("income.donation", "社会捐赠收入", "Donations", INCOME),
    Account("income.interest", "利息收入", "Interest", INCOME),
    Account("income.penalty", "违约金及罚没收入", "Penalties", INCOME),
    Account(RISK_BORNE, "经办机构分担亏损收入", "Losses borne by operators", INCOME),
    Account("benefit.home", "居家护理待遇支出", "Benefits: home care", EXPENSE),
    Account("benefit.institution", "机构护理待遇支出", "Benefits: institutions", EXPENSE),
    Account("benefit.community", "社区护理待遇支出", "Benefits: community care", EXPENSE),
    Account("benefit.family", "家庭照护待遇支出", "Benefits: family care", EXPENSE),
    Account(
        "benefit.medical_institution",
        "医疗机构护理待遇支出",
        "Benefits: medical institutions",
        EXPENSE,
    ),
    Account("expense.assessment", "失能评估费支出", "Assessment fees", EXPENSE),
    Account("expense.operator", "经办服务费支出", "Operators' fees", EXPENSE),
    Account(RISK_SHARED, "经办机构分享盈余支出", "Surplus shared with operators", EXPENSE),
)

SOURCES = tuple(account.code for account in CHART if account.kind == INCOME)
"""Where money comes from; an officer enters these with the number of the document."""

_BY_CODE = {account.code: account for account in CHART}
_MODE = re.compile(r"benefit\.[a-z][a-z0-9_]{1,28}")


def account(code: str) -> Account:
    """Return the account called ``code``; a mode that only a pack knows has its own too."""
    if code in _BY_CODE:
        return _BY_CODE[code]
    if _MODE.fullmatch(code):
        mode = code.removeprefix(BENEFIT)
        return Account(code, f"待遇支出（{mode}）", f"Benefits: {mode}", EXPENSE)
    raise Unknown.word("account", code, _BY_CODE)


def benefit_account(mode: str) -> str:
    """Return the account that benefits of ``mode`` are charged to."""
    return account(BENEFIT + mode).code


def natural_sign(code: str) -> int:
    """Return 1 where an account normally stands in debit, -1 where in credit."""
    return 1 if account(code).kind in (ASSET, EXPENSE) else -1
