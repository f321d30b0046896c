"""Who acts about a case, and who was faster?"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from vocapp import clock
from vocapp.cases.action_rules import Doer
from vocapp.cases.save_change import Locked
from vocapp.cases.types import RefusedError
from vocapp.database import DB
from vocapp.http.access import Actor, Role
from vocapp.ui.formatting import relative
from vocapp.ui.reader import ReaderLocale, mark, use_reader

LEADS: Final = frozenset({Role.LEAD, Role.ADMIN})

_LATEST: Final = """
SELECT actor_name, at, detail->>'action' AS action, detail->>'name' AS given_to FROM case_entry
WHERE case_id = $1 AND detail ? 'revision' ORDER BY id DESC LIMIT 1"""
_RATED: Final = """
SELECT EXISTS (SELECT FROM case_response cr JOIN response r ON r.id = cr.response_id
  JOIN invitation i ON i.id = r.invitation_id JOIN contact c ON c.id = i.contact_id, jsonb_array_elements(c.handlers) h
  WHERE cr.case_id = $1 AND lower(h->>'email') = (SELECT lower(email) FROM staff_user WHERE id = $2))"""

OVERTAKEN: Final[Mapping[str, str]] = {
    "claimed": mark("%(name)s took this case on %(ago)s."),
    "assigned": mark("%(name)s gave this case to %(given_to)s %(ago)s."),
    "unassigned": mark("%(name)s put this case down %(ago)s."),
    "waited": mark("%(name)s let this case wait for the customer %(ago)s."),
    "closed": mark("%(name)s closed this case %(ago)s."),
    "dismissed": mark("%(name)s dismissed this case %(ago)s."),
    "reopened": mark("%(name)s opened this case again %(ago)s."),
}
CHANGED: Final = mark("%(name)s changed this case %(ago)s. Look at it again first.")
ANEW: Final = mark("Something new came in %(ago)s. Look at the case again first.")


def doer_of(actor: Actor, *, rated: bool = False) -> Doer:
    """The actor as the rules see him. ValueError for one that is no person."""
    if actor.id is None or actor.kind != "user":
        raise ValueError("only staff act about cases")
    return Doer(id=actor.id, leads=actor.role in LEADS, rated_himself=rated)


async def rated_himself(actor: Actor, case_id: UUID) -> bool:
    """Whether the actor handled one of the contacts that the case is about."""
    return bool(await DB.fetch_value(_RATED, case_id, actor.id))


async def overtaken(actor: Actor, held: Locked) -> RefusedError:
    """The refusal that says who changed the case last."""
    row = await DB.fetch_one(_LATEST, held.id)
    text = OVERTAKEN.get(row["action"], CHANGED) if row and row["actor_name"] else ANEW
    at = row["at"] if row else held.case.opened_at
    with use_reader(ReaderLocale(actor.language, actor.timezone)):
        ago = relative(at - clock.now())
    return RefusedError(text, name=row["actor_name"] if row else "", given_to=(row and row["given_to"]) or "", ago=ago)
