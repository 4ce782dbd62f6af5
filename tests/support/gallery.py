"""A small site around the page kit: the gallery of all macros, errors of all kinds, a form."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from flask import Flask, abort, flash, render_template, request
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader

from ltc.scope import Actor
from ltc.security.roles import ROLES
from ltc.shared.errors import BadInput, Conflict, Forbidden, NotFound
from ltc.shared.reasons import Reason, register_texts
from ltc.web import fields, kit
from ltc.web.forms import Form
from ltc.web.words import register_words

ERRORS = {
    "bad-input": BadInput("the day is missing", "缺少日期", field="day"),
    "not-found": NotFound("no such case", "没有这个案件"),
    "forbidden": Forbidden("not your desk", "不属于您的岗位"),
    "conflict": Conflict("already accepted", "已由他人受理"),
}
SECRET = "the words of an unknown exception"

register_words(
    "sample",
    {
        "submitted": ("待受理", "todo"),
        "assessing": ("评估中", "busy"),
        "in_force": ("已生效", "good"),
        "expiring": ("即将到期", "warn"),
        "refused": ("不予受理", "bad"),
        "withdrawn": "已撤回",
    },
)
register_texts({"sample.cap": ("达到月限额{cap}元", "the monthly cap of {cap} yuan is reached")})


class SampleForm(Form):
    """One field of every kind."""

    name = fields.Text(_("姓名"), longest=20)
    id_number = fields.IdNumber(_("身份证号码"), hint=_("18位，末位可为X"))
    born = fields.Day(_("出生日期"))
    phone = fields.Phone(_("联系电话"), needed=False)
    amount = fields.Money(_("金额"))
    times = fields.Whole(_("每月次数"), least=1, most=30, unit=_("次"))
    state = fields.Choice(_("状态"), kind="sample")
    mode = fields.Options(
        _("服务方式"),
        choices=[("home", _("居家")), ("institution", _("机构"))],
        hints={"home": _("护理员上门服务"), "institution": _("入住定点护理机构")},
    )
    traits = fields.Ticks(
        _("情形"), needed=False, choices=[("alone", _("独居")), ("dementia", _("失智"))]
    )
    note = fields.LongText(_("备注"), needed=False)
    file = fields.Upload(_("附件"), needed=False)
    agreed = fields.Tick(_("我已阅读并同意服务协议"))


class FilterForm(Form):
    """Two boxes over a list."""

    name = fields.Text(_("姓名"), needed=False, id="filter-name")
    state = fields.Choice(_("状态"), kind="sample", needed=False, id="filter-state")


@dataclass(frozen=True)
class Row:
    """One line of the sample list."""

    id: int
    name: str
    id_number: str
    state: str
    day: date
    fen: int
    minutes: int
    metres: float


NAMES = ("王秀兰", "李建国", "欧阳淑珍", "赵䶮", "Aybek Tursun")
STATES = ("submitted", "assessing", "in_force", "expiring", "refused", "withdrawn")


def sample_values() -> dict[str, object]:
    """Give the gallery something of everything to show."""
    at = datetime(2023, 10, 6, 1, 5, tzinfo=UTC)
    return {
        "rows": [
            Row(
                n,
                name,
                "2***************8",
                state,
                date(2023, 10, n + 1),
                n * 123456,
                n * 45,
                n * 431,
            )
            for n, (name, state) in enumerate(zip(NAMES, STATES, strict=False))
        ],
        "states": STATES,
        "a_day": date(2023, 10, 1),
        "rate": Decimal("0.725"),
        "entries": [
            {
                "at": at,
                "title": _("已受理"),
                "who": "张敏",
                "text": _("材料齐全。"),
                "tone": "good",
            },
            {"at": at, "title": _("退回补充材料"), "who": "张敏", "text": "", "tone": "warn"},
            {"at": at, "title": _("提交申请"), "who": "王秀兰", "text": "", "tone": "todo"},
        ],
        "steps": [
            {"label": _("申请"), "note": "2023-10-06", "is": "done"},
            {"label": _("受理"), "note": "2023-10-08", "is": "done"},
            {"label": _("评估"), "note": "10-20前", "is": "now"},
            {"label": _("公示"), "note": "", "is": "next"},
            {"label": _("待遇认定"), "note": "", "is": "next"},
        ],
        "reasons": [Reason("sample.cap", "盘医保发〔2022〕79号", {"cap": "1800.00"})],
        "months": [f"{n}月" for n in range(1, 10)],
        "income": [81000000 + n * 900000 for n in range(9)],
        "outgo": [62000000 + n * n * 500000 for n in range(9)],
        "grades": [_("重度Ⅰ级"), _("重度Ⅱ级"), _("重度Ⅲ级")],
        "providers": ["盘锦市安康护理院", "双台子区夕阳红居家服务中心", "辽河护理站"],
    }


ENTRIES = (
    ("", "工作台", "/", "home", 0),
    ("经办", "受理", "#a", "form", 12),
    ("经办", "评估", "#b", "scales", 0),
    ("经办", "护理计划", "#c", "plan", 0),
    ("服务", "上门服务", "#d", "care", 3),
    ("服务", "定点机构", "#e", "building", 0),
    ("基金", "结算", "#f", "money", 0),
    ("基金", "账簿", "#g", "book", 0),
    ("监管", "检查", "#h", "shield", 0),
)


def sample_menu(most: int) -> list[dict[str, object]]:
    """Return the first ``most`` entries as the site's own menu does."""
    groups: dict[str, list[dict[str, object]]] = {}
    for group, label, url, icon, count in ENTRIES[:most]:
        entry = {"label": label, "url": url, "icon": icon, "count": count, "active": url == "/"}
        groups.setdefault(group, []).append(entry)
    return [{"group": group, "entries": entries} for group, entries in groups.items()]


