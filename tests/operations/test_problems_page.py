"""The type of a problem leads to its description."""

import httpx

from vocapp.operations.problems_page import code_descriptions


async def test_a_type_leads_to_the_description_of_its_code(client: httpx.AsyncClient) -> None:
    refusal = (await client.get("/api/v1/contacts")).json()
    address, _, code = refusal["type"].partition("#")

    page = await client.get(address, headers={"accept-language": "de"})

    assert (page.status_code, code) == (200, refusal["code"])
    assert f'<tr id="{code}">' in page.text
    assert "The field {field} is missing. Add it." in page.text


def test_every_code_is_described_once() -> None:
    codes = [one.code for one in code_descriptions()]
    assert len(codes) == len(set(codes))
    assert not [one.code for one in code_descriptions() if "%(" in one.sentence]
