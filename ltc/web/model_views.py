"""Lists and forms by Flask-AppBuilder, fenced off.

``RecordsView`` only browses and always within the reader's scope.  ``ReferenceView`` also changes,
but code lists only, in one audited unit of work.  Neither has actions, downloads, child lists,
changing GETs, or filters that are shared between requests: each of these was a hole in the stock
views.  A view names its permissions: ``ltc_permission`` and, to change, ``ltc_write_permission``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from flask import abort, flash, g, redirect, request, url_for
from flask_appbuilder import ModelView, expose  # noqa: TID251 - these are the bases
from flask_appbuilder.models.filters import BaseFilter
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlalchemy import inspect as look_into
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from ltc import db
from ltc.audit.services import record
from ltc.security.policy import allowed, current_actor, current_scope, holds
from ltc.shared import clock
from ltc.shared.errors import BadInput, Conflict
from ltc.web.tables import Column, col

_MOST_ROWS = 100


class Rows(SQLAInterface):
    """Reads our models through the open unit of work; it never writes and never commits."""

    @property
    def session(self) -> Any:  # noqa: ANN401 - Flask-AppBuilder's name for it
        """Return the session of the open unit of work."""
        return db.session()

    def add(self, item: object, raise_exception: bool = False) -> bool:  # noqa: FBT001, FBT002 - inherited
        """Refuse: the views below write in a unit of work of their own."""
        raise TypeError("write in a unit of work, not through Flask-AppBuilder")

    edit = delete = delete_all = add


class InScope(BaseFilter):
    """Leaves only rows that the reader may see."""

    name = "in scope"

    def apply(self, query: Any, value: Callable[[], Any]) -> Any:  # noqa: ANN401 - a query
        """Add the scope's conditions to the query."""
        return query.where(*value().conditions(self.model))