def make_app(entries: int = len(ENTRIES)) -> Flask:
    """Build the small site with a menu of so many entries."""
    app = Flask("gallery", static_folder=str(kit.STATIC), template_folder=str(kit.TEMPLATES))
    app.config.update(SECRET_KEY="for tests only", TESTING=False, PROPAGATE_EXCEPTIONS=False)
    app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(Path(__file__).parent)])
    CSRFProtect(app)
    kit.install(app)
    app.jinja_env.globals.update(
        menu=lambda: sample_menu(entries),
        actor=lambda: Actor(1, "张敏", frozenset({"bureau_officer"})),
        roles=ROLES,
        area_name="盘锦市",
    )
    add_pages(app)
    return app


def add_pages(app: Flask) -> None:
    """Add the gallery, the sign-in page and pages that go wrong."""

    @app.route("/", methods=["GET", "POST"])
    def gallery() -> tuple[str, int]:
        form = SampleForm()
        if request.method == "GET":
            flash("已保存申请。", "good")
        status = 200 if form.sent() or request.method == "GET" else 422
        values = {"form": form, "filter_form": FilterForm(request.args), **sample_values()}
        return render_template("gallery.html", **values), status

    @app.get("/sign-in", endpoint="SignIn.sign_in")
    def sign_in() -> str:
        return render_template("accounts/sign_in.html", form=SignInForm())

    @app.post("/sign-out", endpoint="SignIn.sign_out")
    @app.get("/password", endpoint="SignIn.password")
    def nothing() -> str:
        return ""

    @app.get("/wrong/<kind>")
    def wrong(kind: str) -> str:
        if kind.isdigit():
            abort(int(kind))
        raise ERRORS.get(kind, RuntimeError(SECRET))

    @app.get("/api/v1/wrong/<kind>")
    def api_wrong(kind: str) -> str:
        return wrong(kind)


class SignInForm(Form):
    """Name and password."""

    username = fields.Text(_("用户名"), hint="")
    password = fields.Password(_("密码"))
