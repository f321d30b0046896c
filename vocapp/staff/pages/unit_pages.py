"""Pages of units and lines of business."""

from typing import Any
from uuid import UUID

import asyncpg
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from vocapp import clock
from vocapp.feature import Registry
from vocapp.http.access import Role, actor_of, staff
from vocapp.http.problem_json import not_found
from vocapp.http.request import Form, read_form
from vocapp.staff import units
from vocapp.staff.pages.unit_form import read_name, read_slug, read_unit
from vocapp.staff.units import KINDS, UnitIn, UnitNode
from vocapp.ui.page_response import AnyRequest, redirect_done, staff_page
from vocapp.ui.reader import mark

PATH = "/app/settings/units"
LINES = "/app/settings/lines"
ADMIN = staff(Role.ADMIN).opt
TAKEN = mark("This short name is already in use. Choose another.")
LOOP = mark("A unit cannot be below itself. Choose another parent unit.")
GONE = mark("This unit no longer exists. Choose another.")
ADDED = mark("%(name)s was added.")
SAVED = mark("%(name)s was saved.")


@get(PATH, opt=ADMIN)
async def units_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The tree."""
    return staff_page(request, registry, "staff/units.html", units=await units.tree(), today=clock.now().date())


@get(f"{PATH}/new", opt=ADMIN)
async def unit_new(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The form for a new unit."""
    return await _form(request, registry, {}, {})


@post(f"{PATH}/new", opt=ADMIN, status_code=303)
async def unit_add(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str] | Response[bytes]:
    """Add a unit."""
    form = await read_form(request)
    unit, errors = read_unit(form)
    errors = errors or await _kept(request, None, unit)
    if errors:
        return await _form(request, registry, _typed(form), errors, status=422)
    return redirect_done(request, registry, PATH, ADDED, name=form["name"])


@get(f"{PATH}/{{unit_id:uuid}}", opt=ADMIN)
async def unit_page(request: AnyRequest, registry: NamedDependency[Registry], unit_id: FromPath[UUID]) -> Response[str]:
    """One unit."""
    node = await _found(unit_id)
    values = {name: getattr(node, name) for name in ("name", "slug", "kind", "valid_from", "valid_to")}
    return await _form(request, registry, values | {"parent": str(node.parent_id or "")}, {}, unit=node)


@post(f"{PATH}/{{unit_id:uuid}}", opt=ADMIN, status_code=303)
async def unit_change(
    request: AnyRequest, registry: NamedDependency[Registry], unit_id: FromPath[UUID]
) -> Response[str] | Response[bytes]:
    """Change a unit: its name, its parent, or its validity."""
    node = await _found(unit_id)
    form = await read_form(request)
    unit, errors = read_unit(form)
    errors = errors or await _kept(request, unit_id, unit)
    if errors:
        return await _form(request, registry, _typed(form), errors, status=422, unit=node)
    return redirect_done(request, registry, PATH, SAVED, name=form["name"])


@get(LINES, opt=ADMIN)
async def lines_page(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str]:
    """The lines of business, with a form to add one."""
    return await _lines(request, registry, Form({}), {})


@post(LINES, opt=ADMIN, status_code=303)
async def line_add(request: AnyRequest, registry: NamedDependency[Registry]) -> Response[str] | Response[bytes]:
    """Add a line of business."""
    form = await read_form(request)
    errors = read_name(form)
    slug = read_slug(form, errors)
    if not errors:
        try:
            await units.add_line(slug, form["name"], actor_of(request))
        except units.SlugTakenError:
            errors = {"slug": TAKEN}
    if errors:
        return await _lines(request, registry, form, errors, status=422)
    return redirect_done(request, registry, LINES, ADDED, name=form["name"])


async def _kept(request: AnyRequest, unit_id: UUID | None, unit: UnitIn | None) -> dict[str, str]:
    if unit is None:
        return {}
    try:
        if unit_id is None:
            await units.add(unit, actor_of(request))
        else:
            await units.change(unit_id, unit, actor_of(request))
    except units.SlugTakenError:
        return {"slug": TAKEN}
    except units.UnitLoopError:
        return {"parent": LOOP}
    except asyncpg.ForeignKeyViolationError:
        return {"parent": GONE}
    return {}


async def _found(unit_id: UUID) -> UnitNode:
    node = next((node for node in await units.tree() if node.id == unit_id), None)
    if node is None:
        raise not_found()
    return node


def _typed(form: Form) -> dict[str, Any]:
    return {name: form[name] for name in ("name", "slug", "kind", "parent", "valid_from", "valid_to")}


async def _form(
    request: AnyRequest,
    registry: Registry,
    values: dict[str, Any],
    errors: dict[str, str],
    *,
    status: int = 200,
    unit: UnitNode | None = None,
) -> Response[str]:
    blank = {"name": "", "slug": "", "kind": "team", "parent": "", "valid_from": "", "valid_to": ""}
    return staff_page(
        request,
        registry,
        "staff/unit.html",
        status=status,
        values=blank | values,
        errors=errors,
        unit=unit,
        kinds=KINDS,
        units=await units.tree(),
    )


async def _lines(
    request: AnyRequest, registry: Registry, form: Form, errors: dict[str, str], *, status: int = 200
) -> Response[str]:
    lines = await units.lines()
    return staff_page(request, registry, "staff/lines.html", status=status, lines=lines, values=form, errors=errors)
