"""The checks of `vocapp doctor` about cases: that rules are published, that the units they name exist, and that agents
can be told from those who decide about their contacts."""

from datetime import timedelta
from typing import Final

from vocapp import clock
from vocapp.catalogue import published
from vocapp.database import DB
from vocapp.feature import CheckResult
from vocapp.staff import units


async def findings() -> list[CheckResult]:
    """A warning where no rule is published, and one for each rule that names an unknown unit."""
    rules = (await published.snapshot()).case_rules
    if not rules:
        text = "no case rule is published: a low score opens no case"
        return [
            CheckResult("warning", "cases", text, "vocapp surveys publish --all, or your own files of surveys/followup")
        ]
    wanted = {one.rule.unit: one.rule.slug for one in rules if one.rule.unit}
    known = {unit.slug for unit in await units.tree()}
    missing = [
        CheckResult(
            "warning",
            "cases",
            f"rule {slug} names unit {unit}, which does not exist",
            "add the unit, or correct the rule",
        )
        for unit, slug in wanted.items()
        if unit not in known
    ]
    return missing or [CheckResult("ok", "cases", f"{len(rules)} rules open cases")]


RECENT: Final = timedelta(days=30)
_TIED: Final = """
WITH recent AS (
  SELECT c.source, c.handlers FROM contact c
  WHERE c.ended_at > $1 AND NOT c.is_test AND c.handlers @> '[{"kind": "agent"}]' ORDER BY c.id DESC LIMIT 10000)
SELECT count(*) AS contacts, count(*) FILTER (WHERE EXISTS (
    SELECT FROM jsonb_array_elements(recent.handlers) agent WHERE agent->>'kind' = 'agent' AND (
      EXISTS (SELECT FROM staff_user u WHERE lower(u.email) = lower(agent->>'email'))
      OR EXISTS (SELECT FROM handler_ref known
        WHERE known.source = recent.source AND known.agent_ref = lower(trim(agent->>'ref')))))) AS tied
FROM recent"""


async def check_handlers() -> list[CheckResult]:
    """The share of recent contacts whose agent no user can be tied to: for them, nobody is kept from their own case."""
    row = await DB.fetch_one(_TIED, clock.now() - RECENT)
    contacts, tied = (row["contacts"], row["tied"]) if row else (0, 0)
    if not contacts:
        return []
    text = f"of {contacts} contacts with an agent in the last {RECENT.days} days, {contacts - tied} name no known user"
    if contacts == tied:
        return [CheckResult("ok", "own cases", text)]
    share = f"{text} ({(contacts - tied) / contacts:.0%}): their agents could close cases about themselves"
    remedy = "send the e-mail addresses of handlers, or import their ids: vocapp users refs FILE"
    return [CheckResult("warning", "own cases", share, remedy)]
