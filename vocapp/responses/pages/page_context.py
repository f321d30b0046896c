"""Context of every survey page: brand, languages, why the customer was invited, and the ways out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from vocapp.catalogue.brand import BrandLook
from vocapp.invitations.contact_phrase import add_phrases, contact_line
from vocapp.questionnaire.definition import Questionnaire
from vocapp.questionnaire.values import Facts
from vocapp.responses.load_invitation import SurveyInvitation
from vocapp.responses.pages.form_parser import LANGUAGE
from vocapp.responses.pages.render_page import render
from vocapp.ui import languages
from vocapp.ui.reader import ReaderLocale


@dataclass(frozen=True)
class PageContext:
    """One invitation in one language under its `address`; `stop_address` is the opt-out page."""

    invitation: SurveyInvitation
    survey: Questionnaire
    look: BrandLook
    language: str
    address: str
    stop_address: str = ""
    method: str = "post"
    fixed: Mapping[str, str] = field(default_factory=dict)  # fields that every link and form of a preview carries

    def say(self, text: str, **params: object) -> str:
        """An interface text in the page's language."""
        said = ReaderLocale(self.language).texts.gettext(text)
        return said % params if params else said

    @cached_property
    def facts(self) -> Facts:
        """The facts of the contact, named in the page's language."""
        invitation = self.invitation
        return (
            invitation.facts
            if self.language == invitation.language
            else add_phrases(
                invitation.facts,
                self.language,
            )
        )

    @cached_property
    def contact(self) -> str:
        """The contact in one phrase: "your call on 3 May about billing"."""
        return contact_line(self.facts, self.language)

    def link(self, **fields: str) -> str:
        """The address of this invitation with `fields`, and the language where it differs from the stored one."""
        kept = (
            {} if self.language == (self.invitation.spoken or self.invitation.language) else {LANGUAGE: self.language}
        )
        query = urlencode({**self.fixed, **kept, **fields})
        return f"{self.address}?{query}" if query else self.address

    def languages(self, fields: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """(code, own name, link to the same page) of each language of the survey, if there are several."""
        codes = self.survey.languages
        if len(codes) < 2:
            return []
        return [(code, language_name(code), self.link(**fields, **{LANGUAGE: code})) for code in codes]

    def ways(self) -> list[tuple[str, str]]:
        """The ways out that a page offers: (label, link); the last one is the opt-out."""
        _ = self.say
        ways = [
            (_("This was not me"), f"{self.address}/not-me"),
            (_("I do not want to answer"), f"{self.address}/decline"),
            (_("Stop asking me"), self.stop_address),
        ]
        return [way for way in ways if self.stop_address]

    def render(self, template: str, *, languages: list[tuple[str, str, str]], **said: Any) -> bytes:
        """The page of `template`."""
        return render(
            template,
            self.language,
            self.look,
            languages=languages,
            contact=self.contact[:1].upper() + self.contact[1:],
            method=self.method,
            trap=f"{self.address}/more" if self.stop_address else "",
            **{"action": self.address, "ways": self.ways(), **said},
        )

    def say_page(
        self,
        heading: str,
        *paragraphs: str,
        good: bool = False,
        answers: list[tuple[str, str, str]] | None = None,
        button: str = "",
        link: tuple[str, str] | None = None,
        **said: Any,
    ) -> bytes:
        """A page with a heading, paragraphs (empty ones left out), and perhaps one button or link."""
        return self.render(
            "message.html",
            languages=[],
            heading=heading,
            paragraphs=[text for text in paragraphs if text],
            good=good,
            answers=answers or [],
            button=button,
            link=link,
            **said,
        )


@cache
def language_name(language: str) -> str:
    """The language's name in that language: "Deutsch"."""
    name = languages.locale(language).display_name or language
    return name[:1].upper() + name[1:]
