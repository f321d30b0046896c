"""Every number of a digest is counted again from raw rows, by statements that know nothing of cells."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
import pytest

from tests.digests.subscriber_fixtures import BERLIN, compose_newest, subscribe
from tests.digests.two_weeks_fixtures import CHAT
from tests.rollups.world_fixtures import World
from tests.staff_people import COMMAND, make_user
from vocapp import clock
from vocapp.database import DB, from_json
from vocapp.digests import send_now
from vocapp.digests.content.types import DigestData, InvitationSummary, MeasureComparison, PeriodScore
from vocapp.digests.scope import DigestScope
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.metrics.nps import nps
from vocapp.metrics.sentiment_mean import sentiment
from vocapp.metrics.wilson import share
from vocapp.tokens import Keyring

QUESTIONS = {"csat": "csat", "ces": "effort", "resolution": "solved", "had_to_repeat": "repeated"}
COUNTS_AS: Mapping[str, Sequence[Any]] = {
    "csat": (4, 5),
    "ces": (5, 6, 7),
    "resolution": (True,),
    "had_to_repeat": (True,),
}
COLUMNS = {"channel": "c.channel", "touchpoint": "c.touchpoint", "unit": "c.unit_id::text", "line": "c.line_id::text"}
ANSWERS = """
SELECT a.value FROM answer a JOIN response r ON r.id = a.response_id JOIN invitation i ON i.id = r.invitation_id
JOIN contact c ON c.id = i.contact_id
WHERE r.state = 'closed' AND NOT r.is_test AND NOT c.is_test AND a.question = $1
AND a.answered_at >= ($2::date::timestamp AT TIME ZONE 'Europe/Berlin')
AND a.answered_at < (($3::date + 1)::timestamp AT TIME ZONE 'Europe/Berlin') AND {where}"""
COMMENTS = """
SELECT v.sentiment FROM verbatim v JOIN response r ON r.id = v.response_id
JOIN invitation i ON i.id = r.invitation_id JOIN contact c ON c.id = i.contact_id
WHERE NOT r.is_test AND v.sentiment IS NOT NULL AND (v.answered_at AT TIME ZONE 'Europe/Berlin')::date BETWEEN $1 AND $2
AND {where}"""
CONTACTS = """
SELECT count(*) AS contacts, count(*) FILTER (WHERE d.outcome <> 'ineligible') AS eligible,
  count(*) FILTER (WHERE d.outcome = 'invited') AS invited,
  count(*) FILTER (WHERE i.disposition IN ('complete', 'partial')) AS answered,
  count(*) FILTER (WHERE i.disposition = 'complete') AS complete
FROM contact c JOIN decision d ON d.contact_id = c.id LEFT JOIN invitation i ON i.contact_id = c.id
WHERE NOT c.is_test AND (c.ended_at AT TIME ZONE 'Europe/Berlin')::date BETWEEN $1 AND $2 AND {where}"""
CASES = """
SELECT count(*) FILTER (WHERE opened_here) AS opened, count(*) FILTER (WHERE is_open) AS open,
  count(*) FILTER (WHERE is_open AND due < $3) AS overdue
