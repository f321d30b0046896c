"""Publishing is idempotent; a published version never changes, and what is current can be read from anywhere."""

import asyncio

import msgspec
import pytest

from tests.fault_sentences import refused
from vocapp.catalogue import published
from vocapp.catalogue.brand import Brand
from vocapp.catalogue.company import Company
from vocapp.catalogue.definition_export import published_definitions, source_of
from vocapp.catalogue.definition_files import all_files, load
from vocapp.catalogue.programme import Programme
from vocapp.catalogue.publish import Definition, DefinitionSource, publish
from vocapp.catalogue.published import NotPublishedError
from vocapp.database import DB, new_id
from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.survey_parser import DefinitionError


def source(kind: type[Definition], slug: str) -> DefinitionSource:
    """One of the files that come with vocapp."""
    found = (s for s in load(all_files()) if isinstance(s.definition, kind))
    return next(s for s in found if getattr(s.definition, "id", getattr(s.definition, "slug", "")) in (slug, ""))


def changed(given: DefinitionSource, **fields: object) -> DefinitionSource:
    """The same definition, edited."""
    return DefinitionSource(given.file, given.text + "# edited", msgspec.structs.replace(given.definition, **fields))


async def states(*sources: DefinitionSource) -> list[tuple[str, int, str]]:
    return [(p.slug, p.version, p.state) for p in await publish(sources, "the tests")]


async def test_the_same_definition_again_is_the_same_version(database: str) -> None:
    first = await publish(load(all_files()), "the tests")
    assert {publication.state for publication in first} == {"new"}
    revision = await DB.fetch_value(published.REVISION)
    again = await publish(load(all_files()), "the tests")
    assert {publication.state for publication in again} == {"unchanged"}
    assert await DB.fetch_value(published.REVISION) == revision


async def test_an_edited_survey_is_a_new_version_and_the_old_one_stays_as_it_was(database: str) -> None:
    billing = source(Questionnaire, "billing")
    await publish([billing], "the tests")
    old = await DB.fetch_value("SELECT id FROM survey_version WHERE slug = 'billing'")
    assert await states(changed(billing, seconds=99)) == [("billing", 2, "new")]
    assert await published.survey_version(old) == billing.definition
    new = await DB.fetch_value("SELECT id FROM survey_version WHERE slug = 'billing' AND current")
    assert (await published.survey_version(new)).seconds == 99


async def test_an_older_text_published_again_is_current_again(database: str) -> None:
    alderway = source(Brand, "alderway")
    await publish([alderway], "the tests")
    await publish([changed(alderway, name="Alderway & Sons")], "the tests")
    assert [look.brand.name for look in await published.brands()] == ["Alderway & Sons"]
    assert await states(alderway) == [("alderway", 1, "current again")]
    [look] = await published.brands()
    assert (look.brand.name, look.version) == ("Alderway", 1)
    assert await published.brand(look.id) == look


async def test_a_programme_uses_the_newest_version_of_its_survey(database: str) -> None:
    billing, programme = source(Questionnaire, "billing"), source(Programme, "billing")
    await publish([programme, billing], "the tests")
    [before] = await published.programmes()
    await publish([changed(billing, languages=("en", "de"))], "the tests")
    [after] = await published.programmes()
    assert before.id == after.id
    assert before.survey_version_id != after.survey_version_id
    assert after.survey_languages == ("en", "de")


async def test_programmes_come_by_priority(database: str) -> None:
    await publish(load(all_files()), "the tests")
    slugs = [rule.programme.slug for rule in await published.programmes()]
    assert slugs == ["sales_lost", "sales_won", "cancellation", "billing", "delivery", "support", "post_contact"]


async def test_nothing_is_published_that_names_what_is_not(database: str) -> None:
    with refused(DefinitionError, match=r"billing: .*'billing', which is not published") as raised:
        await publish([changed(source(Programme, "billing"), brand="nobody")], "the tests")
    assert [fault.place for fault in raised.value.faults] == ["$.survey", "$.brand"]
    with refused(DefinitionError, match=r"company: .*'alderway', which is not published"):
        await publish([source(Company, "")], "the tests")
    assert await published.programmes() == ()


async def test_the_company_is_one_row_and_has_to_be_published(database: str) -> None:
    with pytest.raises(NotPublishedError, match="vocapp surveys publish --all"):
        await published.company()
    company, brand = source(Company, ""), source(Brand, "alderway")
    assert (await states(company, brand))[1] == ("company", 0, "new")
    assert await states(company) == [("company", 0, "unchanged")]
    assert await states(changed(company, name="Other")) == [("company", 0, "new")]
    assert (await published.company()).name == "Other"


async def test_unpublished_definitions_are_reported(database: str) -> None:
    for reader in (published.survey_version, published.brand):
        with pytest.raises(NotPublishedError, match="There is no"):
            await reader(new_id())
    for name in ("billing", "billing@2", "Bill; DROP"):
        with pytest.raises(NotPublishedError, match="SLUG@VERSION"):
            await source_of(name)


async def test_a_definition_is_written_back_as_its_file(database: str) -> None:
    billing, programme = source(Questionnaire, "billing"), source(Programme, "billing")
    await publish([billing, programme], "the tests")
    await publish([changed(billing, seconds=99)], "the tests")
    assert await source_of("billing@1") == billing.text
    assert await source_of("billing") == billing.text + "# edited"
    assert await source_of("billing", "programme") == programme.text
    listed = [(one.kind, one.slug, one.version, one.is_current) for one in await published_definitions()]
    assert listed == [
        ("programme", "billing", 1, True),
        ("survey", "billing", 1, False),
        ("survey", "billing", 2, True),
    ]


async def test_the_cache_forgets_the_oldest(database: str) -> None:
    kept = published._VersionCache[int]()
    for number in range(600):
        kept.keep(number, number)
    assert kept.get(0) is None
    assert kept.get(599) == 599


@pytest.mark.committed
async def test_ten_who_publish_the_same_at_once_make_one_version(own_database: str) -> None:
    everything = load(all_files())
    published_at_once = await asyncio.gather(*(publish(everything, "the tests") for _ in range(10)))
    states = [publication.state for done in published_at_once for publication in done]
    assert states.count("new") == len(everything)
    assert await DB.fetch_value("SELECT max(version) FROM survey_version") == 1