class HouseView(ModelView):
    """What both bases share: guarded routes, columns with kinds, one read-only unit per page."""

    ltc_permission = ""
    ltc_write_permission = ""
    kinds: ClassVar[Mapping[str, str]] = {}
    is_base = True
    search_columns: Any = None

    def __init_subclass__(cls, **options: Any) -> None:
        """Put the guard of this view's permissions before each of its routes."""
        super().__init_subclass__(**options)
        if cls.__dict__.get("is_base"):
            return
        needed = dict.fromkeys(("list", "show"), cls.ltc_permission)
        needed |= dict.fromkeys(("add", "edit", "delete"), cls.ltc_write_permission)
        for name in cls.include_route_methods or ():
            if not needed[name]:
                raise TypeError(f"{cls.__name__}: {name} needs a permission")
            setattr(cls, name, allowed(needed[name])(getattr(cls, name)))

    def __init__(self, **options: Any) -> None:
        name = type(self).__name__
        if not isinstance(self.datamodel, Rows):
            raise TypeError(f"{name}: datamodel must be Rows(...)")
        if self.related_views:
            raise TypeError(f"{name}: child lists ignore scope")
        super().__init__(**options)
        if self.actions:
            raise TypeError(f"{name}: actions ignore scope")

    @property
    def _filters(self) -> Any:  # noqa: ANN401 - FAB's Filters
        """Filters of this request; Flask-AppBuilder would keep one for all threads."""
        kept = g.setdefault("list_filters", {})
        name = type(self).__name__
        if name not in kept:
            kept[name] = self.datamodel.get_filters(self.search_columns)
        return kept[name]

    @_filters.setter
    def _filters(self, value: object) -> None:
        """Take no notice of the shared one."""

    def _init_properties(self) -> None:
        named = list(self.search_columns or [])
        super()._init_properties()
        if any(self.datamodel.is_relation(each) for each in [*named, *self.list_columns]):
            raise TypeError(f"{type(self).__name__}: relations list rows outside the scope")
        self.search_columns = named

    def update_redirect(self) -> None:
        """Keep no history of addresses in the session: they may name people."""

    def get_redirect(self) -> str:
        """Lead back to the list."""
        return url_for(f"{self.endpoint}.list")

    def columns(self, names: list[str]) -> list[Column]:
        """Return the columns of the list with their headings and kinds."""
        found = []
        for name in names:
            kind, _, of = self.kinds.get(name, "text").partition(":")
            found.append(col(str(self.label_columns[name]), name, kind, of=of))
        return found

    def _get_list_widget(self, **options: Any) -> Any:  # noqa: ANN401 - FAB's widgets
        if options.get("order_column") not in self.order_columns:
            options["order_column"] = options["order_direction"] = ""
        size = options.get("page_size") or self.page_size
        options["page_size"] = min(max(size, 1), _MOST_ROWS)
        options["page"] = max(options.get("page") or 0, 0)
        widgets = super()._get_list_widget(**options, **self._drawn(self.list_columns))
        told = widgets["list"].template_args
        pairs = zip(told["value_columns"], told["pks"], strict=True)
        told["rows"] = [{**row, "key": key} for row, key in pairs]
        return widgets

    def _get_search_widget(self, **options: Any) -> Any:  # noqa: ANN401
        widgets = super()._get_search_widget(**options)
        widgets["search"].template_args["boxes"] = [
            {"name": f"_flt_{self._operator(name)}_{name}", "label": str(self.label_columns[name])}
            for name in self.search_columns
        ]
        return widgets

    def _operator(self, name: str) -> int:
        """Return the place of the filter offered for a column: contains for text, else equals."""
        offered = [each.arg_name for each in self._filters.get_search_filters()[name]]
        return offered.index("ct" if "ct" in offered else "eq")

    def _get_show_widget(self, pk: object, item: object, **options: Any) -> Any:  # noqa: ANN401
        widgets = super()._get_show_widget(pk, item, **options)
        widgets["show"].template_args |= {"item": item, **self._drawn(self.show_columns)}
        return widgets

    def _drawn(self, names: list[str]) -> dict[str, Any]:
        """Return what our templates need besides Flask-AppBuilder's own values."""
        changes = "edit" in (self.include_route_methods or ()) and holds(self.ltc_write_permission)
        return {"columns": self.columns(names), "view": self.endpoint, "may_change": changes}

    @expose("/list/")
    def list(self) -> Any:  # noqa: ANN401 - a page
        """Show the rows page by page."""
        self._settle_scope()
        try:
            with db.read_only():
                return ModelView.list.__wrapped__(self)
        except ValueError:
            raise BadInput("not a page number", "页码不是数字", field="page") from None

    @expose("/show/<pk>")
    def show(self, pk: str) -> Any:  # noqa: ANN401 - a page
        """Show one row."""
        self._settle_scope()
        with db.read_only():
            return ModelView.show.__wrapped__(self, self._key(pk))

    def _key(self, pk: str) -> Any:  # noqa: ANN401 - the key's own type
        """Turn the address's text into the key's type; what is no key is not found."""
        kind = look_into(self.datamodel.obj).primary_key[0].type.python_type
        try:
            return kind(pk)
        except ValueError:
            abort(404)

    def _settle_scope(self) -> None:
        """Find the scope before the unit of work begins; code lists have none."""


class RecordsView(HouseView):
    """Browse only.  The model says with ``__scope__`` how it is reached; without it, no view."""

    is_base = True
    include_route_methods = {"list", "show"}
    add_form = edit_form = FlaskForm

    def _init_properties(self) -> None:
        if not hasattr(self.datamodel.obj, "__scope__"):
            raise TypeError(f"{type(self).__name__}: the model needs __scope__")
        key = self.datamodel.get_pk_name()
        limits = list(getattr(self, "base_filters", None) or [])
        self.base_filters = [*limits, [key, InScope, lambda: g.list_scope]]
        super()._init_properties()

    def _settle_scope(self) -> None:
        g.list_scope = current_scope()


