"""What scenario tables may ask of the staged checks of a claim."""

from billing.claims.rules import stages
from billing.claims.rules.stages import ENVELOPE_HEAD, LINE_HEAD, Known, Standing, Wanted
from tests.support.questions import question

VISIT, NEWEST, OLDER, FOREIGN = 7, 20, 19, 99
_NAMED = {"newest": NEWEST, "older": OLDER, "foreign": FOREIGN}
_ENDED = {
    "waiting": ("new", ""),
    "approved": ("new", "approved"),
    "rejected": ("new", "rejected"),
    "cancelled": ("cancel", "approved"),
}


@question("billing.claim_file")
def claim_file(  # noqa: PLR0913 - one for each cell of a claim's file
    _pack, *, environment="test", provider=7, month="2023-10", sequence=3, kind="new", visit=1,
    prior="", rows=1,
):  # fmt: skip
    """Stages 0 to 3: a file of some equal lines, sent to the system ``test`` by provider 7."""
    envelope = [str(each) for each in (environment, provider, month, sequence)]
    lines = [[kind, str(visit), str(prior)]] * int(rows)
    file = [list(ENVELOPE_HEAD), envelope, list(LINE_HEAD), *lines]
    return _told(
        stages.file_faults(file)
        or stages.envelope_faults(envelope, "test", 7)
        or stages.syntax_faults(lines)
        or stages.code_faults(lines)
    )


@question("billing.claim_line")
def claim_line(_pack, *, kind, verified=True, newest=None, names=None, times=1):
    """Stage 4: a line about a visit, held against what was claimed of it before."""
    lines = {FOREIGN: Standing(8, "new", "approved", answered=False)}
    if newest is not None:
        was, outcome = _ENDED[newest]
        lines[NEWEST] = Standing(VISIT, was, outcome, answered=False)
        lines[OLDER] = Standing(VISIT, "new", "rejected", answered=True)
    known = Known(
        visits={VISIT} if verified else set(),
        claimed={VISIT: NEWEST} if newest else {},
        lines=lines,
    )
    wanted = Wanted(kind, VISIT, _NAMED.get(names))
    return _told(stages.record_faults([wanted] * int(times), known))


def _told(faults):
    """Return where the checks end, and every fault found there."""
    return {
        "stage": faults[0].stage if faults else None,
        "passes": not faults,
        "faults": sorted(each.family for each in faults),
    }
