"""How a contact is named, in which language a customer is asked, and by which brand."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.invitations.policy_examples import COMPANY, FACTS, changed, rule
from vocapp.catalogue.brand import Brand, BrandLook, in_language
from vocapp.catalogue.snapshot import CatalogueSnapshot
from vocapp.channels.registry import ContactChannel
from vocapp.channels.touchpoints import Touchpoint
from vocapp.invitations.contact_phrase import add_phrases, contact_line, languages
from vocapp.invitations.policy import brand_choice
from vocapp.invitations.policy import language_choice as language
from vocapp.invitations.policy.contact_facts import agent_of, contact_facts, emails_of, freeze_facts
from vocapp.ui.languages import PUBLIC


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "your call on 4 May about billing"),
        ("de-AT", "Ihr Anruf vom 4. Mai zu Ihrer Rechnung"),
        ("fr", "votre appel du 4 mai au sujet de votre facture"),
        ("es", "su llamada del 4 de mayo sobre su factura"),
        ("ar", "مكالمتك في 4 مايو بشأن فاتورتك"),
        ("tr", "your call on 4 May about billing"),
    ],
)
def test_a_call_has_a_name_in_every_language(language: str, line: str) -> None:
    assert contact_line(FACTS, language) == line


def test_a_contact_about_something_else_is_named_without_a_topic() -> None:
    assert contact_line(FACTS | {"contact.touchpoint": "other"}, "en") == "your call on 4 May"


def test_a_contact_without_a_day_has_no_phrase() -> None:
    assert contact_line({"contact.channel": "email"}, "en") == ""
    assert add_phrases({"brand": "Alderway"}, "en")["date"] is None


def test_every_channel_and_touchpoint_has_words_in_every_public_language() -> None:
    assert set(languages()) == set(PUBLIC)
    for words in languages().values():
        assert set(words.contact) == set(words.channel) == set(ContactChannel)
        assert set(words.topic) == set(words.touchpoint) == set(Touchpoint) - {Touchpoint.OTHER}


def test_the_pipes_follow_the_language_of_the_page() -> None:
    german = add_phrases(FACTS | {"brand": "Alderway"}, "de")
    assert (german["channel"], german["touchpoint"], german["date"]) == ("Telefon", "Rechnung", "4. Mai")
    assert add_phrases(german, "en")["channel"] == "phone call"
    assert german["brand"] == "Alderway"


@pytest.mark.parametrize(
    ("wanted", "given", "chosen"),
    [
        (("de", "en"), {}, "de"),
        ((None, "de-AT"), {}, "de"),
        (("tr", "de"), {}, "de"),
        (("tr", None), {}, "en"),
        (("en", None), {"languages": ("de",)}, "de"),
        (("tr", None), {"languages": ("tr",)}, "en"),
    ],
)
def test_the_language_is_the_customers_where_the_survey_speaks_it(
    wanted: tuple[str | None, ...], given: dict[str, Any], chosen: str
) -> None:
    assert language.choose(wanted, rule(**given), COMPANY) == chosen


def look(slug: str, **given: Any) -> BrandLook:
    brand = Brand(
        slug=slug, name=slug, accent="#0f766e", sender_name=slug, sender_address=f"a@{slug}.example",
        footer={"en": slug}, **given,
    )  # fmt: skip
    return BrandLook(id=UUID(int=1), version=1, brand=brand)


def test_the_brand_is_that_of_programme_contact_line_and_country_or_company() -> None:
    looks = (look("alderway"), look("mobile", lines=("mobile",), countries=("FR",)), look("paris", countries=("FR",)))
    catalogue = CatalogueSnapshot(programmes=(), brands=looks, published_company=COMPANY)

    def chosen(named: str | None, line: str | None, country: str | None, **programme: Any) -> str | None:
        found = brand_choice.choose(catalogue, rule(**programme).programme, named, line, country)
        return found.brand.slug if found else None

    assert chosen(None, None, None) == "alderway"
    assert chosen("paris", "mobile", "FR") == "paris"
    assert chosen("paris", None, None, brand="mobile") == "mobile"
    assert chosen(None, "mobile", "FR") == "mobile"
    assert chosen(None, "energy", "FR") == "paris"
    assert chosen(None, "mobile", "DE") == "alderway"
    assert chosen("nobody", None, None) is None


def test_a_footer_falls_back_to_its_first_language() -> None:
    texts = {"en": "Hello", "de": "Hallo"}
    assert [in_language(texts, tag) for tag in ("de", "de-CH", "fr")] == ["Hallo", "Hallo", "Hello"]
    assert in_language({}, "de") == ""
    assert look("alderway").footer_in("fr") == "alderway"


def test_who_is_surveyed_is_named() -> None:
    sam, kim = {"kind": "agent", "name": "Sam"}, {"kind": "agent", "name": "Kim", "email": "Kim@Alderway.example"}
    assert agent_of([sam, kim]) == "Kim"
    assert agent_of([sam | {"surveyed": True}, kim]) == "Sam"
    assert agent_of([{"kind": "ivr", "name": "Menu"}]) is None
    assert emails_of([sam, kim]) == {"kim@alderway.example"}


def test_facts_are_fields_before_attributes_and_the_programmes_own() -> None:
    contact = dict.fromkeys(
        ("source", "channel", "touchpoint", "line_of_business", "brand", "issue", "outcome", "wait_seconds",
         "hold_seconds", "handling_seconds", "survey_announced", "language")
    ) | {"channel": "email", "attributes": {"channel": "pigeon", "tier": "gold"}, "handlers": []}  # fmt: skip
    customer = {"language": "en", "country": None, "lifecycle": None, "attributes": {"segment": 3}}
    known = contact_facts(contact, customer, date(2026, 5, 4))
    assert (known["contact.channel"], known["contact.tier"], known["customer.segment"]) == ("email", "gold", 3)
    facts = freeze_facts(
        known, rule(facts={"nps": True}).programme, brand="B", customer=None, agent=None, language="en"
    )
    assert facts["programme.nps"] is True
    assert "customer" not in facts
    assert changed(COMPANY, name="x").name == "x"
