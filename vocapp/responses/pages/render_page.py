"""HTML of a survey page, in the brand's look and the respondent's language."""

from typing import Any

from vocapp.catalogue.brand import BrandLook
from vocapp.catalogue.brand_css import stylesheet_address
from vocapp.questionnaire.isolate_text import isolate
from vocapp.responses.pages.survey_script import script_address
from vocapp.ui import jinja
from vocapp.ui.reader import ReaderLocale


def render(template: str, language: str, look: BrandLook, **said: Any) -> bytes:
    """The page as UTF-8; half surrogates, which a form may have sent, become question marks."""
    html = jinja.render(
        f"responses/{template}",
        ReaderLocale(language),
        brand=look.brand,
        brand_name=isolate(look.brand.name, language),
        footer=look.footer_in(language),
        style=stylesheet_address(look),
        script=script_address(),
        **said,
    )
    return html.encode("utf-8", "replace")
