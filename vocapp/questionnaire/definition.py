"""Survey definitions: frozen structs, read from TOML by `survey_parser`, stored as canonical JSON.

Defaults are part of the stored format, because fields with their default value are left out of it. Add fields, but
never change a default.
"""

from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal

from msgspec import Struct

from vocapp.questionnaire.conditions import Condition
from vocapp.questionnaire.normalise_text import plain

Kind = Literal["nps", "csat", "ces", "rating", "choice", "choices", "number", "text", "yes_no", "date", "contact_me"]
Metric = Literal["nps", "csat", "ces", "resolution", "had_to_repeat", "expectation"]
Direction = Literal["higher_is_better", "lower_is_better"]
Object = Literal["contact", "agent", "product", "company"]
Occasion = Literal["post_contact", "relationship"]
Presentation = Literal["one_by_one", "all_at_once"]
Style = Literal["text", "short", "spoken"]
Asks = Literal["praise", "improvement", "open"]

Texts = dict[str, str]
"""Language → wording. Complete for every language of the survey, or empty where the wording is optional."""

LEAST_ESSENTIAL: Final = 100
SCALE_KINDS: Final = frozenset({"nps", "csat", "ces", "rating"})
OPTION_KINDS: Final = frozenset({"choice", "choices"})

PIPES: Final = ("brand", "agent", "channel", "date", "touchpoint", "customer", "issue")
"""The names that a wording may take in, always with a fallback: ``{agent|our colleague}``."""


class Scale(Struct, frozen=True, array_like=True):
    """``scale = [1, 7]`` in the file. For kind "number": the limits of what may be typed."""

    lo: int | float
    hi: int | float


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Option(_Part, frozen=True, kw_only=True):
    id: str
    label: Texts


class Worded(_Part, frozen=True, kw_only=True, dict=True):
    """A text for the respondent: on a page, shorter in a text message, or spoken by a voice or an agent."""

    text: Texts = {}
    short: Texts = {}
    spoken: Texts = {}


class Thanks(Worded, frozen=True, kw_only=True):
    """The closing text, which says what happens next. The first one whose condition holds is shown."""

    when: Condition | None = None


class Question(Worded, frozen=True, kw_only=True):
    id: str
    kind: Kind
    metric: Metric | None = None
    scale: Scale | None = None  # the parser fills it in for the scale kinds: nps 0–10, csat 1–5, ces 1–7, rating 1–5
    direction: Direction = "higher_is_better"
    object: Object | None = None  # must be stated where there is a metric
    occasion: Occasion | None = None  # must be stated where there is a metric
    essential: int = LEAST_ESSENTIAL  # 1 is the most essential; ties go to the earlier question
    help: Texts = {}
    low_label: Texts = {}
    high_label: Texts = {}
    options: tuple[Option, ...] = ()
    required: bool = False
    prefer_not_to_say: bool = False
    when: Condition | None = None
    max_length: int = 2000  # characters, for text and for contact_me's "how"
    asks: Asks = "open"  # what a text question asks for; decides how its comment is analysed

    @cached_property
    def form_values(self) -> MappingProxyType[str, int | str | bool]:
        """Value that a page sends → answer, so that closed kinds need one look-up. Empty for open kinds."""
        found: dict[str, int | str | bool] = {}
        if self.kind in SCALE_KINDS and self.scale is not None:
            found = {str(step): step for step in self.steps}
        elif self.kind == "choice":
            found = {option.id: option.id for option in self.options}
        elif self.kind == "yes_no":
            found = {"yes": True, "no": False}
        return MappingProxyType(found)

    @cached_property
    def steps(self) -> tuple[int, ...]:
        """The points of the scale, low to high. Empty for kinds without a scale."""
        if self.kind not in SCALE_KINDS or self.scale is None:
            return ()
        return tuple(range(int(self.scale.lo), int(self.scale.hi) + 1))

    @cached_property
    def option_ids(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options)

    @cached_property
    def option_words(self) -> MappingProxyType[str, dict[str, str]]:
        """Language → label as `normalise_text.plain` returns it → id of the option."""
        languages = self.options[0].label if self.options else {}
        return MappingProxyType(
            {code: {plain(option.label[code]): option.id for option in self.options} for code in languages}
        )

    @cached_property
    def skip_field(self) -> str:
        return f"{self.id}.skip"

    @cached_property
    def how_field(self) -> str:
        return f"{self.id}.how"


class IdleMinutes(_Part, frozen=True, kw_only=True):
    """Minutes without activity after which a response with a metric answer is closed as partial."""

    page: int = 30
    conversation: int = 24 * 60


class Questionnaire(_Part, frozen=True, kw_only=True, dict=True):
    id: str
    languages: tuple[str, ...]  # the first is the default
    title: Texts
    intro: Worded
    questions: tuple[Question, ...]
    thanks: tuple[Thanks, ...]  # the last has no condition
    presentation: Presentation = "one_by_one"
    seconds: int = 60  # how long answering takes, as shown to the respondent
    idle_minutes: IdleMinutes = IdleMinutes()

    @property
    def default_language(self) -> str:
        return self.languages[0]

    def title_in(self, language: str) -> str:
        """The title in a language, or in the default language."""
        return self.title.get(language) or self.title[self.default_language]

    @cached_property
    def by_id(self) -> MappingProxyType[str, Question]:
        return MappingProxyType({question.id: question for question in self.questions})

    @cached_property
    def metrics(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.metric)
