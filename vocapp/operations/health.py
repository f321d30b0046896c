"""Is this process alive, and should traffic come here? For supervisors and load balancers."""

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from vocapp.feature import Registry
from vocapp.http.access import PUBLIC
from vocapp.startup.readiness import readiness_problems

RETRY_SECONDS = "5"


class Health(msgspec.Struct):
    """`status` is ok or unavailable; `problems` says what is wrong, by name."""

    status: str
    problems: dict[str, str] = {}


@get("/health/live", opt=PUBLIC.opt, include_in_schema=False)
async def live() -> Health:
    """The process answers; nothing else is asked, so that an absent database does not have it killed."""
    return Health("ok")


@get("/health/ready", opt=PUBLIC.opt, include_in_schema=False)
async def ready(registry: NamedDependency[Registry]) -> Response[Health]:
    """200 where database, migrations, keys and every room are well; else 503 and what is wrong."""
    problems = await readiness_problems(registry.keys) or await _check_features(registry)
    if problems:
        return Response(Health("unavailable", problems), status_code=503, headers={"retry-after": RETRY_SECONDS})
    return Response(Health("ok"))


async def _check_features(registry: Registry) -> dict[str, str]:
    checks = {name: check for feature in registry.features for name, check in feature.health.items()}
    return {name: "not well" for name, check in checks.items() if not await check()}
