"""Lena leads a team and wants to know what her customers are asked. Nobody shall ever count what she answers."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.responses.invitation_rows import row_counts
from tests.staff_people import Person, SignIn
from vocapp.catalogue.definition_files import SURVEYS, all_files, load
from vocapp.catalogue.publish import DefinitionSource, publish
from vocapp.http.access import Role
from vocapp.questionnaire.survey_parser import read
from vocapp.questionnaire.values import Value
from vocapp.responses.pages.preview import decode_answers, encode_answers

LIST = "/app/surveys"
SUPPORT = f"{LIST}/support/preview"
TABLES = ("response", "answer", "invitation", "contact", "customer", "message", "due", "event")
EVERY_KIND = """
id = "kinds"
languages = ["en", "de"]
title = { en = "Kinds", de = "Arten" }
intro.text = { en = "Hello", de = "Hallo" }
thanks = [{ text = { en = "Thank you. Bye!", de = "Danke. Bis bald!" } }]
[[questions]]
id = "months"
kind = "number"
scale = [0, 99]
text = { en = "For how many months?", de = "Seit wie vielen Monaten?" }
[[questions]]
id = "ways"
kind = "choices"
text = { en = "Which ways?", de = "Auf welchen Wegen?" }
options = [{ id = "a", label = { en = "A", de = "A" } }, { id = "b", label = { en = "B", de = "B" } }]
[[questions]]
id = "day"
kind = "date"
text = { en = "When?", de = "Wann?" }
[[questions]]
id = "solved"
kind = "yes_no"
required = true
text = { en = "Solved?", de = "Gelöst?" }
[[questions]]
id = "words"
kind = "text"
text = { en = "Why?", de = "Warum?" }
[[questions]]
id = "ring"
kind = "contact_me"
text = { en = "Shall we ring?", de = "Sollen wir anrufen?" }
"""


class Form(HTMLParser):
    """The fields that a page's form sends as it stands, and its buttons."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.buttons: dict[str, str] = {}
        self.method = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.method = given["method"] or ""
        elif tag == "button" and name:
            self.buttons[name] = value
        elif tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.fields.setdefault(name, []).append(value)


class Walk:
    """Lena's way through one preview."""

    def __init__(self, lena: Person, page: str) -> None:
        self._lena = lena
        self.page = page

    async def send(self, **answers: str | list[str]) -> str:
        """Fill in the form and send it."""
        form = Form(self.page)
        assert form.method == "get"
        answer = await self._lena.browser.get(f"{SUPPORT}?{urlencode({**form.fields, **answers}, doseq=True)}")
        assert answer.status_code in (200, 422)
        self.page = answer.text
        return self.page

    async def follow(self, label: str) -> str:
        """Click a link."""
        self.page = await self._lena.see(link(self.page, label))
        return self.page


def link(page: str, label: str) -> str:
    found = re.search(rf'<a href="([^"]*)"[^>]*>{label}', page)
    assert found, label
    return unescape(found[1])


def heading(page: str) -> str:
    return re.sub(r"<[^>]*>", "", page.partition("<h1")[2].partition("</h1>")[0]).partition(">")[2]


@pytest.fixture
async def lena(database: str, signed_in: SignIn) -> Person:
    return await signed_in("Lena Lead", Role.LEAD)


@pytest.fixture
async def shipped(database: str) -> None:
    """All that comes with the product is published."""
    await publish(load(all_files()), "the tests")


async def test_before_anything_is_published_the_page_explains_publishing(lena: Person) -> None:
    page = await lena.see(LIST)

    assert "No surveys yet" in page
    assert "vocapp surveys publish --all" in page


@pytest.mark.usefixtures("shipped")
async def test_the_list_shows_programmes_and_surveys(lena: Person) -> None:
    page = await lena.see(LIST)

    row = page.partition("Your support case")[2].partition("</tr>")[0]
    assert "Deutsch" in row and "العربية" in row
    assert "After a support case" in row or "support" in row.lower()
    assert await lena.see(link(page, "Your support case"))
    assert f'<a href="{LIST}" aria-current="page">Surveys</a>' in page


@pytest.mark.usefixtures("shipped")
async def test_lena_walks_through_to_the_thanks_and_nothing_is_stored(lena: Person) -> None:
    before = await row_counts(TABLES)
    walk = Walk(lena, await lena.see(SUPPORT))
    assert "Preview: nothing is stored" in walk.page
    assert "Was your request solved?" in heading(walk.page)

    assert "more than once" in heading(await walk.send(solved="yes"))
    assert "Was your request solved?" in heading(await walk.send(_back=Form(walk.page).buttons["_back"]))
    assert Form(walk.page).fields["solved"] == ["yes"]
    assert "more than once" in heading(await walk.send())
    assert "from Sam?" in heading(await walk.send(repeated="no"))
    while "Your answers</h2>" not in walk.page:
        skip = {name: value for name, value in Form(walk.page).buttons.items() if name.endswith(".skip")}
        await walk.send(**skip)

    assert "Was your request solved?" in walk.page and "Preview: nothing is stored" in walk.page
    assert "Was your request solved?" in heading(await walk.follow("Change"))
    assert await row_counts(TABLES) == before


