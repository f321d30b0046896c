"""Reader of the survey page's form in HTML, as a browser without scripts reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass
class HtmlForm:
    """One form: its address, hidden fields, choices by field, text fields and submit buttons."""

    action: str
    method: str
    hidden: dict[str, str] = field(default_factory=dict)
    radios: dict[str, list[str]] = field(default_factory=dict)
    boxes: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Whether there is anything to fill in."""
        return bool(self.radios or self.boxes or self.texts)


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[HtmlForm] = []
        self._open: HtmlForm | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = HtmlForm(urljoin(self.url, given.get("action", "")), given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None:
            self._field(self._open, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def _field(self, form: HtmlForm, tag: str, given: Mapping[str, str]) -> None:
        kind, name = given.get("type", "submit" if tag == "button" else "text"), given.get("name", "")
        if kind == "submit" and tag in ("input", "button"):
            form.buttons.append((name, given.get("value", "")))
        elif not name:
            return
        elif tag == "textarea":
            form.texts.append(name)
        elif tag == "input":
            self._input(form, kind, name, given.get("value", ""))

    def _input(self, form: HtmlForm, kind: str, name: str, value: str) -> None:
        if kind == "hidden":
            form.hidden[name] = value
        elif kind == "radio":
            form.radios.setdefault(name, []).append(value)
        elif kind == "checkbox":
            form.boxes.setdefault(name, []).append(value)
        else:
            form.texts.append(name)


def forms(html: str, url: str) -> list[HtmlForm]:
    """Every form of the page at `url`, in order."""
    reader = _Reader(url)
    reader.feed(html)
    return reader.forms
