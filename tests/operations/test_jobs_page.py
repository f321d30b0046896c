"""Ada, an administrator, looks at the periodic jobs and runs one now; Lena, who leads a team, may not."""

from tests.staff_people import SignIn
from vocapp import clock
from vocapp.database import DB, periodic_jobs
from vocapp.feature import Registry
from vocapp.http.access import Role
from vocapp.startup.worker_loop import run_periodic_job

PATH = "/app/settings/jobs"
JOB = "Delete old mail"


async def test_every_job_is_listed_with_its_last_and_next_run(
    database: str, registry: Registry, signed_in: SignIn
) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    page = await ada.see(PATH)
    assert all(job.name in page for job in registry.periodic)
    assert len(registry.periodic) >= 6
    assert "never" in page
    assert "succeeded" not in page
    (job,) = [job for job in registry.periodic if job.name == JOB]
    await periodic_jobs.register(job.name, job.every)
    await run_periodic_job(job)
    page = await ada.see(PATH)
    assert "succeeded" in page
    assert "in 1 hour" in page or "in 60 minutes" in page


async def test_a_job_that_failed_shows_the_type_of_its_failure(database: str, signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    await DB.execute(
        "INSERT INTO periodic_job (name, interval_seconds, started_at, duration_seconds, error) "
        "VALUES ($1, 3600, $2, 1.25, 'UniqueViolationError 23505')",
        JOB,
        clock.now(),
    )
    page = await ada.see(PATH)
    assert "UniqueViolationError 23505" in page
    assert "1.25 s" in page


async def test_run_now_asks_the_leader_and_is_in_the_audit_log(database: str, signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    answer = await ada.submit(PATH, name=JOB)
    assert answer.status_code == 303
    assert await periodic_jobs.requested_jobs() == [JOB]
    assert "starts within a few seconds" in await ada.see(PATH)
    row = await DB.fetch_one("SELECT action, subject_id FROM event WHERE action = 'job.requested'")
    assert row is not None
    assert row["subject_id"] == JOB


async def test_a_job_that_does_not_exist_is_not_found(database: str, signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    assert (await ada.submit(PATH, name="Wind the clock")).status_code == 404
    assert await periodic_jobs.requested_jobs() == []


async def test_only_administrators_see_and_run_jobs(database: str, signed_in: SignIn) -> None:
    lena = await signed_in("Lena Lead", Role.LEAD, every_unit=True)
    assert (await lena.browser.get(PATH)).status_code == 403
    assert (await lena.submit(PATH, name=JOB)).status_code == 403


async def test_a_form_without_its_token_starts_nothing(database: str, signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN)
    assert (await ada.browser.post(PATH, data={"name": JOB})).status_code == 403
    assert await periodic_jobs.requested_jobs() == []


async def test_the_page_is_in_german_too(database: str, signed_in: SignIn) -> None:
    ada = await signed_in("Ada Admin", Role.ADMIN, language="de")
    page = await ada.see(PATH)
    assert "Regelmäßige Aufgaben" in page
    assert "Alte E-Mails löschen" in page
    assert "Jetzt ausführen" in page
