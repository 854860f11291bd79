"""``camcensus serve``: answer programs over the network, from a register that is made of the log as it stands."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from camcensus.faces.cli import show
from camcensus.faces.cli.told import told
from camcensus.model.errors import UsageError

PORT = 8350


@told
def serve(
    host: Annotated[str, typer.Option(help="The address to listen at; others than this machine's own want TLS.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen at.")] = PORT,
    cert: Annotated[
        Path | None, typer.Option("--tls-cert", metavar="FILE", help="The certificate, with its chain, as PEM.")
    ] = None,
    key: Annotated[Path | None, typer.Option("--tls-key", metavar="FILE", help="Its private key, as PEM.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to answer for; today if left out.")
    ] = None,
    home: Annotated[
        Path, typer.Option(help="The workspace: the folder with estate.toml.", envvar="CAMCENSUS_HOME")
    ] = Path(),
    *,
    proxied: Annotated[
        bool, typer.Option("--behind-proxy", help="A proxy of yours before it ends TLS, and nobody else reaches it.")
    ] = False,
) -> None:
    """Answer programs at /api/v1: each shows a token, and is told what whoever made that reaches.

    Until there is an account, it prints an invitation that makes the first administrator. Ctrl-C ends it.
    """
    _check(host, cert, key, proxied=proxied)
    import uvicorn  # noqa: PLC0415  # keeps --help light

    from camcensus.engine import access, desk, serving  # noqa: PLC0415
    from camcensus.faces.web import app, files, front_end, oidc, session  # noqa: PLC0415

    served = files.Files(front_end.served())
    held = desk.Desk(home, lambda: as_of.date() if as_of else datetime.now(UTC).date())
    with show.working("assessing", quiet=False):
        held.answer()
    gate = access.Gatekeeper(home)
    elsewhere = oidc.routers(serving.door(home, gate), session.begin)
    invitation = gate.first()
    if invitation is not None:
        typer.echo(
            "Nobody has an account yet. At /join this invitation makes the first administrator, once, within 72 hours:"
        )
        typer.echo(invitation)
    shown = f"[{host}]" if ":" in host else host
    address = f"{'https' if cert else 'http'}://{shown}:{port}"
    typer.echo(f"answering for {held.day()} at {address}/ and for programs at {address}/api/v1")
    held.start()
    try:
        uvicorn.run(
            app.make(
                home, gate, held, served, secure=cert is not None or proxied, proxied=proxied, elsewhere=elsewhere
            ),
            host=host, port=port, log_level="warning", server_header=False, proxy_headers=False, ssl_certfile=cert,
            ssl_keyfile=key, timeout_keep_alive=15, limit_concurrency=200,
        )  # fmt: skip
    finally:
        held.stop()


def _check(host: str, cert: Path | None, key: Path | None, *, proxied: bool) -> None:
    """Raises `UsageError` for what would let tokens and the register be read on the way."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        words = f"'{host[:80]}' is no address"
        raise UsageError(words, where="--host", mend="give one as 127.0.0.1 or ::1") from None
    if (cert is None) != (key is None):
        raise UsageError("a certificate and its key go together", mend="give --tls-cert and --tls-key")
    for path in filter(None, (cert, key)):
        if not path.is_file():
            raise UsageError("there is no such file", where=str(path))
    if not address.is_loopback and cert is None and not proxied:
        raise UsageError(
            "others could read tokens and the register on their way", where=f"--host {host}",
            mend="give --tls-cert and --tls-key, or --behind-proxy if a proxy of yours ends TLS",
        )  # fmt: skip
