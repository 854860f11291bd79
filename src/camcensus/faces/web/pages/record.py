"""For auditors: the log with its checkpoint and proofs, and who read and did what."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from camcensus.engine import hand_in, keys, ledger, ledger_proofs
from camcensus.engine.access import Gatekeeper
from camcensus.engine.desk import Desk, Made, Telling
from camcensus.engine.workspace import LOG, Workspace
from camcensus.faces.web import doing, drawn
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.forms import Form
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Person, Right
from camcensus.model.errors import AccessRefused
from camcensus.wire.checkpoint import Checkpoint

PLACES = (Place(path="/log", title="Log", right=Right.PROVE), Place(path="/reads", title="Reads", right=Right.PROVE))
MOST = 100
_TEXT = "text/plain; charset=utf-8"

Here = NamedDependency[Visitor]
Held = NamedDependency[Desk]


@get("/log", sync_to_thread=True)
def log(request: Asked, visitor: Here, desk: Held) -> Response[Any]:
    """The newest leaves, and the checkpoint that was signed last."""
    _may(visitor.person)
    page = drawn.asked_page(request)
    with desk.opened() as opened:
        leaves = opened.store.leaves()[::-1]
    some = leaves[(page - 1) * MOST : page * MOST]
    key = desk.home / keys.PUBLIC
    return drawn.page(
        request, visitor, "log.html.j2", leaves=some, total=len(leaves), signed=ledger_proofs.last(desk.home),
        key=key.read_text().strip() if key.is_file() else "",
        **drawn.turning("/log", page, more=len(leaves) > page * MOST),
    )  # fmt: skip


@post("/log/verify", sync_to_thread=True, status_code=200)
def verify(sender: Here, desk: Held, form: NamedDependency[Form]) -> Response[Any]:
    """Work out every leaf anew, and hold it against a checkpoint that was kept elsewhere, if one is given."""
    _may(sender.person)
    typed = form.text("checkpoint").replace("\r\n", "\n")  # as a browser ends the lines of what is typed
    kept = form.files[0].file.read(1 << 16) if form.files else typed.encode()

    def work(opened: Workspace, telling: Telling) -> bool:
        found = ledger.verify(opened.folder / LOG, [_given(opened, kept)] if kept.strip() else [])
        telling.line(_verdict(found))
        for fault in found.faults[:50]:
            telling.line(f"leaf {fault.first}: {fault.what}")
        return False

    return doing.begun(desk, sender.person, "verify the log", work)


@post("/log/checkpoint", sync_to_thread=True, status_code=200)
def checkpoint(sender: Here, desk: Held) -> Response[Any]:
    """Sign the log as it stands."""
    _may(sender.person)

    def work(opened: Workspace, telling: Telling) -> bool:
        signed, _ = ledger_proofs.sign(opened.folder, opened.store)
        telling.line(f"Signed: {signed.size:,} leaves. Keep the file where those who can change the log cannot.")
        telling.result(
            made=Made(who=sender.person.name, name="checkpoint.txt", media_type=_TEXT, data=signed.note().encode())
        )
        return False

    return doing.begun(desk, sender.person, "sign a checkpoint", work)


@post("/log/proof", sync_to_thread=True, status_code=200)
def proof(sender: Here, desk: Held, form: NamedDependency[Form]) -> Response[Any]:
    """Prove that a leaf, an entry or a record stands in the log."""
    _may(sender.person)
    wanted = form.must("wanted", "say what is to be proved")

    def work(opened: Workspace, telling: Telling) -> bool:
        signed, _ = ledger_proofs.sign(opened.folder, opened.store)
        made = ledger_proofs.inclusion(opened.folder, wanted, signed).written().encode()
        telling.line(f"Against the checkpoint of {signed.size:,} leaves.")
        telling.result(made=Made(who=sender.person.name, name="log.tlog-proof", media_type=_TEXT, data=made))
        return False

    return doing.begun(desk, sender.person, f"prove {wanted}"[:80], work)


@get("/reads", sync_to_thread=True)
def reads(request: Asked, visitor: Here, gate: NamedDependency[Gatekeeper]) -> Response[Any]:
    """What was done and read, the newest first."""
    _may(visitor.person)
    before = request.query_params.get("before", "")
    acts = gate.accounts.acts(most=MOST + 1, before=drawn.number_of(before) if before else 1 << 62)
    return drawn.page(
        request, visitor, "reads.html.j2", acts=[act for _, act in acts[:MOST]],
        onward=f"/reads?before={acts[MOST - 1][0]}" if len(acts) > MOST else "",
    )  # fmt: skip


def _given(opened: Workspace, kept: bytes) -> Checkpoint:
    """A checkpoint that was kept elsewhere. Raises `InputError`, `LogKeyError`."""
    with hand_in.folder(opened.folder) as folder:
        path = folder / "checkpoint"
        path.write_bytes(kept if kept.endswith(b"\n") else kept.rstrip() + b"\n")
        return ledger_proofs.read(path, ledger_proofs.known_keys(opened.folder))


def _may(person: Person) -> None:
    drawn.need(person, Right.PROVE)
    if not person.reach.everything:
        what = "the log and the record of reads are of the whole estate, and you reach a part of it"
        raise AccessRefused(what, mend="ask an auditor who reaches all of it")


def _verdict(found: ledger.Verdict) -> str:
    if found.code == 1:
        return f"It is NOT what it was: {found.count:,} faults."
    if found.code == 0:
        return f"It is what the checkpoint says; {found.covered:,} leaves are covered by it."
    return "It agrees with itself. Without a checkpoint that was kept elsewhere more cannot be told."
