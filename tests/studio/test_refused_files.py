"""Files, rows and forms with faults: each fault is reported, and nothing else is affected."""

import pytest

from tests.files.hostile_files import TOML
from tests.staff_people import Person, SignIn
from tests.studio.import_fixtures import CHOICES, PAGE, TABLE, count, sent, tried, uploaded, worked
from vocapp.database import DB
from vocapp.http.access import Role
from vocapp.http.app_options import BATCH_BYTES


class TestFaults:
    async def test_a_broken_row_is_reported_with_its_remedy_and_stops_no_other(self, ines: Person) -> None:
        broken = TABLE + "T-4;Call;someday;Team Süd;=cmd@x\nT-5;Call;04.05.2026;Team;a@example.com;more\n"
        page = await uploaded(ines, broken)
        looked = await tried(ines, page)
        assert "Import 3 contacts" in looked
        assert "someday" in looked
        assert "6 cells, but the header has 5" in looked
        file = await ines.browser.get(f"{page}/rejects.csv")
        assert "attachment" in file.headers["content-disposition"]
        lines = file.text.removeprefix("\ufeff").splitlines()
        assert lines[0] == "Ticket;Kanal;Datum;Team;Mail;vocapp: row;vocapp: field;vocapp: what is wrong"
        assert lines[1].startswith("T-4;Call;someday;Team Süd;'=cmd@x;5;started_at;")
        assert lines[2].startswith('T-5;Call;04.05.2026;Team;"a@example.com | more";6;;')

    async def test_no_cell_of_the_rejects_is_a_formula(self, ines: Person) -> None:
        page = await uploaded(ines, TABLE + "T-4;=1+1;04.05.2026;Team Süd;\n")
        await tried(ines, page)
        assert "'=1+1" in (await ines.browser.get(f"{page}/rejects.csv")).text

    async def test_what_is_not_chosen_is_named(self, ines: Person) -> None:
        page = await uploaded(ines)
        wrong = {"channel": "", "touchpoint": "constant:magic", "unit": "column:Nowhere", "source": " "}
        answer = await ines.submit(f"{page}/try", **{**CHOICES, **wrong, "words.channel": "Call -> phone"})
        assert answer.status_code == 422
        for field in ("channel", "touchpoint", "unit", "source", "words.channel"):
            assert f'id="{field}-wrong"' in answer.text
        assert 'value="column:Ticket" selected' in answer.text

    async def test_the_row_is_the_id_only_where_no_column_is(self, ines: Person) -> None:
        page = await uploaded(ines)
        assert "customers are asked again" in await tried(ines, page, external_id="row")
        page = await uploaded(ines, TABLE.replace("T-2", "T-1"), "double.csv")
        looked = await tried(ines, page, external_id="row")
        assert "Import 3 contacts" in looked
        assert "because no column has its own value" in looked
        changing = await ines.see(page + "?change")
        assert '<option value="row" selected' in changing
        assert "<bdi>Call</bdi>" in changing

    async def test_rejects_are_corrected_and_uploaded_again(self, ines: Person) -> None:
        page = await uploaded(ines, TABLE + "T-4;Call;someday;Team Süd;'=x@example.com\n")
        await tried(ines, page)
        await ines.submit(f"{page}/run")
        await worked(page)
        rejects = (await ines.browser.get(f"{page}/rejects.csv")).text
        again = await uploaded(
            ines, rejects.replace("someday", "07.05.2026").replace("'", "").replace("=", ""), "rejects.csv"
        )
        assert "vocapp: row" not in await ines.see(again)
        # The same columns as before: the mapping is the one that was used.
        looked = await tried(ines, again)
        assert "Import 1 contact<" in looked
        await ines.submit(f"{again}/run")
        await worked(again)
        assert await count() == 4


class TestWhatIsNotTaken:
    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("photo.png", b"\x89PNG", "photo.png cannot be read"),
            ("may.csv", b"\x89PNG\x00\x00", "is not text"),
            ("may.xlsx", b"Ticket;Kanal\n", "not an XLSX workbook"),
            ("may.csv", b"", "the file is empty"),
            ("may.csv", b"\xd0\xcf\x11\xe0", "old format"),
        ],
    )
    async def test_another_type_of_file(self, ines: Person, name: str, content: bytes, said: str) -> None:
        answer = await sent(ines, content, name)
        assert (answer.status_code, said in answer.text) == (422, True)
        assert await DB.fetch_value("SELECT count(*) FROM upload") == 0

    async def test_a_file_that_is_too_large(self, ines: Person) -> None:
        answer = await sent(ines, b"a" * (BATCH_BYTES + 1))
        assert (answer.status_code, "larger than 10 MB" in answer.text) == (413, True)
        assert await DB.fetch_value("SELECT count(*) FROM upload") == 0

    async def test_a_form_without_a_file(self, ines: Person) -> None:
        assert (await ines.submit(PAGE)).status_code == 415
        answer = await ines.browser.post(f"{PAGE}?csrf={ines.csrf}", files={"other": ("a.csv", b"a")})
        assert answer.status_code == 422

    async def test_a_form_of_another_page(self, ines: Person) -> None:
        for wrong in ("", "guessed"):
            assert (await sent(ines, TABLE, csrf=wrong)).status_code == 403
        # In the body, as forms without files have it, it is not looked for.
        files = {"file": ("may.csv", TABLE.encode())}
        assert (await ines.browser.post(PAGE, files=files, data={"csrf": ines.csrf})).status_code == 403
        assert await DB.fetch_value("SELECT count(*) FROM upload") == 0

    async def test_the_token_in_the_address_opens_no_other_form(self, ines: Person) -> None:
        page = await uploaded(ines)
        answer = await ines.browser.post(f"{page}/try?csrf={ines.csrf}", data=CHOICES)
        assert answer.status_code == 403

    @pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.ANALYST, Role.EXECUTIVE])
    async def test_from_users_of_another_role(self, ines: Person, signed_in: SignIn, role: Role) -> None:
        page = await uploaded(ines)
        other = await signed_in("Otto Other", role)
        assert (await sent(other, TABLE)).status_code == 403
        for path in (PAGE, page, f"{page}/rejects.csv"):
            assert (await other.browser.get(path)).status_code == 403
        assert (await other.submit(f"{page}/run")).status_code == 403

    async def test_an_upload_that_is_not_there(self, ines: Person) -> None:
        nowhere = f"{PAGE}/01900000-0000-7000-8000-000000000000"
        for path in (nowhere, f"{nowhere}/rejects.csv"):
            assert (await ines.browser.get(path)).status_code == 404
        assert (await ines.submit(f"{nowhere}/run")).status_code == 404


@pytest.mark.parametrize("name", TOML)
async def test_a_hostile_mapping_is_refused_with_a_sentence_beside_the_form(ines: Person, name: str) -> None:
    page = await uploaded(ines)
    answer = await ines.submit(f"{page}/try", way="toml", toml=TOML[name]().decode())
    assert answer.status_code == 422
    assert '<div class="note bad" role="alert"><p>' in answer.text
