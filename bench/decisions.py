"""How well a way of reading requests does on a set of them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from statistics import median
from typing import TypedDict

from bench.bootstrap import Interval, interval
from bench.cases import Cases
from bench.judging import Revise, Verdict, changes_nothing, judged


class Decisions(TypedDict):
    """Shares with their intervals, and what a request costs."""

    valid_calls: Interval
    right_operation: Interval
    right_scope: Interval
    right_value: Interval
    no_edit: Interval
    revise_seconds_median: float


def decisions(revise: Revise, cases: Cases, count: int | None = None) -> Decisions:
    """The figures of `revise` over the first `count` requests and questions of `cases`, or all."""
    verdicts: list[Verdict] = []
    seconds: list[float] = []
    scripts = cases.scripts()
    for case in cases.requests()[:count]:
        started = time.perf_counter()
        verdicts.append(judged(revise, scripts[case.script], case))
        seconds.append(time.perf_counter() - started)
    quiet = [
        changes_nothing(revise, scripts[case.script], case.line)
        for case in cases.questions()[:count]
    ]
    return Decisions(
        valid_calls=interval([verdict.valid for verdict in verdicts]),
        right_operation=interval([verdict.operation for verdict in verdicts]),
        right_scope=interval([verdict.scope for verdict in verdicts]),
        right_value=interval([verdict.value for verdict in verdicts]),
        no_edit=interval(quiet),
        revise_seconds_median=median(seconds),
    )


def by_category(revise: Revise, cases: Cases) -> dict[str, dict[str, int]]:
    """How many requests of each category are right in what; for the analysis of errors.

    The texts stay unread: whoever improves the director must not know them.
    """
    scripts = cases.scripts()
    found: defaultdict[str, list[Verdict]] = defaultdict(list)
    for case in cases.requests():
        found[case.category].append(judged(revise, scripts[case.script], case))
    return {category: _counted(verdicts) for category, verdicts in sorted(found.items())}


def _counted(verdicts: Iterable[Verdict]) -> dict[str, int]:
    every = list(verdicts)
    right = {field: sum(getattr(each, field) for each in every) for field in Verdict._fields}
    return {"all": len(every)} | right
