"""An executive tries every slice, week and group of scores, cases, invitations with their rates, and comments. No two
that they see differ by a few people, no table tells by subtraction what it does not show, and every figure that they
see is the one of a lead."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Final, NamedTuple

from hypothesis import example, given
from hypothesis import strategies as st

from tests.hypothesis_profiles import examples
from tests.rollups.number_reading import load_case_counts, load_invitation_counts, load_scores
from tests.rollups.theme_fixtures import analyse
from tests.rollups.world_fixtures import MONDAY, World, open_case
from vocapp.comments.pages.comment_list_query import CommentListQuery
from vocapp.comments.pages.comments_data import load_comment_page
from vocapp.database import DB
from vocapp.feature import Registry
from vocapp.http.access import Actor, Role
from vocapp.rollups.count_stage import count_subjects
from vocapp.rollups.rollup_slice import NONE, Dimension, Slice
from vocapp.rollups.types import CaseCounts, InvitationCounts, Score

EVA = Actor(kind="user", role=Role.EXECUTIVE)
LENA = Actor(kind="user", role=Role.LEAD)
FIRST, SECOND = date(2026, 5, 4), date(2026, 5, 11)
FLOOR: Final = 5
FORTNIGHT = Slice(FIRST, date(2026, 5, 17))
WEEKS = (FORTNIGHT.but(until=date(2026, 5, 10)), FORTNIGHT.but(since=SECOND))
CHANNELS, UNITS = ("web_chat", "sms", "fax"), ("Red", "Blue", None)
GROUPED: Final = (None, Dimension.CHANNEL, Dimension.UNIT, Dimension.WEEK)
ANSWERED: Final = frozenset({"answered", "case", "comment"})
RATES: Final = ("rr1", "rr2", "coop1", "completion", "break_off", "coverage")
Counts = Score | CaseCounts | InvitationCounts
Loader = Callable[[Actor, Slice, Dimension | None], Awaitable[Sequence[Counts]]]


class Guest(NamedTuple):
    """A customer: where and when they had a contact, whether they answered, in words or badly enough for a case."""

    channel: str
    unit: str | None
    week: int
    fate: str = "answered"


class Numbers(NamedTuple):
    """One kind of number: how it is read, and which guests it counts or is judged by."""

    load: Loader
    of: frozenset[str]


KINDS: Final = {
    "scores": Numbers(load_scores, ANSWERED),
    "cases": Numbers(load_case_counts, ANSWERED),
    "invitations": Numbers(load_invitation_counts, ANSWERED | {"silent"}),
}
guests = st.lists(
    st.tuples(
        st.builds(
            Guest,
            st.sampled_from(CHANNELS),
            st.sampled_from(UNITS),
            st.integers(0, 1),
            st.sampled_from(("answered", "comment", "case", "silent")),
        ),
        st.integers(1, 6),
    ),
    min_size=2,
    max_size=6,
    unique_by=lambda one: one[0],
)
HIDDEN_IN_ANOTHER_WEEK = [
    (Guest("web_chat", None, 0), 6),
    (Guest("web_chat", "Blue", 0), 3),
    (Guest("sms", "Blue", 0), 6),
    (Guest("web_chat", "Blue", 1), 5),
    (Guest("sms", "Red", 1), 3),
]
"""The site is hidden in one week and its text messages in the other: a sum of what is left would be two fewer."""


@given(guests)
@example(HIDDEN_IN_ANOTHER_WEEK)
@examples(4)
async def test_nothing_can_be_subtracted(world: World, registry: Registry, given: list[tuple[Guest, int]]) -> None:
    async with DB.transaction() as example:
        await world.unit("Site")
        for unit in ("Red", "Blue"):
            await world.unit(unit, below="Site")
        people: list[Guest] = []
        for guest, times in given:
            people += [guest] * times
        await count_subjects([id_ for guest in people for id_ in await _visit(world, guest)])
        for kind, numbers in KINDS.items():
            await _try_everything(world, kind, numbers, people)
        await _try_comments(world, registry, people)
        await example.transaction.rollback()
        example._rolled_back = True


async def _visit(world: World, guest: Guest) -> list[Any]:
    """The contact of a guest, and what follows: its rows to count."""
    place: dict[str, Any] = {
        "channel": guest.channel,
        "unit": guest.unit or "",
        "at": MONDAY + timedelta(weeks=guest.week),
    }
    if guest.fate == "silent":
        return [await world.contact("suppressed", **place)]
    response = await world.answer({"csat": 1 if guest.fate == "case" else 4}, **place)
    contact = await DB.fetch_value(
        "SELECT i.contact_id FROM invitation i JOIN response r ON r.invitation_id = i.id WHERE r.id = $1", response
    )
    if guest.fate == "comment":
        await analyse(response, place["at"], {})
    if guest.fate != "case":
        return [response, contact]
    case = await open_case(response)
    await DB.execute("UPDATE followup_case SET opened_at = $2 WHERE id = $1", case, place["at"])
    return [response, contact, case]


async def _try_everything(world: World, kind: str, numbers: Numbers, people: Sequence[Guest]) -> None:
    counted = [(at, guest) for at, guest in enumerate(people) if guest.fate in numbers.of]
    shown: set[frozenset[int]] = set()
    for slice_ in _slices(world):
        whole: frozenset[int] | None = None
        for by in GROUPED:
            theirs = await numbers.load(EVA, slice_, by)
            hers = await numbers.load(LENA, slice_, by) if slice_.days == FORTNIGHT.days else theirs
            told = [one for one in theirs if one.shown != "hidden"]
            groups = [_members(world, counted, slice_, by, _key(one)[1]) for one in told]
            if kind == "invitations":
                rates = [figure for one in told for rate in RATES if (figure := getattr(one, rate)) is not None]
                assert all(figure.n >= FLOOR for figure in rates), f"a rate of a few of {slice_}"
            keys = {_key(one) for one in told}
            assert told == [one for one in hers if _key(one) in keys], f"{kind}: the same figure for everybody"
            shown |= set(groups)
            if by is None:
                whole = groups[0] if groups else None
            elif whole is not None:
                rest = whole.difference(*groups)
                assert not 0 < len(rest) < FLOOR, f"{kind} by {by}: what the table leaves of {slice_}"
    _check_apart(kind, shown)


async def _try_comments(world: World, registry: Registry, people: Sequence[Guest]) -> None:
    """The list of comments of each slice: shown whole, to an executive as to a lead, or not at all."""
    counted = [(at, guest) for at, guest in enumerate(people) if guest.fate == "comment"]
    shown: set[frozenset[int]] = set()
    for slice_ in _slices(world):
        place = {name: value for name in ("channel", "unit") if (value := getattr(slice_, name)) is not None}
        view = CommentListQuery(narrowed={"since": slice_.since, "until": slice_.until, **place})
        theirs, hers = [await load_comment_page(registry, actor, view) for actor in (EVA, LENA)]
        writers = _members(world, counted, slice_, None, "")
        assert hers.count == len(writers)
        if theirs.count:
            assert [card.comment.id for card in theirs.cards] == [card.comment.id for card in hers.cards]
            assert theirs.count == len(writers)
            shown.add(writers)
    _check_apart("comments", shown)


def _check_apart(kind: str, shown: set[frozenset[int]]) -> None:
    assert not [one for one in shown if 0 < len(one) < FLOOR], kind
    assert not [one ^ other for one, other in combinations(shown, 2) if 0 < len(one ^ other) < FLOOR], kind


def _slices(world: World) -> list[Slice]:
    places: list[dict[str, Any]] = [{"channel": channel} for channel in CHANNELS]
    places += [{"unit": unit} for unit in world.units.values()]
    places += [{"channel": "web_chat", "unit": world.units["Blue"]}, {"channel": "sms", "unit": world.units["Site"]}]
    return [FORTNIGHT, *WEEKS, *(FORTNIGHT.but(**place) for place in places)]


def _key(one: Counts) -> Any:
    return (one.measure if isinstance(one, Score) else None), one.group.key if one.group else ""


def _members(
    world: World, counted: Sequence[tuple[int, Guest]], slice_: Slice, by: Dimension | None, wanted: str
) -> frozenset[int]:
    """The guests that a number is of."""
    names: dict[Any, str | None] = {str(id_): name for name, id_ in world.units.items()} | {NONE: None}
    weeks = {week for week, day in enumerate((FIRST, SECOND)) if slice_.since <= day <= slice_.until}
    if by is Dimension.WEEK:
        weeks &= {0 if wanted == FIRST.isoformat() else 1}
    found = [(at, guest) for at, guest in counted if guest.week in weeks and slice_.channel in (None, guest.channel)]
    if by is Dimension.CHANNEL:
        found = [(at, guest) for at, guest in found if guest.channel == wanted]
    if slice_.unit is not None:
        found = [(at, guest) for at, guest in found if _is_below(guest.unit, names[str(slice_.unit)])]
    if by is Dimension.UNIT:
        alone = wanted == NONE or wanted == str(slice_.unit)
        name = names[wanted]
        found = [(at, guest) for at, guest in found if (guest.unit == name if alone else _is_below(guest.unit, name))]
    return frozenset(at for at, _ in found)


def _is_below(unit: str | None, above: str | None) -> bool:
    return unit is not None and above in (unit, "Site")
