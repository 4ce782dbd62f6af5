"""One place that turns what went wrong into a plain page, or JSON where a program asks.

Neither ever holds a stack trace or the text of an unknown exception; both hold the request's id.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, current_app, jsonify, request
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from ltc.shared.errors import LtcError
from ltc.web.headers import request_id
from ltc.web.language import current_language
from ltc.web.reader import local_path

_FIRST_ERROR = 400
# What happened, and what to do about it.
_WORDS = {
    400: (lazy_gettext("请求有误"), lazy_gettext("请返回上一页，检查后再试。")),
    401: (lazy_gettext("请先登录"), lazy_gettext("登录后才能查看这个页面。")),
    403: (
        lazy_gettext("没有权限"),
        lazy_gettext("您的岗位不能办理这一事项。如有需要，请联系本单位的管理员。"),
    ),
    404: (
        lazy_gettext("没有找到"),
        lazy_gettext(
            "这个页面或记录不存在，或者不在您的管辖范围内。请核对地址，或从首页重新查找。"
        ),
    ),
    405: (lazy_gettext("不能这样办理"), lazy_gettext("请从页面上的按钮办理。")),
    409: (
        lazy_gettext("记录已经变化"),
        lazy_gettext("这条记录刚被他人办理过。请返回并刷新，看清现在的状态后再办。"),
    ),
    413: (lazy_gettext("文件太大"), lazy_gettext("请压缩文件或减少页数后再上传。")),
    422: (lazy_gettext("内容有误"), lazy_gettext("请返回上一页，改正后再提交。")),
    429: (lazy_gettext("操作太频繁"), lazy_gettext("请过几分钟再试。")),
    500: (
        lazy_gettext("系统出错了"),
        lazy_gettext("刚才的操作没有生效。请稍后再试；若仍不行，请把下面的编号告诉管理员。"),
    ),
    503: (lazy_gettext("系统维护"), lazy_gettext("系统正在维护，请稍后再试。")),
}
_STALE_FORM = (
    lazy_gettext("页面停留太久"),
    lazy_gettext("为了安全，这张表单已经过期。请返回上一页刷新，再提交一次。"),
)


def wants_json() -> bool:
    """Tell whether a program asks: under ``/api/``, or where JSON is wanted more than a page."""
    if request.path.startswith("/api/"):
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def show_ltc_error(error: LtcError) -> Response:
    """Show a situation that the reader can act on, in the reader's language."""
    if wants_json():
        return _as_json(error.status, error.as_answer())
    title, _ = _WORDS.get(error.status, _WORDS[400])
    return _as_page(error.status, str(title), error.message(current_language()))


def show_http_error(error: HTTPException) -> Response:
    """Show one of HTTP's own errors, an unknown exception (500) included."""
    if error.response is not None or (error.code or _FIRST_ERROR) < _FIRST_ERROR:
        return error.get_response(request.environ)  # type: ignore[return-value]
    status = error.code or 500
    title, advice = _STALE_FORM if isinstance(error, CSRFError) else _words(status)
    if wants_json():
        code = error.name.lower().replace(" ", "_")
        message = f"{title}：{advice}" if current_language() == "zh" else f"{title}: {advice}"
        body = {"error": {"code": code, "field": None, "message": message}}
        answer = _as_json(status, body)
    else:
        answer = _as_page(status, str(title), str(advice))
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _words(status: int) -> tuple[str, str]:
    """Return what happened and what to do, also for a status without words of its own."""
    nearest = 500 if status >= 500 else 400  # noqa: PLR2004 - HTTP's two families of errors
    return _WORDS.get(status, _WORDS[nearest])


def _as_json(status: int, body: Mapping[str, object]) -> Response:
    """Answer a program."""
    answer = jsonify({**body, "request_id": request_id()})
    answer.status_code = status
    return answer


def _as_page(status: int, title: str, text: str) -> Response:
    """Answer a person.  Context processors are left out: one of them may be what failed."""
    page = current_app.jinja_env.get_template("errors/error.html")
    back = local_path((request.referrer or "/").removeprefix(request.host_url[:-1]))
    body = page.render(status=status, title=title, text=text, back=back, home=gettext("回到首页"))
    return Response(body, status=status, mimetype="text/html")


def install(app: Flask) -> None:
    """Handle every error of ``app`` here."""
    app.register_error_handler(LtcError, show_ltc_error)
    app.register_error_handler(HTTPException, show_http_error)
