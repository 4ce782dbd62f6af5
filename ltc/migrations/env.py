"""Alembic's entry: the house's tables and Flask-AppBuilder's own, one history for both engines."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from ltc.migrations.tables import metadata


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:  # noqa: ANN401 - hook
    """Write the house's column types as plain ones, so that a migration never imports models."""
    if kind == "type" and isinstance(item, sa.JSON):
        return "Json"
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        module = type(item).__module__
        if module.startswith("ltc."):
            return f"sa.{type(item.impl_instance).__name__}()"
    return False


def run() -> None:
    """Run the migrations on the connection that the caller holds."""
    connection: sa.Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_item=_render,
        compare_type=False,
        render_as_batch=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