FROM (SELECT (opened_at AT TIME ZONE 'Europe/Berlin')::date BETWEEN $1 AND $2 AS opened_here,
  state IN ('open', 'working', 'waiting') AS is_open,
  CASE WHEN acknowledged_at IS NULL THEN acknowledge_due_at ELSE resolve_due_at END AS due
  FROM followup_case c WHERE NOT is_test AND {where}) AS f"""


async def expected(measured: MeasureComparison, since: date, until: date, where: str) -> Any:
    """The figure of a measure, from the answers themselves."""
    metric = measured.measure.metric
    if metric == "sentiment":
        rows = await DB.fetch(COMMENTS.format(where=where), since, until)
        return sentiment(Counter(round(100 * row["sentiment"]) for row in rows))
    rows = await DB.fetch(ANSWERS.format(where=where), QUESTIONS[metric], since, until)
    values = [from_json(row["value"]) for row in rows]
    if metric == "nps":
        return nps(Counter(values))
    return share(sum(value in COUNTS_AS[metric] for value in values), len(values))


async def agrees(known: PeriodScore, measured: MeasureComparison, since: date, until: date, where: str) -> None:
    figure = await expected(measured, since, until, where)
    if known.shown == "yes":
        assert figure is not None
        assert known.figure is not None
        assert (known.figure.value, known.figure.low, known.figure.high) == pytest.approx(
            (figure.value, figure.low, figure.high)
        )
        assert known.n == known.figure.n == figure.n
    else:
        assert known.figure is None
        assert known.n == (figure.n if figure else 0) < 5


async def invitations_agree(asked: InvitationSummary, where: str) -> None:
    row = await DB.fetch_one(CONTACTS.format(where=where), asked.since, asked.until)
    assert row is not None
    names = ("contacts", "eligible", "invited", "answered")
    assert {name: getattr(asked, name) for name in names} == {name: row[name] for name in names}
    assert asked.response_rate == share(row["complete"], row["invited"])
    assert asked.coverage == share(row["invited"], row["eligible"])


async def material_of(registry: Registry, keys: Keyring, role: Role, scope: DigestScope) -> DigestData:
    """What the digest of somebody of that role was made of."""
    reader = await subscribe(keys, await make_user(f"{role.title()} Reader", role, timezone=BERLIN), scope=scope)
    await send_now.send_period(reader, await send_now.newest_period(reader), COMMAND)
    digest = await compose_newest(registry, reader.id)
    return msgspec.convert(from_json(digest["numbers"]), DigestData)


async def all_agrees(found: DigestData, where: str = "true") -> None:
    for measured in found.measures:
        await agrees(measured.now, measured, found.since, found.until, where)
        await agrees(measured.before, measured, found.before_since, found.before_until, where)
        for (since, until), known in zip(found.trend_periods, measured.trend, strict=True):
            await agrees(known, measured, since, until, where)
    for part in found.groups:
        within = f"{where} AND {COLUMNS[part.dimension]} = '{part.key}'" if part.key != "none" else f"{where} AND false"
        await agrees(part.now, part, found.since, found.until, within)
        await agrees(part.before, part, found.before_since, found.before_until, within)
    await invitations_agree(found.invitations, where)
    worked = await DB.fetch_one(CASES.format(where=where), found.since, found.until, clock.now())
    assert worked is not None
    assert {name: getattr(found.cases, name) for name in dict(worked)} == dict(worked)


async def test_every_number_is_the_one_of_the_rows(two_weeks: World, registry: Registry, keys: Keyring) -> None:
    """For an administrator, for two channels and a unit, and for an executive, as far as numbers are shown."""
    everything = await material_of(registry, keys, Role.ADMIN, DigestScope())
    assert {each.measure.metric for each in everything.measures} == {*QUESTIONS, "sentiment"}
    assert {part.dimension for part in everything.groups} == {"channel", "touchpoint", "unit"}
    await all_agrees(everything)

    scope = DigestScope(units=(two_weeks.units["South"],), channels=("web_chat", "fax"))
    some = await material_of(registry, keys, Role.ANALYST, scope)
    await all_agrees(some, f"c.channel IN ('web_chat', 'fax') AND c.unit_id = '{two_weeks.units['South']}'")

    executive = await material_of(registry, keys, Role.EXECUTIVE, DigestScope())
    hidden = [each for each in executive.groups if each.now.shown == "hidden"]
    assert "fax" in {each.key for each in hidden}
    assert all((each.now.n, each.now.figure) == (0, None) for each in hidden)
    shown = [each for each in executive.groups if each.now.shown == "yes" and each.before.shown == "yes"]
    assert CHAT["channel"] in {each.key for each in shown}
    await all_agrees(msgspec.structs.replace(executive, groups=tuple(shown)))
