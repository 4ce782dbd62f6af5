"""An assessment brought to a state by its own services, with the people who do it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assessments import queries, services
from assessments.models import Assessment
from assessments.rules.scale import Scale
from assessments.scales.load import load_points_scale
from ltc.case import services as case_services
from ltc.case.models import Application, Determination, Person
from ltc.db import session
from ltc.directory.models import Organisation, Staff
from ltc.scope import Scope
from tests.support.factories import base, case

SCALE = "nhsa-2021-37"
SELF = {
    "eating": "dependent",
    "continence": "dependent",
    "bathing": "dependent",
    "dressing": "dependent",
    "toilet": "dependent",
    "transfer": "partial",
}
VISIT_AT = base.at(date(2023, 10, 12))
STEPS = ("schedule", "start", "score", "agree", "confirm", "publish", "deliver")


def scale() -> Scale:
    return load_points_scale(SCALE)


def answers(**changes: int) -> dict[str, int]:
    """Return the worst answer on every item (grade 5), with changes."""
    return {**{key: min(item.options) for key, item in scale().items.items()}, **changes}


def intact() -> dict[str, int]:
    """Return the best answer on every item (grade 0)."""
    return {key: max(item.options) for key, item in scale().items.items()}


@dataclass
class Agency:
    """An agency with the people of a team."""

    organisation: Organisation = None
    assessor: Staff = None
    expert: Staff = None
    confirmer: Staff = None

    def __post_init__(self):
        self.organisation = base.organisation("assessment_agency")
        self.assessor = base.staff(self.organisation, "assessor")
        self.expert = base.staff(self.organisation, "expert")
        self.confirmer = base.staff(self.organisation, "expert")
        self.desk: Scope = base.of_organisation(self.organisation, "assessment_desk")
        self.scopes: dict[int, Scope] = {
            self.assessor.id: base.of_staff(self.assessor, "assessor"),
            self.expert.id: base.of_staff(self.expert, "assessment_expert"),
            self.confirmer.id: base.of_staff(self.confirmer, "assessment_expert"),
        }

    def scope(self, member: Staff) -> Scope:
        """Return a member's own scope: one account each."""
        return self.scopes[member.id]

    @property
    def seats(self) -> list[services.Seat]:
        """The whole team."""
        return [
            services.Seat(self.assessor.id, "assessor"),
            services.Seat(self.expert.id, "expert"),
            services.Seat(self.confirmer.id, "confirmer"),
        ]


def accepted(of: Person | None = None, on: date = base.ON) -> Application:
    """Write an accepted application."""
    application = case.application(of or case.person(), on=on)
    return case_services.accept_application(application.id, scope=base.desk(), at=base.at(on))


def dispatched(agency: Agency, application: Application | None = None) -> Assessment:
    """Give an accepted application to an agency."""
    given = application or accepted()
    return services.dispatch(given.id, agency.organisation.id, scope=base.desk(), at=base.AT)


def reach(
    state: str,
    assessment: Assessment,
    agency: Agency,
    *,
    first: dict[str, int] | None = None,
    second: dict[str, int] | None = None,
    at: datetime = VISIT_AT,
) -> Determination | None:
    """Take an assessment through ``STEPS`` up to and including one of them."""
    made = None
    for step in STEPS[: STEPS.index(state) + 1]:
        made = _TAKE[step](assessment, agency, first or answers(), second, at)
        session().flush()
    return made


def start(assessment: Assessment, agency: Agency, at: datetime, **changes) -> Assessment:
    """Begin the visit with all that is needed, but for changes."""
    facts = {
        "guardian": "李建国",
        "identity_checked": True,
        "video_reference": "V-20231012-01",
        "place": {"lat": 41.1246, "lon": 122.0704, "crs": "wgs84", "accuracy_m": 20},
    }
    return services.start_on_site(
        assessment.id,
        services.SiteStart(**{**facts, **changes}),
        scope=agency.scope(agency.expert),
        at=at,
    )


def _schedule(assessment, agency, first, second, at):
    services.schedule(assessment.id, at, agency.seats, scope=agency.desk, at=base.AT)


def _start(assessment, agency, first, second, at):
    start(assessment, agency, at)


def score(assessment, member, given, *, agency, at):
    """Save and seal one scorer's form."""
    scope = agency.scope(member)
    content = services.FormContent(answers=given)
    services.save_form(assessment.id, content, scope=scope, at=at)
    services.seal_form(assessment.id, scope=scope, at=at)


def _score(assessment, agency, first, second, at):
    later = at + timedelta(minutes=40)
    score(assessment, agency.assessor, first, agency=agency, at=later)
    score(assessment, agency.expert, second or first, agency=agency, at=later)


def _agree(assessment, agency, first, second, at):
    agreement = services.Agreement(answers=first, discussion="逐项讨论后一致" if second else "")
    scope = agency.scope(agency.expert)
    services.agree(assessment.id, agreement, scope=scope, at=at + timedelta(hours=1))


def confirm(assessment, agency, member, at=VISIT_AT):
    """Confirm as one expert."""
    found = queries.assessment(assessment.id, scope=agency.desk)
    return services.confirm(
        assessment.id, scope=agency.scope(member), at=at, seen_grade=found.grade
    )


def _confirm(assessment, agency, first, second, at):
    for member in (agency.expert, agency.confirmer):
        confirm(assessment, agency, member, at + timedelta(hours=2))


def _publish(assessment, agency, first, second, at):
    services.publish(assessment.id, scope=base.desk(), at=at + timedelta(hours=3))


def _deliver(assessment, agency, first, second, at):
    return services.deliver(assessment.id, scope=base.desk(), at=at + timedelta(days=8))


_TAKE = {
    "schedule": _schedule,
    "start": _start,
    "score": _score,
    "agree": _agree,
    "confirm": _confirm,
    "publish": _publish,
    "deliver": _deliver,
}
