"""What does `vocapp doctor` say of cases? Whether answers open any, and whether their units are there."""

from typing import Final

from vocapp.catalogue import published
from vocapp.database import DB
from vocapp.feature import CheckResult

_UNITS: Final = "SELECT slug FROM unit WHERE slug = ANY($1::text[])"


async def findings() -> list[CheckResult]:
    """That no rule is published, or that one names a unit which is not there."""
    rules = (await published.snapshot()).case_rules
    if not rules:
        told = "no case rule is published: a low score opens no case"
        return [
            CheckResult("warning", "cases", told, "vocapp surveys publish --all, or your own files of surveys/followup")
        ]
    wanted = {one.rule.unit: one.rule.slug for one in rules if one.rule.unit}
    known = {row["slug"] for row in await DB.fetch(_UNITS, list(wanted))}
    lost = [
        CheckResult(
            "warning", "cases", f"rule {slug} names unit {unit}, which is not there", "add the unit, or correct it"
        )
        for unit, slug in wanted.items()
        if unit not in known
    ]
    return lost or [CheckResult("ok", "cases", f"{len(rules)} rules open cases")]
