"""The page /app/settings/jobs: the periodic jobs with their last and next run, and a button that runs one now."""

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency

from vocapp.audit.record import record
from vocapp.database import DB, periodic_jobs
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.problem_json import not_found
from vocapp.http.request import read_form
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.reader import mark

PATH: Final = "/app/settings/jobs"
ADMINS: Final = staff(Role.ADMIN).opt


@get(PATH, opt=ADMINS)
async def jobs_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """Every periodic job of this release; one that never ran has no times yet."""
    jobs = sorted(registry.periodic, key=lambda job: job.name)
    return staff_page(request, registry, "operations/jobs.html", jobs=jobs, runs=await periodic_jobs.load_runs())


@post(PATH, opt=ADMINS, status_code=303)
async def run_job_now(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[bytes]:
    """Ask the leader, whichever process that is, for a run; written to the audit log."""
    name = (await read_form(request))["name"]
    job = next((job for job in registry.periodic if job.name == name), None)
    if job is None:
        raise not_found()
    async with DB.transaction():
        await periodic_jobs.request_run(job.name, job.every)
        await record(actor_of(request), "job.requested", "periodic_job", job.name)
    periodic_jobs.announce_request(job.name)
    return redirect_done(request, registry, PATH, mark("The job starts within a few seconds."))


ROUTES: Final = (jobs_page, run_job_now)
