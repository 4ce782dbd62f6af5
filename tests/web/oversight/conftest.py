"""A house with a bureau, an operator under contract, a provider, a person and their accounts."""

from types import SimpleNamespace

import pytest

from ltc.db import session, unit_of_work
from ltc.directory.models import Staff
from ltc.shared import clock
from tests.support.factories import base, case
from tests.support.factories import oversight as make


@pytest.fixture
def house(site):
    """Give the site and what is in it."""
    clock.start_at(base.AT)
    with unit_of_work():
        base.areas()
        bureau = base.organisation("bureau", base.CITY, name="市医保局")
        inspectors = [base.staff(bureau, "officer") for _ in range(2)]
        contract = make.contract()
        provider = base.organisation("care_provider", name="安心护理站")
        person = case.person()
        ids = SimpleNamespace(
            site=site,
            contract=contract.id,
            operator=contract.operator_id,
            provider=provider.id,
            person=person.id,
            visit=make.visit(provider=provider, person=person).id,
            inspectors=[each.id for each in inspectors],
        )
        assert session().get(Staff, ids.inspectors[0])
    site.account("officer", "bureau_officer", staff_id=ids.inspectors[0])
    site.account("lead", "bureau_lead", staff_id=ids.inspectors[1])
    site.account("operator", "operator", organisation_id=ids.operator)
    site.account("auditor", "auditor")
    site.account("desk", "provider_desk", organisation_id=ids.provider)
    site.account("family", "family", person_id=ids.person)
    return ids
