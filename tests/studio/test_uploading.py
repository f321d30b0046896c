"""Ines uploads a file of contacts, runs a dry run, and imports it; nothing is lost or duplicated."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import Workbook

from tests.patience import until
from tests.staff_people import Person, SignIn
from tests.studio.import_fixtures import CHOICES, MAPPED, PAGE, TABLE, count, tried, uploaded, worked
from vocapp import clock
from vocapp.database import DB, from_json
from vocapp.http.access import Role
from vocapp.studio import upload_store
from vocapp.studio.import_stage import Progress, _report_progress


class TestAFileIsBroughtIn:
    async def test_the_columns_are_guessed_from_their_names(self, ines: Person) -> None:
        page = await ines.see(await uploaded(ines))
        for column in ("Ticket", "Kanal", "Datum", "Team", "Mail"):
            assert f'value="column:{column}" selected' in page
        assert 'value="day first" selected' in page
        assert "ada@example.com" in page

    async def test_a_dry_run_records_nothing_and_the_import_each_contact_once(self, ines: Person) -> None:
        page = await uploaded(ines)
        looked = await tried(ines, page)
        assert "Import 3 contacts" in looked
        assert "Phone, in house" in looked
        assert "legitimate interest" in looked or "existing customer" in looked
        assert await count() == 0

        answer = await ines.submit(f"{page}/run")
        assert answer.status_code == 303
        assert "Import is running" in await ines.see(page)
        await worked(page)
        await worked(page)
        assert "imported" in await ines.see(page)
        assert await count() == 3
        row = await DB.fetch_one("SELECT started_at, source FROM contact WHERE external_id = 'T-1'")
        assert row is not None
        assert (row["started_at"].isoformat(), row["source"]) == ("2026-05-04T08:00:00+00:00", "helpdesk")
        assert await DB.fetch_value("SELECT name FROM unit WHERE slug = 'team-sued'") == "Team Süd"
        events = "SELECT array_agg(action ORDER BY id) FROM event WHERE actor = $1 AND action LIKE 'contacts.%'"
        by_ines = await DB.fetch_value(events, f"user:{ines.id}")
        assert by_ines == ["contacts.uploaded", "contacts.import_ordered", "contacts.imported"]

    async def test_the_same_file_again_is_known(self, ines: Person) -> None:
        for _ in range(2):
            page = await uploaded(ines)
            looked = await tried(ines, page)
            await ines.submit(f"{page}/run")
            await worked(page)
        assert "This file has no new contacts." in looked
        assert await count() == 3

    async def test_a_corrected_file_puts_the_contacts_right(self, ines: Person) -> None:
        for content in (TABLE, TABLE.replace("05.05.2026 11:30", "05.05.2026 12:30")):
            page = await uploaded(ines, content)
            looked = await tried(ines, page)
            await ines.submit(f"{page}/run")
            await worked(page)
        assert "Amended" in looked
        assert "Import 1 contact<" in looked
        assert await count() == 3
        assert await DB.fetch_value("SELECT version FROM contact WHERE external_id = 'T-2'") == 2

    async def test_pressed_twice_the_file_is_imported_once(self, ines: Person) -> None:
        page = await uploaded(ines)
        await tried(ines, page)
        for _ in range(2):
            assert (await ines.submit(f"{page}/run")).status_code == 303
        await worked(page)
        assert "is imported already, or has been deleted" in await ines.see(page)
        assert (await ines.submit(f"{page}/try", **CHOICES)).status_code == 303
        assert await DB.fetch_value("SELECT state FROM upload") == "done"
        assert await DB.fetch_value("SELECT revision FROM due WHERE stage = 'import'") == 2
        assert await count() == 3

    async def test_nothing_can_be_imported_before_a_dry_run(self, ines: Person) -> None:
        page = await uploaded(ines)
        assert (await ines.submit(f"{page}/run")).status_code == 303
        await worked(page)
        assert await count() == 0

    async def test_a_workbook_knows_its_own_dates(self, ines: Person) -> None:
        book = Workbook()
        assert book.active is not None
        book.active.append(["id", "started", "email"])
        book.active.append([17, clock.now().replace(tzinfo=None) - timedelta(days=1), "ada@example.com"])
        written = BytesIO()
        book.save(written)
        page = await uploaded(ines, written.getvalue(), "may.xlsx")
        choices = {"external_id": "column:id", "channel": "constant:kiosk", "started_at": "column:started"}
        looked = await tried(ines, page, **choices, unit="", dates="iso", **{"identity.email": "column:email"})
        assert "Import 1 contact<" in looked

    async def test_lines_as_the_api_takes_them_need_no_mapping(self, ines: Person) -> None:
        line = '{"source": "acd", "external_id": "c-1", "channel": "ivr", "touchpoint": "billing", '
        page = await uploaded(ines, line + '"started_at": "2026-05-04T10:00:00Z"}\n', "calls.ndjson")
        assert "Start dry run without a mapping" in await ines.see(page)
        assert "Import 1 contact<" in await tried(ines, page, way="events")


class TestAMappingFile:
    async def test_may_be_pasted(self, ines: Person) -> None:
        page = await uploaded(ines)
        assert "Import 3 contacts" in await tried(ines, page, way="toml", toml=MAPPED)
        assert "Match columns" in await ines.see(page + "?change")

    async def test_says_what_is_wrong_with_it(self, ines: Person) -> None:
        page = await uploaded(ines)
        for toml, said in (
            ("source = 5", "The value 5 of source is not a text"),
            (MAPPED.replace("{Ticket}", "{Number}"), "Number"),
        ):
            answer = await ines.submit(f"{page}/try", way="toml", toml=toml)
            assert (answer.status_code, said in answer.text) == (422, True)
            assert toml.splitlines()[-1].split('"')[0] in answer.text

    async def test_that_comes_with_vocapp_must_fit(self, ines: Person) -> None:
        page = await uploaded(ines)
        answer = await ines.submit(f"{page}/try", way="shipped", shipped="cfpb.toml")
        assert (answer.status_code, "Submitted via" in answer.text) == (422, True)
        for nonsense in ({"way": "shipped", "shipped": "../company.toml"}, {"way": "events"}, {"way": ""}):
            assert (await ines.submit(f"{page}/try", **nonsense)).status_code == 422

    async def test_columns_that_do_not_fit_the_file_are_reported(self, ines: Person) -> None:
        page = await uploaded(ines)
        await ines.submit(f"{page}/try", **CHOICES)
        await DB.execute("UPDATE upload SET content = $1", b"Other;Columns\n1;2\n")
        await worked(page)
        looked = await ines.see(page)
        assert "failed" in looked
        assert "takes the column" in looked


class TestAfterwards:
    async def test_import_files_are_deleted_after_seven_days(self, ines: Person) -> None:
        page = await uploaded(ines, TABLE + "T-4;Call;someday;Team Süd;\n")
        await tried(ines, page)
        await upload_store.empty_old()
        assert (await ines.browser.get(f"{page}/rejects.csv")).status_code == 200
        with clock.travelled(clock.now() + timedelta(days=8)):
            await upload_store.empty_old()
        row = await DB.fetch_one("SELECT content, first_rows, faults, rejects, counts FROM upload")
        assert row is not None
        assert (row["content"], row["rejects"], from_json(row["first_rows"]), from_json(row["faults"])) == (
            None,
            None,
            [],
            [],
        )
        assert from_json(row["counts"])["states"] == {"new": 3, "rejected": 1}
        assert (await ines.browser.get(f"{page}/rejects.csv")).status_code == 404
        await ines.submit(f"{page}/run")
        assert await count() == 0
        assert "has been deleted. Upload it again" in await ines.see(page)

    async def test_the_list_shows_the_state_of_each(self, ines: Person) -> None:
        await tried(ines, await uploaded(ines))
        await uploaded(ines, TABLE, "../../june <b>.csv")
        page = await ines.see(PAGE)
        assert "june &lt;b&gt;.csv" in page
        assert "dry run done, nothing recorded" in page
        assert "waiting for columns" in page


async def test_ada_finds_the_way(database: str, signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    for path in ("/app/contacts", "/app/start"):
        answer = await ada.browser.get(path, follow_redirects=True)
        assert f'href="{PAGE}"' in answer.text
    page = await ada.see(PAGE)
    assert page.count('aria-current="page"') == 1
    omar = await signed_in("Omar Agent", Role.AGENT)
    assert f'href="{PAGE}"' not in await omar.see("/app/contacts")


@pytest.mark.committed
async def test_the_progress_of_an_import_is_shown(own_database: str, signed_in: SignIn) -> None:
    ines = await signed_in("Ines Integrator", Role.INTEGRATOR)
    page = await uploaded(ines)
    await ines.submit(f"{page}/try", **CHOICES)
    known, progress = UUID(page.rpartition("/")[2]), Progress()
    async with _report_progress(known, progress):
        progress.tell(0.4, 1200)
        await until(lambda: DB.fetch_value("SELECT percent = 40 FROM upload"))
    looked = await ines.see(page)
    assert 'data-live="2"' in looked
    assert 'value="40"' in looked
    assert "1200 rows read" in looked or "1,200 rows read" in looked
