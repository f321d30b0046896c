"""The checks of `vocapp doctor` about cases."""

from vocapp.cases.doctor import findings
from vocapp.database import DB


async def test_without_rules_nothing_would_be_followed_up(database: str) -> None:
    [finding] = await findings()
    assert (finding.level, finding.subject) == ("warning", "cases")


async def test_a_rule_whose_unit_is_not_there_is_named(noon: None) -> None:
    [fine] = await findings()
    assert (fine.level, fine.text) == ("ok", "7 rules open cases")
    await DB.execute(
        "UPDATE case_rule SET definition = definition || '{\"unit\": \"nowhere\"}' WHERE slug = 'low_score'"
    )
    await DB.execute("UPDATE instance SET value = gen_random_uuid()::text WHERE name = 'catalogue'")
    [lost] = await findings()
    assert (lost.level, lost.text) == ("warning", "rule low_score names unit nowhere, which does not exist")
