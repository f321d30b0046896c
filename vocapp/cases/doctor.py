"""The checks of `vocapp doctor` about cases: that rules are published, and that the units they name exist."""

from vocapp.catalogue import published
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
