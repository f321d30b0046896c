"""Health checks for supervisors (live) and load balancers (ready)."""

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from vocapp.feature import Registry
from vocapp.http.access import PUBLIC
from vocapp.startup.readiness import readiness_problems

RETRY_SECONDS = "5"


class Health(msgspec.Struct):
    """`status` is ok or unavailable; `problems` describes each problem by name."""

    status: str
    problems: dict[str, str] = {}


@get("/health/live", opt=PUBLIC.opt, include_in_schema=False)
async def live() -> Health:
    """200 while the process runs. No database check: the process is not restarted while the database is down."""
    return Health("ok")


@get("/health/ready", opt=PUBLIC.opt, include_in_schema=False)
async def ready(registry: NamedDependency[Registry]) -> Response[Health]:
    """200 if database, migrations, keys and every feature are healthy; else 503 with the problems."""
    problems = await readiness_problems(registry.keys) or await _check_features(registry)
    if problems:
        return Response(Health("unavailable", problems), status_code=503, headers={"retry-after": RETRY_SECONDS})
    return Response(Health("ok"))


async def _check_features(registry: Registry) -> dict[str, str]:
    checks = {name: check for feature in registry.features for name, check in feature.health.items()}
    return {name: "check failed" for name, check in checks.items() if not await check()}
