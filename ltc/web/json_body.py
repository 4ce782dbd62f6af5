"""JSON that programs send: read strictly, refused in plain words, never a crash further in.

What no JSON parser agrees on (NaN, a number beyond every float, brackets nested a thousand deep)
is refused at the door; what cannot be stored is ``ltc.shared.json_values``' business.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from ltc.shared.errors import BadInput
from ltc.shared.json_values import check_depth, check_keepable


def read_json() -> Any:  # noqa: ANN401 - anything that JSON can hold
    """Return what the present request holds as JSON; a longer body than allowed answers 413."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    return parse(request.get_data())


def parse(body: bytes) -> Any:  # noqa: ANN401 - anything that JSON can hold
    """Read strict JSON in UTF-8."""
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=_refuse, parse_float=_finite)
    except UnicodeDecodeError:
        raise BadInput("the text is not UTF-8", "文本不是 UTF-8 编码") from None
    except RecursionError:
        raise BadInput("the JSON is nested too deep", "JSON 嵌套过深") from None
    except ValueError:
        raise BadInput("this is not JSON", "不是有效的 JSON，请检查内容是否完整") from None
    check_depth(found)
    return found


def read_object(*names: str) -> dict[str, Any]:
    """Return the JSON object of the request; it holds nothing but these names."""
    body = read_json()
    if not isinstance(body, dict):
        raise BadInput("a JSON object is needed", "应为 JSON 对象")
    check_keepable({name: value for name, value in body.items() if name != "items"})
    unknown = sorted(set(body) - set(names))
    if unknown:
        raise BadInput(
            f"unknown: {', '.join(unknown[:5])}; known: {', '.join(names)}",
            f"未知字段：{'、'.join(unknown[:5])}；可用：{'、'.join(names)}",
        )
    return body


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)


def _refuse(text: str) -> NoReturn:
    raise BadInput(f"{text} is not a number", f"{text} 不是数值")
