"""Every table of the house, imported for migrations and for the test that none is forgotten."""

from __future__ import annotations

from importlib import import_module

import sqlalchemy as sa

MODEL_MODULES = (
    "ltc.directory.models",
    "ltc.audit.models",
    "ltc.outbox.models",
    "ltc.papers.models",
    "ltc.devices.models",
    "ltc.security.models",
    "ltc.case.models",
    "assessments.models",
    "assessments.field.models",
    "assessments.quality.models",
    "providers.models",
    "providers.visits.models",
    "billing.models",
    "billing.claims.models",
    "billing.ledger.models",
    "billing.deposits.models",
    "billing.errands.models",
    "billing.forecast.models",
    "billing.recoveries.models",
    "billing.payees.models",
    "billing.persons.models",
    "ltc.oversight.models",
    "ltc.jobs.models",
    "ltc.exchange.models",
)


def metadata() -> list[sa.MetaData]:
    """Return the metadata of the house and of Flask-AppBuilder's security tables."""
    from flask_appbuilder.models.sqla import Model as FabModel
    from flask_appbuilder.security.sqla import models as _fab  # noqa: F401 - heavy

    from ltc.db import Model

    for name in MODEL_MODULES:
        import_module(name)
    return [Model.metadata, FabModel.metadata]


def append_only_tables() -> list[str]:
    """Return the tables whose rows may never change."""
    house = metadata()[0]
    from ltc.db import Model

    marked = {
        str(m.class_.__tablename__) for m in Model.registry.mappers if m.class_.__append_only__
    }
    return sorted(marked & set(house.tables))