class ReferenceView(HouseView):
    """Full change of a code list: nothing about a person, nothing with a state."""

    is_base = True
    include_route_methods = {"list", "show", "add", "edit", "delete"}
    add_form: Any = None
    edit_form: Any = None

    def _init_properties(self) -> None:
        if hasattr(self.datamodel.obj, "__scope__"):
            raise TypeError(f"{type(self).__name__}: records are changed by services")
        super()._init_properties()
        names = [*self.add_columns, *self.edit_columns]
        if any(self.datamodel.is_relation(each) for each in names):
            raise TypeError(f"{type(self).__name__}: a code list has plain columns only")

    @expose("/add", methods=["GET", "POST"])
    def add(self) -> Any:  # noqa: ANN401 - a page or a redirect
        """Add a row."""
        return ModelView.add.__wrapped__(self)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    def edit(self, pk: str) -> Any:  # noqa: ANN401 - a page or a redirect
        """Change a row."""
        return ModelView.edit.__wrapped__(self, pk)

    def _get_add_widget(self, form: Any, **options: Any) -> Any:  # noqa: ANN401
        widgets = super()._get_add_widget(form, **options)
        widgets["add"].template_args["view"] = self.endpoint
        return widgets

    def _get_edit_widget(self, form: Any, **options: Any) -> Any:  # noqa: ANN401
        widgets = super()._get_edit_widget(form, **options)
        widgets["edit"].template_args["view"] = self.endpoint
        return widgets

    def _add(self) -> Any:  # noqa: ANN401 - FAB's widgets, or None when done
        form = self.add_form.refresh()
        with db.read_only():
            ready = request.method == "POST" and form.validate()
        if ready and self._write(form, None):
            flash(gettext("已新增"), "good")
            return None
        return self._get_add_widget(form=form)

    def _edit(self, pk: str) -> Any:  # noqa: ANN401 - same
        key = self._key(pk)
        with db.read_only():
            item = self.datamodel.get(key) or abort(404)
            form = self.edit_form.refresh(obj=item)
            form._id = key  # noqa: SLF001 - how FAB's check on doubles knows the row itself
            ready = request.method == "POST" and form.validate()
        if ready and self._write(form, key):
            flash(gettext("已保存"), "good")
            return None
        return self._get_edit_widget(form=form)

    def _refuse_foreign(self, item: Any) -> None:  # noqa: ANN401 - a row of the list
        """Refuse a row that is not the reader's to change; a list may belong to everybody."""

    def _write(self, form: Any, key: object) -> bool:  # noqa: ANN401 - FAB's form
        """Add or change one row and leave an audit row, or show why not."""
        try:
            with db.unit_of_work() as opened:
                item = opened.get(self.datamodel.obj, key) if key else self.datamodel.obj()
                before = _facts(item) if key else None
                self._refuse_foreign(item)
                form.populate_obj(item)
                self._refuse_foreign(item)  # nor may it become one
                opened.add(item)
                opened.flush()
                _note("reference.change" if key else "reference.add", item, before, _facts(item))
        except IntegrityError:
            form.form_errors.append(gettext("与已有的记录重复，或缺少必填内容"))
            return False
        return True

    @expose("/delete/<pk>", methods=["POST"])
    def delete(self, pk: str) -> Response:
        """Take one row out, unless something still uses it."""
        key = self._key(pk)
        try:
            with db.unit_of_work() as opened:
                item = opened.get(self.datamodel.obj, key) or abort(404)
                self._refuse_foreign(item)
                _note("reference.delete", item, _facts(item), None)
                opened.delete(item)
                opened.flush()
        except IntegrityError:
            raise Conflict("the row is in use", "仍有记录在使用它，不能删除") from None
        flash(gettext("已删除"), "good")
        return redirect(self.get_redirect(), code=303)


def _facts(item: object) -> dict[str, Any]:
    """Return the columns of a row as the audit keeps them."""
    columns = look_into(type(item)).column_attrs
    return {each.key: getattr(item, each.key) for each in columns}


def _note(
    act: str, item: object, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    """Leave an audit row about the change of a code list."""
    record(act=act, about=item, before=before, after=after, actor=current_actor(), at=clock.now())