@pytest.mark.usefixtures("shipped")
async def test_the_switches_keep_the_place_and_the_answers(lena: Person) -> None:
    walk = Walk(lena, await lena.see(SUPPORT))
    await walk.send(solved="no")

    german = await walk.follow("Deutsch")
    assert '<html lang="de"' in german and "mehr als einmal" in heading(german)
    assert "Preview: nothing is stored" in german, "the bar speaks Lena's language"
    other = await walk.follow("Brightmoor")
    assert "– Brightmoor</title>" in other and "mehr als einmal" in heading(other)
    whole = await walk.follow("all at once")
    assert "Wurde Ihr Anliegen gelöst?" in whole and "mehr als einmal" in whole
    assert Form(whole).fields["solved"] == ["no"]
    assert "mehr als einmal" in heading(await walk.follow("one by one"))
    assert parse_qs(urlsplit(link(walk.page, "English")).query)["_brand"] == ["brightmoor"]


@pytest.mark.usefixtures("shipped")
async def test_a_refused_answer_shows_the_sentence_of_the_survey_page(lena: Person) -> None:
    await publish([DefinitionSource("survey", "", read(EVERY_KIND, "kinds.toml"))], "the tests")
    page = await lena.see(f"{LIST}/kinds/preview?_presentation=all_at_once")

    form = {**Form(page).fields, "months": "many"}
    answer = await lena.browser.get(f"{LIST}/kinds/preview?{urlencode(form, doseq=True)}")

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text and 'value="many"' in answer.text


@pytest.mark.usefixtures("shipped")
async def test_a_link_as_in_the_mail_preselects(lena: Person) -> None:
    page = await lena.see(f"{SUPPORT}?solved=no")

    assert Form(page).fields["solved"] == ["no"]
    assert "data-saved" not in page, "the script has nothing to save"


@pytest.mark.usefixtures("shipped")
async def test_the_preview_shows_not_me_and_decline_without_links(lena: Person) -> None:
    page = await lena.see(SUPPORT)

    for way in ("This was not me", "I do not want to answer"):
        assert link(page, way) == "#preview"
    assert "/more" not in page


@pytest.mark.parametrize("answers", ["", "nonsense", "[1]", '{"solved": "yes"}', "{\ud800}", '{"solved": ["maybe"]}'])
@pytest.mark.usefixtures("shipped")
async def test_answers_that_nobody_gave_are_left_out(lena: Person, answers: str) -> None:
    query = urlencode({"_answers": answers.encode("utf-8", "surrogatepass")})

    assert "Was your request solved?" in heading(await lena.see(f"{SUPPORT}?{query}"))


def test_answers_of_every_kind_travel_unchanged() -> None:
    survey = read(EVERY_KIND, "kinds.toml")
    answers: dict[str, Value] = {
        "months": 2.5,
        "ways": ["a", "b"],
        "day": "2026-05-03",
        "solved": False,
        "words": 'Grüße, "Ada"\n& more',
        "ring": {"wish": True, "how": "mornings"},
    }

    assert decode_answers(survey, {}, encode_answers(survey, answers)) == answers
    skipped: dict[str, Value] = {**answers, "ways": {"no_answer": "skipped"}, "ring": {"wish": False}}
    assert decode_answers(survey, {}, encode_answers(survey, skipped)) == skipped


async def test_a_preview_without_survey_or_brand_is_an_error(lena: Person) -> None:
    assert (await lena.browser.get(f"{LIST}/nothing/preview")).status_code == 404
    await publish(load([SURVEYS / "support.toml"]), "the tests")

    answer = await lena.browser.get(SUPPORT)

    assert answer.status_code == 409
    assert "No brand is published yet" in answer.text


@pytest.mark.usefixtures("shipped")
async def test_a_form_of_too_many_fields_is_refused(lena: Person) -> None:
    assert (await lena.browser.get(f"{SUPPORT}?{'a=1&' * 500}")).status_code == 400


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.LEAD, 200), (Role.ANALYST, 200), (Role.ADMIN, 200), (Role.AGENT, 403), (Role.EXECUTIVE, 403)],
)
@pytest.mark.usefixtures("shipped")
async def test_the_roles_that_may_open_the_page(signed_in: SignIn, role: Role, status: int) -> None:
    person = await signed_in("Pat Person", role)

    for path in (LIST, SUPPORT):
        assert (await person.browser.get(path)).status_code == status
