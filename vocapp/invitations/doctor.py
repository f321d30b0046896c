"""Checks of `vocapp doctor`: published definitions, and one decision for every contact."""

from datetime import timedelta
from typing import Final

from vocapp import clock
from vocapp.catalogue.published import snapshot
from vocapp.feature import CheckResult
from vocapp.invitations.decision_counts import count_undecided

GRACE: Final = timedelta(minutes=5)


async def findings() -> list[CheckResult]:
    """The results of both checks."""
    return [await _catalogue(), await _ledger()]


async def _catalogue() -> CheckResult:
    current = await snapshot()
    if current.published_company is None or not current.programmes:
        missing = "company" if current.published_company is None else "programme"
        remedy = "run: vocapp surveys publish --all (or your own files)"
        return CheckResult("error", "catalogue", f"no {missing} is published, so nobody is asked", remedy)
    text = f"{len(current.programmes)} programmes and {len(current.brands)} brands are published"
    return CheckResult("ok", "catalogue", text)


async def _ledger() -> CheckResult:
    count = await count_undecided(clock.now() - GRACE)
    if count:
        remedy = "see that a worker runs (vocapp serve --role work) and that nothing of stage decide is quarantined"
        return CheckResult("error", "decisions", f"{count} contacts have had no decision for five minutes", remedy)
    return CheckResult("ok", "decisions", "every contact has its decision")
