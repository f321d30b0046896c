"""A new password is long, not the user's own name, and on no list of common ones."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invitations.customer_rows import publish_all
from tests.staff_people import COMMAND, PASSWORD, SignIn, give_password, make_user
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.staff import password_reset
from vocapp.staff.password_rules import LONGEST, SHORTEST, password_problem

COMPANY = ("Alderway", "The Good Shop", "Bo")
EASY = "easy to guess"


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("short", "at least 12 characters"),
        ("x" * 201, "at most 200 characters"),
        ("abcabcabcabc", "at least 6 different"),
        ("lena leads billing", "Do not use your name"),
        ("COMPANY.example rules", "Do not use your name"),
        ("four walls of alderWAY", "name of the company"),
        ("in the good shop at dawn", "name of the company"),
        ("nine green bottles", ""),
        ("good bottles shop at dawn", ""),
        ("九つの緑の瓶が壁に掛かっている", ""),
        ("gelbe Vögel trinken Tee", ""),
        ("password1234", EASY),
        ("P@ssw0rd1234", EASY),
        ("Passwort1234!", EASY),
        ("Willkommen2026", EASY),
        ("Sommer2026!!", EASY),
        ("Dezember2026!", EASY),
        ("qwertyuiop12", EASY),
        ("Qwertz123456!", EASY),
        ("abcdefghijkl", EASY),
        ("iloveyou1234", EASY),
        ("letmein letmein", EASY),
        ("trustno1trustno1", EASY),
        ("03.05.1987 Montag", EASY),
        ("kundenservice1", EASY),
    ],
)
def test_a_password_is_long_not_a_name_and_not_common(password: str, complaint: str) -> None:
    said = password_problem(password, "Lena Lead", "lena@company.example", COMPANY)

    assert complaint in said
    assert bool(said) is bool(complaint)


@given(st.text(max_size=LONGEST + 5))
def test_any_text_gets_an_answer(password: str) -> None:
    said = password_problem(password, "Bo", "b@c.example", COMPANY)
    assert said or SHORTEST <= len(password) <= LONGEST


@pytest.mark.parametrize("nasty", ["4@8({[<369&!1|70$5+%2" * 9, "a4" * 100, "1111111a" * 25, "é" * 60 + "abcdefghij"])
def test_no_text_keeps_the_estimate_busy(nasty: str) -> None:
    password_problem("a first one loads the lists of words", "Lena Lead", "lena@company.example", COMPANY)
    start = process_time()
    password_problem(nasty[:LONGEST], "Lena Lead", "lena@company.example", COMPANY)
    assert process_time() - start < 3, "processor seconds; a hundredth is usual"


@pytest.mark.usefixtures("database")
async def test_both_pages_that_set_a_password_refuse_a_common_one(signed_in: SignIn, registry: Registry) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD)
    await give_password(lena.id)
    await publish_all()
    name = (await registry.company_names())[0]

    for wrong, complaint in (("Password2026!", EASY), (f"a house of {name}", "name of the company")):
        changed = await lena.submit("/app/profile/password", old=PASSWORD, new=wrong)
        assert (changed.status_code, complaint in changed.text) == (422, True)
        link = await password_reset.make_link(await make_user(f"Cy{len(wrong)} Agent"), COMMAND)
        answer = await lena.browser.post(link.path, data={"password": wrong})
        assert (answer.status_code, complaint in answer.text) == (422, True)
        page = await lena.browser.get(link.path)
        assert page.status_code == 200, "the link is not used up"
