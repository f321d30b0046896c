"""Preview bar above the survey page, with switches for what to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from vocapp.catalogue.brand import BrandLook
from vocapp.responses.pages.form_parser import LANGUAGE, PAGE
from vocapp.responses.pages.page_context import PageContext, language_name
from vocapp.ui import jinja
from vocapp.ui.reader import ANYONE, ReaderLocale, mark

BRAND: Final = "_brand"
PRESENTATION: Final = "_presentation"
SENT: Final = "_sent"  # sent by a button, never part of a link
BAR: Final = "#preview"
PRESENTATIONS: Final = {"one_by_one": mark("one by one"), "all_at_once": mark("all at once")}


class PreviewOption(NamedTuple):
    """One position of a switch; `language` is the tag of a name that is not in the reader's language."""

    name: str
    link: str
    is_on: bool
    language: str = ""


@dataclass(frozen=True)
class PreviewContext(PageContext):
    """The page context of a preview, for `staff` to look at in each of `looks`."""

    staff: ReaderLocale = ANYONE
    looks: Sequence[BrandLook] = ()

    def ways(self) -> list[tuple[str, str]]:
        """The ways out as a customer sees them; here they lead to the bar."""
        return [(label, BAR) for label, _ in PageContext.ways(replace(self, stop_address=BAR))]

    def render(self, template: str, *, languages: list[tuple[str, str, str]], **said: Any) -> bytes:
        """The page of `template` below the bar."""
        at = {PAGE: said["page"].page} if "page" in said else {}
        if "hidden" in said:
            said["hidden"] = [*said["hidden"], (SENT, "1")]
        return super().render(template, languages=languages, preview=self._bar(at), **said)

    def _bar(self, at: Mapping[str, str]) -> Markup:
        switches = (
            (mark("Language"), [self._language(code, at) for code in self.survey.languages]),
            (mark("Brand"), [self._brand(look, at) for look in self.looks]),
            (mark("Questions"), [self._presentation(name, at) for name in PRESENTATIONS]),
        )
        html = jinja.render("responses/preview_bar.html", self.staff, switches=switches, start=self.address)
        return Markup(html)  # noqa: S704 - rendered by a template of ours, which has escaped it

    def _language(self, code: str, at: Mapping[str, str]) -> PreviewOption:
        return PreviewOption(language_name(code), self.link(**at, **{LANGUAGE: code}), code == self.language, code)

    def _brand(self, look: BrandLook, at: Mapping[str, str]) -> PreviewOption:
        return PreviewOption(look.brand.name, self.link(**at, **{BRAND: look.brand.slug}), look is self.look)

    def _presentation(self, name: str, at: Mapping[str, str]) -> PreviewOption:
        word = self.staff.texts.gettext(PRESENTATIONS[name])
        return PreviewOption(word, self.link(**at, **{PRESENTATION: name}), name == self.survey.presentation)
