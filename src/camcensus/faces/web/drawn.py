"""Pages as answers: one template each, in one frame, and no style or script but what is served beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jinja2.utils import url_quote
from litestar import MediaType, Response
from litestar.datastructures import State

from camcensus.engine.access import Gatekeeper
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Person, Right
from camcensus.model.assessment import Assessment
from camcensus.model.errors import AccessRefused, UsageError
from camcensus.report.pages import drawing

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # a browser then says of a form from which site it comes
    "Referrer-Policy": "same-origin",
}
"""What a page of ours may use: our own files, and nothing in the page itself that runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page that stands in the navigation."""

    path: str
    title: str
    right: Right | None
    """What somebody must be allowed to see it; None: it is for everybody who signed in."""


def need(person: Person, right: Right) -> None:
    """Raises `AccessRefused` for whoever may not."""
    if not person.may(right):
        raise AccessRefused(f"as {person.role} you may not see or do that", mend="ask somebody who may")


def note(gate: Gatekeeper, person: Person, page: str, sites: Iterable[str]) -> None:
    """Put on record that a page showed something of sensitive sites."""
    named = sorted(set(sites))
    if named:
        gate.note(person.name, "read of sensitive sites", f"{page}: {', '.join(named)}"[:1_000])


def sensitive(view: Assessment) -> list[str]:
    """The sensitive sites of what is shown."""
    return [site.id for site in view.estate.sites if site.sensitive.answer.value == "yes"]


def page(
    request: Asked, visitor: Visitor | None, template: str, status: int = 200, /, **context: Any
) -> Response[bytes]:
    """A whole page; of one that is asked for by a script, the script takes the part it wants."""
    state: State = request.app.state
    person = visitor.person if visitor else None
    places = [place for place in state.places if person and (place.right is None or person.may(place.right))]
    text = drawing.environment("camcensus.faces.web").get_template(template).render(
        **context,
        here=request.url.path,
        person=person,
        csrf=visitor.csrf if visitor else "",
        navigation=places,
        files=state.files.address,
        elsewhere=state.elsewhere,
        address=address,
    )  # fmt: skip
    return Response(
        content=text.encode("utf-8", "replace"), media_type=MediaType.HTML, headers=HEADERS, status_code=status
    )


def number_of(text: str) -> int:
    """The number of a page, as an address says it. Raises `UsageError`."""
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 8):
        raise UsageError("that is no page")
    return int(text)


def asked_page(request: Asked) -> int:
    """Which page of a table is asked for, counted from one. Raises `UsageError`."""
    return number_of(request.query_params.get("page", "1"))


def turning(path: str, number: int, *, more: bool, **asked: object) -> dict[str, str]:
    """Where the pages before and after one lead, as a template takes it; nothing where there is none."""
    return {
        "onward": address(path, **asked, page=number + 1) if more else "",
        "back": address(path, **asked, page=number - 1) if number > 1 else "",
    }


def download(data: bytes, name: str, media_type: str) -> Response[bytes]:
    """A file to keep; a browser never shows it as a page of ours."""
    shown = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in name)
    headers = {"Content-Disposition": f'attachment; filename="{shown}"'}
    return Response(content=data, media_type=media_type, headers=headers)


def address(path: str, **asked: object) -> str:
    """A path with what is asked of it, without what is empty."""
    some = [(name, str(value)) for name, value in asked.items() if value not in ("", None, False)]
    told = "&".join("=".join(url_quote(part, for_qs=True) for part in pair) for pair in some)
    return f"{path}?{told}" if told else path
