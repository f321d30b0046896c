"""Every number of the dashboards, computed a second time from the raw rows with textbook formulas."""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from tests.rollups import number_reading as reading
from vocapp.database import DB
from vocapp.http.access import Actor, Role
from vocapp.metrics.figure import Figure
from vocapp.rollups.rollup_slice import Dimension, Slice
from vocapp.rollups.types import Score

CHIEF = Actor(kind="user", name="the chief customer officer", role=Role.ADMIN)
Z, FLOOR = 1.96, 5
OF_WORDS = ("sentiment", "scored")
ZONE = "SELECT definition->>'timezone' FROM company"
RAW = """
WITH asked AS (
  SELECT v.id, v.slug, q.place, q.item FROM survey_version v,
    jsonb_array_elements(convert_from(v.definition, 'UTF8')::jsonb->'questions') WITH ORDINALITY AS q(item, place)
  WHERE q.item ? 'metric')
SELECT asked.slug AS survey, item->>'id' AS question, item->>'metric' AS metric, item->>'object' AS object,
  item->>'occasion' AS occasion, item->'options' AS options, a.value, c.channel, c.touchpoint, c.line_id,
  date_trunc('week', r.answered_at AT TIME ZONE $1)::date AS week
FROM answer a JOIN response r ON r.id = a.response_id JOIN asked ON asked.id = r.survey_version_id
  AND item->>'id' = a.question
JOIN invitation i ON i.id = r.invitation_id JOIN contact c ON c.id = i.contact_id
WHERE r.state = 'closed' AND NOT r.is_test"""
DIMENSIONS: Mapping[Dimension | None, str] = {
    None: "",
    Dimension.CHANNEL: "channel",
    Dimension.TOUCHPOINT: "touchpoint",
    Dimension.LINE: "line_id",
    Dimension.SURVEY: "survey",
    Dimension.WEEK: "week",
}


class Recomputed(NamedTuple):
    """A value with its interval, computed here."""

    value: float
    low: float
    high: float
    n: int


Key = tuple[str, str, str, str]
"""Group, metric, object, occasion."""


def nps(values: Counter[int]) -> Recomputed:
    """Promoters minus detractors, with three pseudo-answers for the interval."""
    n = values.total()
    promoters = sum(k for v, k in values.items() if v >= 9)
    detractors = sum(k for v, k in values.items() if v <= 6)
    m, p, d = n + 3, promoters + 0.75, detractors + 0.75
    middle, spread = (p - d) / m, math.sqrt(((p + d) / m - ((p - d) / m) ** 2) / m)
    low, high = (max(-1, min(1, middle + sign * Z * spread)) for sign in (-1, 1))
    return Recomputed(100 * (promoters - detractors) / n, 100 * low, 100 * high, n)


def wilson(hits: int, n: int) -> Recomputed:
    """A share with Wilson's interval, in percent."""
    p, zz = hits / n, Z * Z
    middle, spread = (p + zz / (2 * n)) / (1 + zz / n), Z * math.sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n)
    return Recomputed(100 * p, 100 * (middle - spread), 100 * (middle + spread), n)


def recompute(metric: str, values: Counter[int]) -> Recomputed:
    """The value of a metric by its definition."""
    if metric == "nps":
        return nps(values)
    least = {"csat": 4, "ces": 5, "resolution": 1, "had_to_repeat": 1, "expectation": 3}[metric]
    return wilson(sum(k for v, k in values.items() if v >= least), values.total())


def number(row: Mapping[str, Any]) -> int | None:
    """An answer as a number; None if it is not a number."""
    value = json.loads(row["value"])
    if isinstance(value, bool) or (isinstance(value, int) and not isinstance(value, bool)):
        return int(value)
    if row["metric"] == "expectation" and isinstance(value, str):
        options = [option["id"] for option in json.loads(row["options"])]
        return len(options) - options.index(value)
    return None


async def raw_histograms(column: str, week: date | None = None) -> dict[Key, Counter[int]]:
    """Group, metric, object and occasion → the count of each value, from the raw rows."""
    found: dict[Key, Counter[int]] = defaultdict(Counter)
    for row in await DB.fetch(RAW, await DB.fetch_value(ZONE)):
        value = number(row)
        if value is not None and week in (None, row["week"]):
            group = str(row[column] or "none") if column else ""
            found[group, row["metric"], row["object"], row["occasion"]][value] += 1
    return found


def key_of(score: Score) -> Key:
    """The same key for a figure of the product."""
    measure = score.measure
    return (score.group.key if score.group else "", measure.metric, measure.object, measure.occasion)


