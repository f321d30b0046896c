"""`/app/start`: what to do before the first customer gets a survey."""

from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency

from vocapp.feature import Registry
from vocapp.http.access import Role, staff
from vocapp.studio.checklist import load_checklist
from vocapp.ui.page_response import AnyRequest, staff_page

PATH: Final = "/app/start"
READERS: Final = staff(Role.ADMIN)


@get(PATH, opt=READERS.opt)
async def checklist_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The steps, done or to do."""
    steps = await load_checklist(registry.settings)
    return staff_page(request, registry, "studio/checklist.html", steps=steps, done=sum(step.is_done for step in steps))
