"""The exchange files, in the one place where they are defined; ``docs/exchange.md`` is made here.

In the order in which they are read: a file names only records of the files before it.
"""

from __future__ import annotations

from billing.claims.rules.states import KINDS as CLAIM_KINDS
from billing.payments.matching import RESULTS
from billing.payments.returned import WHY
from ltc.case.plan.rules import HOW
from ltc.case.rules.events import KINDS, LONGEST_NOTE, LONGEST_SOURCE
from ltc.case.rules.people import SCHEME
from ltc.directory.staff import WORK
from ltc.exchange.layout import Field, Layout
from ltc.shared.geo import CRS_WORDS
from providers.visits.rules.proofs import INDEPENDENT, NOT_ENOUGH

SCHEMES = ("employee", "resident")
UNITS = ("visit", "hour", "day", "month", "item")
OUTCOMES = ("planned", "done", "missed", "refused", "voided", "unfinished")
FIX_STATUSES = ("denied", "off", "timed_out")
LINE_KINDS = ("own", "taken_back", "corrected")
_PACK = "所在统筹区政策包的代码，`ltc packs show` 可查"


def _id(zh: str) -> Field:
    return Field("id", f"{zh}编号（来源系统内唯一）", required=True, most=80)


def _ref(name: str, zh: str, refers: str, *, required: bool = True) -> Field:
    return Field(name, zh, refers=refers, required=required, most=80)


def _fix(end: str, zh: str) -> tuple[Field, ...]:
    """Evidence of place at one end of a visit; raw, as the device said it."""
    return (
        Field(f"{end}_lat", f"{zh}纬度", "number", unit="度", personal=True),
        Field(f"{end}_lon", f"{zh}经度", "number", unit="度", personal=True),
        Field(f"{end}_crs", f"{zh}坐标系", codes=CRS_WORDS),
        Field(f"{end}_accuracy", f"{zh}定位精度", "number", unit="米"),
        Field(f"{end}_taken_at", f"{zh}定位时刻", "instant"),
        Field(f"{end}_mocked", f"{zh}设备自报模拟定位", "flag"),
        Field(f"{end}_status", f"{zh}没有定位的原因", codes=FIX_STATUSES),
    )


