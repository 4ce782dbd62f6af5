"""What scenario tables may ask about sanctions."""

from ltc.oversight.rules.sanctions import Suspending, refusals
from tests.support.questions import question


@question("oversight.suspension")
def suspension(pack, *, on, kind, first_day, last_day=None, of_staff=False):
    """Whether a suspension may be imposed on a day, and why not."""
    found = refusals(pack, kind, Suspending(first_day, last_day, of_staff), on)
    because = [reason.code.partition(".")[2] for reason in found]
    return {"allowed": not found, "because": because, "law": found[0].law if found else ""}
