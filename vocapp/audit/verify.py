"""Verifies the audit log: each line is sealed with the one before it; names the first line that does not match.

A person who may write to the database could seal every line again. So the head (the last number with its seal) is
printed: stored elsewhere, it proves later that the lines up to it are unchanged.
"""

from typing import Final

import asyncpg
from msgspec import Struct

from vocapp.audit.tables import CONTENT
from vocapp.database import DB
from vocapp.feature import CheckResult

_BROKEN: Final = f"""
SELECT id, number, before + 1 AS expected FROM (
  SELECT e.id, e.number, coalesce(lag(e.number) OVER chain, 0) AS before,
    e.seal = sha256(coalesce(lag(e.seal) OVER chain, '') || {CONTENT.format(event="e")}) AS fits
  FROM event e WHERE e.number IS NOT NULL WINDOW chain AS (ORDER BY e.number)) checked
WHERE fits IS NOT TRUE OR number <> before + 1 ORDER BY number LIMIT 1"""  # noqa: S608
_UNSEALED: Final = "SELECT id FROM event WHERE number IS NULL ORDER BY id LIMIT 1"
_HEAD: Final = (
    "SELECT number, encode(seal, 'hex') AS seal FROM event WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1"
)
_NOTED: Final = "SELECT EXISTS (SELECT FROM event WHERE number = $1 AND encode(seal, 'hex') = $2)"


class Chain(Struct, frozen=True):
    """The head as "number:seal", and what is wrong in one sentence; "" if nothing is."""

    head: str
    wrong: str = ""


async def verify(noted: str = "") -> Chain:
    """Checks the whole log; `noted` is an earlier head. ValueError if that cannot be parsed."""
    number, colon, seal = noted.partition(":")
    if noted and not (colon and number.isdigit()):
        raise ValueError(f"{noted} is not a head. Give it as it was printed: a number, a colon and the seal.")
    row = await DB.fetch_one(_HEAD)
    head = f"{row['number']}:{row['seal']}" if row else "0:"
    wrong = _describe(await DB.fetch_one(_BROKEN), await DB.fetch_one(_UNSEALED))
    if not wrong and noted not in ("", "0:") and not await DB.fetch_value(_NOTED, int(number), seal):
        wrong = f"Line {number} does not match the stored head: the log was rewritten, or cut off before it."
    return Chain(head, wrong)


def _describe(broken: asyncpg.Record | None, unsealed: asyncpg.Record | None) -> str:
    if broken is not None and broken["number"] != broken["expected"]:
        return f"Before line {broken['number']} ({broken['id']}) line {broken['expected']} is missing."
    if broken is not None:
        return f"Line {broken['number']} ({broken['id']}) was changed, or the line before it was."
    return f"Line {unsealed['id']} has no seal: it was not written by vocapp." if unsealed else ""


async def findings() -> list[CheckResult]:
    """Result of the check for `vocapp doctor`."""
    chain = await verify()
    if not chain.wrong:
        return [CheckResult("ok", "audit log", f"intact, up to {chain.head[:20]}")]
    remedy = "Find out who may write to the database, and compare the log with an earlier backup."
    return [CheckResult("error", "audit log", chain.wrong, remedy)]
