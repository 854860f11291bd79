"""``camcensus fetch``: registers out of the information systems that hold them."""

from __future__ import annotations

import sys
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camcensus.faces.cli.told import told

if TYPE_CHECKING:
    from camcensus.engine.fetch import Fetched
    from camcensus.sources.systems.netbox import Page

PARTLY = 3
"""Exit code where some of it is not given."""

app = typer.Typer(help="Fetch a register from the system that holds it, into a file that 'read' takes.")


@app.callback()
def _group() -> None:
    """Fetch a register from the system that holds it, into a file that 'read' takes."""


@app.command()
@told
def netbox(
    url: Annotated[str, typer.Argument(help="Where NetBox answers, such as https://netbox.example.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    token_file: Annotated[
        Path | None,
        typer.Option(help="The file with the token, mode 600; CAMCENSUS_NETBOX_TOKEN if left out."),
    ] = None,
    ca: Annotated[Path | None, typer.Option(help="Certificates to trust (PEM) in place of the system's.")] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Read sites, networks and devices from NetBox's API. Nothing there is changed.

    Exit code 0: all of it was read, 3: the token may not see some of it.
    """
    from camcensus.engine import fetch as engine  # noqa: PLC0415  # keeps --help light

    wish = engine.Wish(url=url, out=out, token_file=token_file, ca=ca)
    counter = _Counter(quiet=quiet or json)
    try:
        fetched = engine.netbox(wish, counter)
    finally:
        counter.clear()
    if json:
        typer.echo(_as_json(fetched))
    elif not quiet:
        typer.echo(_as_text(fetched), nl=False)
    raise typer.Exit(PARTLY if fetched.refused else 0)


class _Counter:
    """A live line on standard error: how many objects of the kind at hand are read."""

    def __init__(self, *, quiet: bool) -> None:
        self._shown = not quiet and sys.stderr.isatty()
        self._endpoint = ""
        self._done = 0

    def __call__(self, page: Page) -> None:
        if page.endpoint != self._endpoint:
            self._endpoint, self._done = page.endpoint, 0
        self._done += len(page.results)
        if self._shown:
            typer.echo(f"\r\x1b[K{page.endpoint}: {self._done:,} of {page.count:,}", nl=False, err=True)

    def clear(self) -> None:
        """Take the line away again."""
        if self._shown and self._endpoint:
            typer.echo("\r\x1b[K", nl=False, err=True)


def _as_text(fetched: Fetched) -> str:
    objects = ", ".join(f"{many:,} {kind.partition('/')[2]}" for kind, many in fetched.objects.items())
    secrets = f"; {fetched.redacted:,} secrets left out" if fetched.redacted else ""
    lines = [f"wrote {fetched.out}: {objects}{secrets}"]
    lines += [f"    nothing of {kind}: {why}" for kind, why in fetched.refused.items()]
    return "\n".join([*lines, f"Next: camcensus read {fetched.out}, then camcensus sites"]) + "\n"


def _as_json(fetched: Fetched) -> str:
    return dumps({
        "file": str(fetched.out), "objects": dict(fetched.objects), "refused": dict(fetched.refused),
        "redacted": fetched.redacted, "bytes": fetched.size,
    }, ensure_ascii=False)  # fmt: skip