async def check_scores(everything: Slice) -> int:
    """Every score by every dimension agrees with the raw rows. Returns how many were compared."""
    compared = 0
    for dimension, column in DIMENSIONS.items():
        scores = [
            s for s in await reading.load_scores(CHIEF, everything, dimension) if s.measure.metric not in OF_WORDS
        ]
        raw = await raw_histograms(column)
        assert {key_of(score) for score in scores} == set(raw), dimension
        for score in scores:
            values, what = raw[key_of(score)], (dimension, key_of(score))
            assert score.histogram == values, what
            if values.total() < FLOOR:
                assert (score.figure, score.shown) == (None, "too few"), what
            else:
                assert_same(score.figure, recompute(score.measure.metric, values), what)
            compared += 1
    return compared


def assert_same(figure: Figure | None, expected: Recomputed, what: object) -> None:
    """The figure is the expected one, to a thousandth."""
    assert figure is not None, what
    assert figure.n == expected.n, what
    for name in ("value", "low", "high"):
        assert math.isclose(getattr(figure, name), getattr(expected, name), abs_tol=1e-3), (
            what,
            name,
            figure,
            expected,
        )


# Customers who are still answering count as answered when their response is closed.
INVITATIONS = """
SELECT coalesce({group}::text, 'none') AS "group", d.outcome, d.rule,
  CASE WHEN r.state = 'open' THEN 'unknown' ELSE i.disposition END AS disposition, count(*) AS n FROM contact c
JOIN decision d ON d.contact_id = c.id LEFT JOIN invitation i ON i.contact_id = c.id
LEFT JOIN response r ON r.invitation_id = i.id WHERE NOT c.is_test GROUP BY 1, 2, 3, 4"""


async def check_invitations(everything: Slice) -> int:
    """Contacts, decisions, dispositions and rates agree with the raw rows. Returns how many groups were compared."""
    compared = 0
    for dimension, column in ((None, "''"), (Dimension.CHANNEL, "c.channel"), (Dimension.LINE, "c.line_id")):
        groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in await DB.fetch(INVITATIONS.format(group=column)):
            groups[row["group"]].append(row)
        for counts in await reading.load_invitation_counts(CHIEF, everything, dimension):
            rows = groups.pop(counts.group.key if counts.group else "")
            invited = _sum(rows, outcome="invited")
            assert counts.contacts == _sum(rows)
            assert counts.invited == invited
            assert sum(counts.suppressed.values()) == _sum(rows, outcome="suppressed")
            answered = _sum(rows, disposition="complete") + _sum(rows, disposition="partial")
            if invited >= FLOOR:
                assert_same(counts.rr1, wilson(_sum(rows, disposition="complete"), invited), ("rr1", counts.group))
                assert_same(counts.rr2, wilson(answered, invited), ("rr2", counts.group))
            compared += 1
        assert not groups, groups
    return compared


def _sum(rows: Iterable[Mapping[str, Any]], **only: str) -> int:
    return sum(row["n"] for row in rows if all(row[name] == value for name, value in only.items()))


CASES = """
SELECT count(*) AS opened, count(*) FILTER (WHERE state IN ('open', 'working', 'waiting')) AS open,
  count(*) FILTER (WHERE state = 'confirmed') AS confirmed FROM followup_case WHERE NOT is_test"""
QUALIFY = """
SELECT count(DISTINCT r.id) FROM response r JOIN answer a ON a.response_id = r.id
WHERE r.state = 'closed' AND NOT r.is_test AND (
  (a.question = 'csat' AND a.value::text ~ '^[12]$') OR (a.question = 'effort' AND a.value::text ~ '^[12]$')
  OR (a.question = 'nps' AND a.value::text ~ '^[0-6]$') OR (a.question = 'solved' AND a.value = 'false'::jsonb)
  OR (jsonb_typeof(a.value) = 'object' AND a.value->>'wish' = 'true'))"""


async def check_cases(everything: Slice) -> tuple[int, int]:
    """Each response that qualifies by its scores is in exactly one case. Returns the number of both."""
    row = await DB.fetch_one(CASES)
    assert row is not None
    [told_of] = await reading.load_case_counts(CHIEF, everything)
    assert (told_of.opened, told_of.open, told_of.confirmed) == (row["opened"], row["open"], row["confirmed"])
    assert await DB.fetch_value("SELECT count(*) - count(DISTINCT response_id) FROM case_response") == 0
    qualifying = await DB.fetch_value(QUALIFY)
    filed = await DB.fetch_value("SELECT count(*) FROM case_response")
    assert filed >= qualifying > 0
    return qualifying, row["opened"]


async def check_digest(numbers: Mapping[str, Any]) -> int:
    """Every total in a digest of one week agrees with the raw rows. Returns how many were compared."""
    raw = await raw_histograms("", date.fromisoformat(numbers["since"]))
    compared = 0
    for each in numbers["measures"]:
        measure, figure = each["measure"], each["now"]["figure"]
        if figure is None or measure["metric"] in OF_WORDS:
            continue
        expected = recompute(measure["metric"], raw["", measure["metric"], measure["object"], measure["occasion"]])
        for name in ("n", "value", "low", "high"):
            assert math.isclose(figure[name], getattr(expected, name), abs_tol=1e-3), (measure, name, figure, expected)
        compared += 1
    return compared
