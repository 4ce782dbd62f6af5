"""The room's commands.  Each imports its work only when run, so that ``ltc --help`` stays quick."""

from __future__ import annotations

import click

from ltc.shared.questions import asks_a_file


@click.command()
@asks_a_file
@click.pass_context
def ask(context: click.Context, file: str, language: str) -> None:
    """Answer questions to a policy pack: 政策计算器.

    FILE holds one JSON question or an array of them; - reads standard input.  Money is text in 元.
    A bad question gets an error in its place, the others are still answered (exit 2).
    `ltc packs show NAME` lists the words that a pack knows.

    \b
    benefit       what the fund pays for a month: pack, month, person, mode, lines, events
    standard      the published cap, limit or rate: pack, on, grade, mode
    contribution  who pays how much, by source: pack, on, category, base, age
    assessment_fee  who pays an assessment: pack, on, kind, grade or outcome, place
    entitlement   may a person apply, is a grade entitled, from which day: pack, on, insurance,
                  insured_from or continuous_months, cumulative_years, disabled_since, grade, ...
    top_up        what missing years of contributing cost: pack, on, cumulative_years, base

    \b
    kind          first, review, extended; outcome: passed, failed, same, different
    insurance     employee, flexible, retiree, resident, student; category takes the same words
    lines         quantity is 1 where left out; with planned_minutes a short visit is paid in part
    earlier       lines of the month before, in the week in which this month begins: they spend
                  what that week pays
    events        hospital, suspended, other_benefit: from, to (left out: not over yet); death: on

    \b
    Example:
      ltc ask - <<'JSON'
      {"question": "benefit", "pack": "panjin", "month": "2022-03",
       "person": {"insurance": "employee", "grade": "severe_1", "traits": []}, "mode": "home",
       "lines": [{"id": "a", "day": "2022-03-02", "item": "care", "unit": "visit",
                  "quantity": "1", "minutes": 120, "price": "120.00", "carer": "care_worker"}],
       "events": [{"kind": "hospital", "from": "2022-03-10", "to": "2022-03-14"}]}
      JSON
    """  # noqa: D301 - \b is click's mark for text that is not to be re-flowed
    import gc
    from functools import partial

    from billing.rules.questions.ask import answer_many
    from ltc.policy.load import load_pack
    from ltc.shared.questions import answer_file_together

    answer = partial(answer_many, load=load_pack, language=language)
    gc.disable()  # a large array makes millions of small objects, and none of them goes in circles
    try:
        code = answer_file_together(file, answer)
    finally:
        gc.enable()
    context.exit(code)


@click.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Check everything that must hold: 核对账目与记录.

    Books, settlements, statements, payments, determinations, visits, the audit chain, and the seal
    of every row.  Says nothing when all is well; otherwise one line for each fault, and exit 1.

    \b
    Example:
      ltc check
    """  # noqa: D301 - \b is click's mark for text that is not to be re-flowed
    from billing.checks import faults

    wrong = False
    for fault in faults():
        wrong = True
        click.echo(fault)
    context.exit(1 if wrong else 0)
