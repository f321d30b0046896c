"""Downloads of comments: the comments of the list, redacted, in stable columns."""

import csv
import json
from datetime import datetime
from io import BytesIO, StringIO

import httpx
import pytest
from openpyxl import load_workbook

from tests.comments.comment_fixtures import answer_survey, score_response
from tests.invitations.customer_rows import publish_all
from tests.staff_people import COMMAND, Person, SignIn
from vocapp.comments.comment_export import COLUMNS
from vocapp.database import DB, from_json
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.staff import units
from vocapp.staff.units import UnitIn
from vocapp.tokens import Keyring

RUDE = "Ada Example here: rude staff, call me on +44 20 7946 0958."
SUM = "=1+1 is what your bill says, wonderful help though"


@pytest.fixture
async def ann(database: str, registry: Registry, client: httpx.AsyncClient, keys: Keyring, signed_in: SignIn) -> Person:
    """An analyst who has corrected the first of two analysed comments."""
    ann = await signed_in("Ann Analyst", Role.ANALYST)
    for text in (RUDE, SUM):
        found = await score_response(registry, (await answer_survey(client, keys, text))[0])
        if text is RUDE:
            await ann.submit(
                f"/app/comments/{found['id']}/correct", label="negative", themes="1", theme=["staff", "selfservice"]
            )
    return ann


async def test_csv_has_the_comments_of_the_list_without_personal_data(ann: Person) -> None:
    answer = await ann.browser.get("/app/comments/comments.csv?q=rude")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="comments-20' in answer.headers["content-disposition"]
    [row] = csv.DictReader(StringIO(answer.content.decode("utf-8-sig")))
    assert tuple(row) == COLUMNS
    assert "Ada" not in row["text"] and "7946" not in row["text"] and "rude staff" in row["text"]
    assert (row["survey"], row["question"], row["language"]) == ("support", "improve", "en")
    assert (row["corrected_label"], row["corrected_themes"]) == ("negative", "staff selfservice")
    assert (row["label"], row["metric"], row["score_high"]) == ("negative", "csat", "5.0")
    detail = await DB.fetch_value("SELECT detail FROM event WHERE action = 'verbatims.exported'")
    assert from_json(detail) == {"kind": "csv", "rows": 1, "narrowed": {"q": "…"}}


async def test_xlsx_has_no_formulas_and_jsonl_has_objects(ann: Person) -> None:
    book = load_workbook(BytesIO((await ann.browser.get("/app/comments/comments.xlsx")).content))
    columns, *rows = book["comments"].iter_rows()
    assert tuple(cell.value for cell in columns) == COLUMNS and len(rows) == 2
    text = rows[0][COLUMNS.index("text")]
    assert text.value.startswith("=1+1") and text.data_type == "s"
    lines = (await ann.browser.get("/app/comments/comments.jsonl")).content.splitlines()
    first, second = map(json.loads, lines)
    assert list(first) == list(COLUMNS)
    assert (first["corrected_label"], second["corrected_label"]) == (None, "negative")
    assert first["abstain"] in (True, False) and -1 <= first["sentiment"] <= 1


async def test_case_74_the_time_of_an_answer_is_a_date_of_the_company(ann: Person) -> None:
    await publish_all()
    await DB.execute("UPDATE verbatim SET answered_at = '2026-06-30T22:30:00Z'")
    book = load_workbook(BytesIO((await ann.browser.get("/app/comments/comments.xlsx")).content))
    [_, cell, _] = book["comments"]["B"]
    assert (cell.value, cell.is_date) == (datetime.fromisoformat("2026-07-01T00:30:00"), True)
    assert book["comments"].column_dimensions["B"].width >= len("2026-07-01 00:30:00")
    lines = (await ann.browser.get("/app/comments/comments.jsonl")).content.splitlines()
    assert json.loads(lines[0])["answered_at"] == "2026-06-30T22:30:00+00:00"


async def test_downloads_have_the_filters_of_the_page_and_need_permission(ann: Person, signed_in: SignIn) -> None:
    page = await ann.see("/app/comments?tab=all&q=rude&label=negative")
    assert 'href="/app/comments/comments.csv?q=rude&amp;label=negative" download' in page
    seaside = await units.add(UnitIn("seaside", "Seaside", "site"), COMMAND)
    lena = await signed_in("Lena Lead", Role.LEAD, units=frozenset({seaside}))
    assert (await lena.browser.get("/app/comments/comments.jsonl")).content == b""
    for role in (Role.AGENT, Role.EXECUTIVE):
        other = await signed_in(f"{role.value} Other", role)
        assert (await other.browser.get("/app/comments/comments.csv")).status_code == 403
        assert "comments.csv" not in await other.see("/app/comments")
