"""Addresses of routes: the path of each with the ids of stories in it, or with those of everything there is.

A new route with a parameter needs a line here: whose ids stand there, and whether they belong to somebody's contacts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote
from uuid import UUID

from litestar import Litestar

from tests.test_policy import routes
from vocapp.database import DB
from vocapp.http.access import Policy
from vocapp.ui import moved_pages

ATTACHED: Final = (
    "SELECT b.id FROM inbound_mail b JOIN message m ON m.id = b.message_id JOIN invitation i ON i.id = m.subject_id "
    "WHERE b.kind = 'reply' AND i.contact_id = ANY($1)"
)
# Parameter, or route where one name stands for several things → what is found there, of the contacts $1.
OF_CONTACTS: Final[Mapping[str, str]] = {
    "contact_id": "SELECT unnest($1::uuid[])",
    "customer_id": "SELECT customer_id FROM contact WHERE id = ANY($1)",
    "number": "SELECT number FROM followup_case WHERE contact_id = ANY($1)",
    "response_id": "SELECT r.id FROM response r JOIN invitation i ON i.id = r.invitation_id "
    "WHERE i.contact_id = ANY($1)",
    "comment_id": "SELECT v.id FROM verbatim v JOIN response r ON r.id = v.response_id "
    "JOIN invitation i ON i.id = r.invitation_id WHERE i.contact_id = ANY($1)",
    "message_id": "SELECT m.id FROM message m JOIN invitation i ON i.id = m.subject_id WHERE i.contact_id = ANY($1)",
    "decision_id": "SELECT id FROM decision WHERE contact_id = ANY($1)",
    "invitation_id": "SELECT id FROM invitation WHERE contact_id = ANY($1)",
    "case_id": "SELECT id FROM followup_case WHERE contact_id = ANY($1)",
    "/app/outbox": "SELECT o.id FROM outbox_mail o JOIN message m ON o.message_id = m.message_id "
    "JOIN invitation i ON i.id = m.subject_id WHERE i.contact_id = ANY($1)",
    "/app/messages/inbound": "SELECT b.id FROM inbound_mail b JOIN message m ON m.id = b.message_id "
    "JOIN invitation i ON i.id = m.subject_id WHERE i.contact_id = ANY($1)",
    "/app/customers/by": "SELECT 'email/' || k.value FROM identity k JOIN contact c USING (customer_id) "
    "WHERE k.kind = 'email' AND c.id = ANY($1)",
}
# Routes, by their beginning, whose parameter stands for something else than elsewhere.
OF_ROUTE: Final[Mapping[tuple[str, str], str]] = {
    ("/app/messages/inbound/{mail_id:uuid}/attachments", "mail_id"): ATTACHED,
    ("/app/messages/inbound/{mail_id:uuid}/attachments", "number"): "SELECT 1",
    ("/app/cases/{number:int}/mails", "mail_id"): ATTACHED,
    ("/app/cases/{number:int}/mails", "attachment"): "SELECT 1",
}
# The same for what belongs to nobody's contacts.
OF_ALL: Final[Mapping[str, str]] = {
    "user_id": "SELECT id FROM staff_user",
    "unit_id": "SELECT id FROM unit",
    "key_id": "SELECT id FROM api_key",
    "ref_id": "SELECT id FROM handler_ref",
    "slug": "SELECT slug FROM survey_version WHERE current",
    "by": "SELECT unnest(ARRAY['channel', 'unit', 'day'])",
    "/app/programmes": "SELECT slug FROM programme WHERE current",
    # Whose digest it is, by user and not by contact, is told in the tests of digests.
    "digest_id": "SELECT id FROM digest",
    "subscription_id": "SELECT id FROM digest_subscription",
    "model_id": "SELECT id FROM reading_model",
    "run_id": "SELECT id FROM rescoring",
    "theme_id": "SELECT unnest(ARRAY['waiting', 'price'])",
    "urgent_id": "SELECT unnest(ARRAY['harm', 'data'])",
    "version_number": "SELECT number FROM taxonomy",
    "upload_id": "SELECT id FROM upload",
    "action": "SELECT unnest(ARRAY['note', 'claim', 'close', 'reply'])",
}
# Streams, and what is opened by a link of its own or holds nothing that anybody writes.
MOVED_PATHS: Final = frozenset(moved_pages.addresses())
ELSEWHERE: Final = ("/app/live", "/static", "/look", "/api", "/health", "/metrics", "/in/")


def pages(app: Litestar, method: str = "GET") -> Iterator[tuple[str, Policy]]:
    """Every route of that method that staff or customers look at."""
    for found, path, policy in routes(app):
        if found == method and not path.startswith(ELSEWHERE) and path not in MOVED_PATHS:
            yield path, policy


def parameters(path: str) -> list[str]:
    """The names of a route's parameters."""
    return [step[1:].partition(":")[0] for step in path.split("/") if step.startswith("{")]


def source(path: str, parameter: str) -> str:
    """The SELECT that finds what stands for a parameter."""
    known = {**OF_CONTACTS, **OF_ALL}
    for (start, name), sql in OF_ROUTE.items():
        if path.startswith(start) and name == parameter:
            return sql
    of_route = next((sql for start, sql in known.items() if start.startswith("/") and path.startswith(start)), "")
    found = of_route or known.get(parameter)
    assert found, f"{path}: say in {__name__} where the values of {parameter} are found, and whose they are"
    return found


def is_somebodys(path: str) -> bool:
    """Whether a route shows what belongs to contacts, which not everybody may see."""
    return any(source(path, parameter) not in OF_ALL.values() for parameter in parameters(path))


async def addresses(path: str, contacts: Sequence[UUID]) -> list[str]:
    """The route's addresses for these contacts; several parameters take their values side by side."""
    names = [name for name in parameters(path) if name != "kind"]
    if not names:
        return [path]
    columns = []
    for name in names:
        sql = source(path, name)
        found = await DB.fetch(sql, list(contacts)) if "$1" in sql else await DB.fetch(sql)
        columns.append([str(row[0]) for row in found])
    return [_filled(path, names, values) for values in zip(*columns, strict=False)]


def _filled(path: str, names: Sequence[str], values: Sequence[str]) -> str:
    path = path.replace("{kind:str}/", "")
    for name, value in zip(names, values, strict=True):
        start, _, rest = path.partition("{" + name + ":")
        path = start + quote(value, safe="/@") + rest.partition("}")[2]
    return path