PERSONS = Layout(
    "persons",
    "参保人",
    "当月有待遇、计划、服务或事件的参保人。性别、出生日期由身份证号得出。",
    (
        _id("参保人"),
        Field("area", "区划代码", required=True, words="已启用的区划", most=12),
        Field("name", "姓名", required=True, personal=True, most=60),
        Field("id_number", "身份证号", required=True, personal=True, most=18),
        Field("category", "参保类别", required=True, codes=tuple(SCHEME)),
        Field("insured_from", "参保日期", "day", required=True),
        Field("phone", "联系电话", personal=True, most=30),
        Field("address", "住址", personal=True),
        Field("home_lat", "住址纬度（WGS-84）", "number", unit="度", personal=True),
        Field("home_lon", "住址经度（WGS-84）", "number", unit="度", personal=True),
        Field("traits", "人员特征", "words", words=_PACK),
        Field("guardian_name", "监护人姓名", personal=True, most=60),
        Field("guardian_phone", "监护人电话", personal=True, most=30),
        Field("health_note", "健康说明", personal=True, most=2000),
        Field("sex", "性别", codes=("M", "F"), ours=True),
        Field("born_on", "出生日期", "day", personal=True, ours=True),
        Field("insurance", "险种", codes=SCHEMES, ours=True),
    ),
)
DETERMINATIONS = Layout(
    "determinations",
    "待遇认定",
    "以上参保人截至月末的全部认定，含已被后续事件提前终止的。已作出的认定不能改写。",
    (
        _id("认定"),
        _ref("person", "参保人", "persons"),
        Field("entitled", "是否享受待遇", "flag", required=True),
        Field("national_grade", "国家失能等级", "int", unit="0 至 5 级", required=True),
        Field("first_day", "起日", "day", required=True),
        Field("last_day", "止日（作出时）", "day", required=True),
        Field("decided_on", "作出日期", "day", required=True),
        Field("ended_on", "提前终止后的止日", "day"),
        Field("end_reason", "提前终止原因", most=40),
        Field("grade", "本地等级", words=_PACK, ours=True),
    ),
)
PROVIDERS = Layout(
    "providers",
    "护理服务机构",
    "本统筹区的护理服务机构，以及为以上参保人服务的外地机构。",
    (
        _id("机构"),
        Field("credit_code", "统一社会信用代码", required=True, most=18),
        Field("name", "名称", required=True, most=120),
        Field("area", "区划代码", required=True, words="已启用的区划", most=12),
        Field("address", "地址"),
        Field("phone", "电话", most=30),
        Field("lat", "纬度（WGS-84）", "number", unit="度"),
        Field("lon", "经度（WGS-84）", "number", unit="度"),
        Field("registered_on", "登记日期", "day"),
    ),
)
AGREEMENTS = Layout(
    "agreements",
    "服务协议",
    "生效过的协议。命令行导入时按原系统已走完的程序生效；页面导入时停在“待审核”，由他人审核、签订。",
    (
        _id("协议"),
        _ref("provider", "机构", "providers"),
        Field("number", "协议编号", required=True, most=60),
        Field("modes", "服务方式", "words", required=True, words=_PACK),
        Field("capacity", "服务容量", "int", unit="人", required=True),
        Field("first_day", "起日", "day", required=True),
        Field("last_day", "止日", "day", required=True),
        Field("deposit", "保证金", "money", unit="元"),
    ),
)
PRICES = Layout(
    "prices",
    "协议价格",
    "协议约定的项目单价。",
    (
        _id("价格"),
        _ref("agreement", "协议", "agreements"),
        Field("item", "服务项目", required=True, words=_PACK, most=40),
        Field("unit", "计价单位", required=True, codes=UNITS),
        Field("price", "单价", "money", unit="元", required=True),
        Field("minutes", "每次时长", "int", unit="分钟", required=True),
        Field("qualification", "人员资质", required=True, words=_PACK, most=20),
        Field("first_day", "起日", "day", required=True),
        Field("last_day", "止日", "day", required=True),
    ),
)
CARERS = Layout(
    "carers",
    "护理人员",
    "以上机构的护理人员。",
    (
        _id("人员"),
        _ref("provider", "机构", "providers"),
        Field("name", "姓名", required=True, personal=True, most=60),
        Field("work", "岗位", required=True, codes=WORK),
        Field("sex", "性别", codes=("M", "F")),
        Field("phone", "电话", personal=True, most=30),
        Field("address", "住址", personal=True),
        Field("left", "已离岗", "flag"),
    ),
)
CERTIFICATES = Layout(
    "certificates",
    "资格证书",
    "护理人员的证书。没有有效证书的人员，其服务不能核实。",
    (
        _id("证书"),
        _ref("carer", "人员", "carers"),
        Field("kind", "证书种类", required=True, words=_PACK, most=30),
        Field("number", "证书编号", required=True, personal=True, most=60),
        Field("first_day", "起日", "day", required=True),
        Field("last_day", "止日", "day", required=True),
    ),
)
PLANS = Layout(
    "plans",
    "护理计划",
    "当月有效、已经本人确认的计划。草稿不交换。同一参保人后确认的计划接替前一份。",
    (
        _id("计划"),
        _ref("person", "参保人", "persons"),
        Field("mode", "服务方式", required=True, words=_PACK, most=30),
        Field("first_day", "起日", "day", required=True),
        Field("confirmed_by", "确认人", required=True, personal=True, most=60),
        Field("confirmed_how", "确认方式", codes=HOW, ours=True),
        Field("last_day", "止日", "day", ours=True),
        Field("planned", "每月计划费用", "money", unit="元", ours=True),
        Field("quota", "每月待遇标准", "money", unit="元", ours=True),
    ),
)
PLAN_ITEMS = Layout(
    "plan_items",
    "计划项目",
    "计划中的服务项目；随计划一并导入，其中一项有误则整份计划不导入。",
    (
        _id("项目"),
        _ref("plan", "计划", "plans"),
        Field("item", "服务项目", required=True, words=_PACK, most=40),
        Field("times", "每月次数", "int", unit="次", required=True),
        Field("minutes", "每次时长", "int", unit="分钟", required=True),
        Field("qualification", "人员资质", required=True, words=_PACK, most=20),
        Field("price", "每次价格", "money", unit="元", required=True),
    ),
)
ASSIGNMENTS = Layout(
    "assignments",
    "派单",
    "由哪家机构按计划服务。",
    (
        _id("派单"),
        _ref("plan", "计划", "plans"),
        _ref("agreement", "协议", "agreements"),
        _ref("carer", "责任护理员", "carers", required=False),
        Field("first_day", "起日", "day", required=True),
        Field("last_day", "止日", "day"),
        Field("free_choice", "本人自选机构", "flag", required=True),
    ),
)
STAYS = Layout(
    "stays",
    "事件（住院、死亡等）",
    "以上参保人截至月末发生的事件。死亡或迁出会终止个案。",
    (
        _id("事件"),
        _ref("person", "参保人", "persons"),
        Field("kind", "种类", required=True, codes=KINDS),
        Field("first_day", "起日", "day", required=True),
        Field("last_day", "止日", "day"),
        Field("source", "消息来源", required=True, most=LONGEST_SOURCE),
        Field("note", "说明", personal=True, most=LONGEST_NOTE),
        Field("taken_back", "已撤销", "flag"),
    ),
)
VISITS = Layout(
    "visits",
    "上门服务",
    "当月的服务及其到场证据。位置结论、时长、价格由本系统重新得出，不采信文件中的值。",
    (
        _id("服务"),
        _ref("assignment", "派单", "assignments"),
        _ref("carer", "护理员", "carers"),
        Field("item", "服务项目", required=True, words=_PACK, most=40),
        Field("planned_start", "计划开始", "instant", required=True),
        Field("planned_minutes", "计划时长", "int", unit="分钟", required=True),
        Field("outcome", "结果", required=True, codes=OUTCOMES),
        Field("why_not", "未服务、拒绝或作废的原因"),
        Field("started_at", "开始时刻", "instant"),
        Field("ended_at", "结束时刻", "instant"),
        Field("manual", "补登", "flag"),
        Field("two_person", "双人服务", "flag"),
        Field("proofs", "其他到场证明", "words", codes=tuple(sorted(INDEPENDENT | NOT_ENOUGH))),
        *_fix("in", "签到"),
        *_fix("out", "签退"),
        _ref("person", "参保人", "persons", required=False),
        Field("state", "状态", words="服务状态", ours=True),
        Field("in_verdict", "签到位置结论", codes=("in", "weak", "out", "none"), ours=True),
        Field("out_verdict", "签退位置结论", codes=("in", "weak", "out", "none"), ours=True),
        Field("minutes", "实际时长", "int", unit="分钟", ours=True),
        Field("price", "单价", "money", unit="元", ours=True),
    ),
)
CLAIM_LINES = Layout(
    "claim_lines",
    "申报行",
    "机构申报一个月的服务，只由命令行导入。检查通过的行成为该机构的申报草稿，由机构在“申报”页提交。",
    (
        _id("申报行"),
        _ref("provider", "机构", "providers"),
        Field("month", "服务月份", "month", required=True),
        Field("area", "统筹区（空：机构所在地）", words="已启用的区划", most=12),
        Field("kind", "类别", required=True, codes=tuple(CLAIM_KINDS)),
        _ref("visit", "服务", "visits"),
        Field("prior", "被替换或撤回的申报行号", "int"),
    ),
    exported=False,
)
CLAIMS = Layout(
    "claims",
    "结算明细",
    "当月结算的每一行，含对以前月份的更正。",
    (
        Field("settlement_month", "结算月份", "month", ours=True),
        Field("visit", "服务", refers="visits", ours=True),
        Field("claim", "申报编号（按申报结算的统筹区）", "int", ours=True),
        Field("claim_line", "申报行号", "int", ours=True),
        Field("day", "服务日期", "day", ours=True),
        Field("item", "服务项目", words=_PACK, ours=True),
        Field("line", "行类别", codes=LINE_KINDS, ours=True),
        Field("service_month", "服务月份", "month", ours=True),
        Field("person", "参保人", refers="persons", ours=True),
        Field("provider", "机构", refers="providers", ours=True),
        Field("carer", "护理员", refers="carers", ours=True),
        Field("insurance", "险种", codes=SCHEMES, ours=True),
        Field("grade", "本地等级", words=_PACK, ours=True),
        Field("mode", "服务方式", words=_PACK, ours=True),
        Field("asked", "申报金额", "money", unit="元", ours=True),
        Field("allowed", "核定金额", "money", unit="元", ours=True),
        Field("within_cap", "限额内金额", "money", unit="元", ours=True),
        Field("fund", "基金支付", "money", unit="元", ours=True),
        Field("person_pays", "个人负担", "money", unit="元", ours=True),
        Field("withheld", "暂扣保证金", "money", unit="元", ours=True),
        Field("to_person", "其中付给参保人", "money", unit="元", ours=True),
        Field("reasons", "原因代码", "words", words="结算原因", ours=True),
    ),
    importable=False,
    not_importable="结果由本系统重新算出：导入服务后运行 `ltc settle`；申报见 claim_lines。",
)
PAYMENTS = Layout(
    "payments",
    "付款",
    "当月结算的付款单，一行一家机构或一名参保人（家庭照护、服务金额中付给个人的部分）、一个险种。",
    (
        Field("settlement_month", "结算月份", "month", ours=True),
        Field("provider", "机构", refers="providers", ours=True),
        Field("person", "参保人", refers="persons", ours=True),
        Field("insurance", "险种", codes=SCHEMES, ours=True),
        Field("state", "付款单状态", codes=("drafted", "approved", "paid", "withdrawn"), ours=True),
        Field("due", "本月应付", "money", unit="元", ours=True),
        Field("carried_in", "上期结转", "money", unit="元", ours=True),
        Field("paid", "实付", "money", unit="元", ours=True),
        Field("carried_out", "结转下期", "money", unit="元", ours=True),
        Field("paid_on", "付款日期", "day", ours=True),
        Field("bank_reference", "银行流水号", ours=True),
    ),
    importable=False,
    not_importable="付款经复核后由本系统记账；银行付出的结果另见 bank_results。",
)
BANK_RESULTS = Layout(
    "bank_results",
    "银行回盘",
    "银行对付款单各行的答复，一行对应银行文件的一行。一张付款单的各行都相符才登记付款；"
    "付给个人而被退回的，登记后待另一人确认。",
    (
        _id("回盘行"),
        Field("order", "付款单编号", "int", required=True),
        Field("number", "银行文件中的序号", "int", required=True),
        Field("account", "收款账号", required=True, personal=True, most=40),
        Field("amount", "金额", "money", unit="元", required=True),
        Field("result", "结果", required=True, codes=RESULTS),
        Field("day", "付款日期或退回日期", "day", required=True),
        Field("bank_reference", "银行流水号（付出的各行相同）", required=True, most=60),
        Field("why", "退回原因", codes=tuple(WHY)),
    ),
    exported=False,
)

LAYOUTS = {
    layout.name: layout
    for layout in (
        PERSONS,
        DETERMINATIONS,
        PROVIDERS,
        AGREEMENTS,
        PRICES,
        CARERS,
        CERTIFICATES,
        PLANS,
        PLAN_ITEMS,
        ASSIGNMENTS,
        STAYS,
        VISITS,
        CLAIM_LINES,
        CLAIMS,
        PAYMENTS,
        BANK_RESULTS,
    )
}
IMPORTABLE = tuple(name for name, layout in LAYOUTS.items() if layout.importable)
EXPORTED = tuple(name for name, layout in LAYOUTS.items() if layout.exported)
