"""Write the generated pages of ``docs/reference/``; a test holds them against the code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import partial
from pathlib import Path

from camcensus.engine import extensions, gather
from camcensus.engine.extensions import Extension
from camcensus.knowledge import load
from camcensus.model.facts import Facts
from camcensus.model.knowledge import Clause, Directive, Event, Knowledge, Listing
from camcensus.report._columns import FINDINGS, REGISTER, Column

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"
COMMANDS = (
    "init", "read", "probe", "try", "assess", "devices", "explain", "report", "name", "gate", "control", "determine",
    "settle", "due", "paths", "separate", "contain", "demo",
    "sites", "survey", "serve", "fetch", "fetch netbox",
    "log", "log verify", "log checkpoint", "log prove", "log rotate", "log witness", "log stamp", "log issued",
    "log erase", "bundle", "bundle make", "bundle verify", "bundle open", "bundle compare",
)  # fmt: skip
NOTE = "<!-- Written by tools/reference.py: edit the definitions, then run `make docs`. -->"


def pages(knowledge: Knowledge) -> dict[str, Callable[[], Iterator[str]]]:
    """What writes each generated page, by its file name."""
    return {
        "cli.md": _cli,
        "fields.md": partial(_fields, knowledge),
        "importers.md": _importers,
        "probes.md": _probes,
        "orders.md": partial(_orders, knowledge),
        "checks.md": partial(_checks, knowledge),
        "facts.md": _facts,
        "reports.md": _reports,
        "csv.md": _csv,
    }


def written(page: Callable[[], Iterator[str]]) -> str:
    """The text of a page."""
    return "\n".join(page()).rstrip() + "\n"


def _cli() -> Iterator[str]:
    yield f"# Commands\n\n{NOTE}\n"
    yield "Exit codes of `assess`: 0 all met, 1 something not met, 2 bad input, 3 unknowns remain."
    yield "Of `gate`: 0 every line yes, 1 some line no, 2 bad input, 3 no line no but some to be asked about."
    yield "Of `read`: 0 every file was read, 2 bad input, 3 some file of a folder could not be read."
    yield "Of `probe`: 0 everything was judged, 2 bad input, 3 something was not judged or it was stopped early."
    yield "Of `try`: 0 everything was tried, 2 bad input, 3 something was not judged or it was stopped early."
    yield "Of `contain`: 0 proved and written, 1 refused, no text written, 2 bad input, 3 drafts, not proved."
    yield "Of `bundle verify` and `bundle open`: 0 as others vouch, 1 not what it says, 2 bad input, 3 nobody vouches."
    yield "Of `bundle compare`: 0 the same bytes in both, 1 not the same, 2 bad input."
    yield "Of `log verify`: 0 as the checkpoints say, 1 not what it was, 2 bad input, 3 no checkpoint was given."
    yield "Of every other command: 0 done, 2 bad input. 130: stopped by Ctrl-C.\n"
    command = [str(Path(sys.executable).with_name("camcensus"))]
    for words in ([], *(name.split() for name in COMMANDS)):
        shown = subprocess.run(
            [*command, *words, "--help"], env={**os.environ, "COLUMNS": "100", "TERM": "dumb"}, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        yield f"## camcensus {' '.join(words)}".rstrip() + "\n"
        yield "```text\n" + "\n".join(line.rstrip() for line in shown.stdout.strip().splitlines()) + "\n```\n"


def _fields(knowledge: Knowledge) -> Iterator[str]:
    yield f"# Fields and subjects of observations\n\n{NOTE}\n"
    yield "A stream of observations in a file is JSON Lines, one object a line:\n"
    yield "```json"
    yield (
        '{"subject": "ip:192.0.2.7", "field": "rtsp.server", "value": "Dahua Rtsp Server", "encoding": "text",'
        ' "at": "2026-11-23T10:00:00Z", "source": "probe:rtsp-options@1"}'
    )
    yield "```\n"
    yield "`encoding` may be `base64`; everything but the first three may be absent. A line may also carry"
    yield "`body`, `realm`, `until`, `count`, `vantage`, `at_quality` (exact, local-guessed, device-clock, unknown).\n"
    yield "## Fields\n\n| field | the question it answers | kind of data |\n| --- | --- | --- |"
    words = knowledge.vocabulary
    yield from (f"| `{name}` | {meaning} | {words.category(name)} |" for name, meaning in words.fields.items())
    yield "\n## Kinds of data\n\nWhether a field may be about a person, as the data-protection sheet counts it.\n"
    yield "| kind | what it is | about a person |\n| --- | --- | --- |"
    yield from (f"| {name} | {said['means']} | {said['personal']} |" for name, said in words.personal.items())
    yield "\n## Subjects\n\n| kind | what it is |\n| --- | --- |"
    yield from (f"| `{name}` | {meaning} |" for name, meaning in knowledge.vocabulary.subjects.items())
    yield "\n## Columns of a register\n\nHeadings are compared without case, spaces and punctuation.\n"
    yield "| column | headings it is known by |\n| --- | --- |"
    yield from (f"| `{name}` | {', '.join(ways)} |" for name, ways in knowledge.vocabulary.columns.items())
    yield "\n## What stands in a quotation besides\n\n| column | headings or words |\n| --- | --- |"
    yield from (f"| `{name}` | {', '.join(ways)} |" for name, ways in knowledge.vocabulary.quotation.items())
    yield "\nCells under these headings are never stored: " + ", ".join(knowledge.vocabulary.secrets) + ".\n"


READING = """\
`camcensus read` tells each file's format by what is in it, not by its name. How files, folders and compressed files are
given to it stands in [Read files](../how-to/read-files.md).

A format that *narrows* may speak of every host there is. Of those that have nothing to do with cameras nothing is kept:
they are counted, and the count is printed. A host has to do with cameras if the log knows it as a possible camera or
recorder, if it says what hardly anything else says, or if a maker of cameras holds the block of its Ethernet address.
So such files are read after all others, and again when the log has come to know of more cameras.

Of [registers of owners](../how-to/read-ownership.md) only companies known here are kept, and who stands above or below
them.
"""


def _importers() -> Iterator[str]:
    yield f"# What is read\n\n{NOTE}\n"
    yield f"{READING}\n"
    yield "| format | id | usual endings | narrows |\n| --- | --- | --- | --- |"
    readers = sorted(gather.readers().values(), key=lambda one: str(one.definition["title"]).casefold())
    for one in readers:
        about = one.definition
        endings = ", ".join(f"`.{ending}`" for ending in about["extensions"])  # type: ignore[attr-defined]
        yield f"| {about['title']} | `{one.id}` | {endings} | {'yes' if about.get('narrows') else ''} |"
    yield ""
    for one in readers:
        yield from _importer(one.definition)


def _importer(about: Mapping[str, object]) -> Iterator[str]:
    yield f"## {about['title']}\n\n`{about['id']}`, version {about['version']}. {about['question']}\n"
    yield f"* Window: {about['window']}."
    left_out = about["left_out"]
    if isinstance(left_out, list) and left_out:
        yield f"* Left out: {'; '.join(str(item) for item in left_out)}."
    if about.get("registers"):
        yield "* Narrows: only companies known here are kept, and who stands above or below them."
    elif about.get("narrows"):
        yield "* Narrows: of hosts that have nothing to do with cameras nothing is kept."
    if about.get("needs_realm"):
        yield "* Where the estate has more than one address space, say `--realm`."
    yield ""


ASKED = {
    "device": "each device from which anything came back",
    "link": "a whole link that the scope names in `links`",
    "login": "each device for which the owner gave a login",
}
"""Where a probe is asked, but for ports."""


def _probes() -> Iterator[str]:
    yield f"# What the network is asked\n\n{NOTE}\n"
    yield "One heading a question. Before all of them each device is asked whether the TCP ports are open that the"
    yield "[scope](scope.md) names, and no other port is ever tried. Many questions are left out where what was seen"
    yield "before shows that they do not apply. What is given here is the most that one asking may cost; why any of it"
    yield "is harmless is told in [How it does no harm](../explanation/harm.md).\n"
    for one in sorted(extensions.found("probes").values(), key=lambda one: (one.definition["order"], one.id)):
        yield from _probe(one.definition)


def _probe(about: Mapping[str, object]) -> Iterator[str]:
    asks, ports, sees = about["asks"], about["ports"], about["sees"]
    if not (isinstance(asks, list) and isinstance(ports, list) and isinstance(sees, list)):
        raise TypeError(f"{about['id']}: asks, ports and sees are lists")
    at = [f"TCP port {', '.join(map(str, ports))}"] if ports else []
    yield f"## {about['title']}\n\n`{about['id']}`, version {about['version']}. {about['question']}\n"
    yield f"* Asked of: {'; '.join([*at, *(ASKED[one] for one in asks if one != 'port')])}."
    yield f"* Sees: {', '.join(f'`{name}`' for name in sees)}."
    yield f"* Costs at most: {about['connections']} connections, {about['packets']} packets sent."
    yield f"* Why it is safe: {about['safety']}\n"


def _orders(knowledge: Knowledge) -> Iterator[str]:
    yield f"# Orders\n\n{NOTE}\n"
    for order in knowledge.directives.values():
        yield from _order(order)
    yield "## Lists of companies\n"
    for listing in knowledge.listings.values():
        yield from _list(listing, knowledge)


def _order(order: Directive) -> Iterator[str]:
    yield f"## {order.title}\n\n`{order.id}`. {order.issuer}. In force {order.in_force}. Source: <{order.source}>"
    yield f"({order.grade}).\n\n### Who it binds\n\n{order.bound[:1].upper()}{order.bound[1:]}.\n\n### What it says\n"
    for clause in order.clauses:
        yield from _clause(clause)
    if order.terms:
        yield "\n### What its words mean\n"
    for one in order.terms:
        yield f"* *{one.term}*: \u201c{one.words}\u201d <{one.source}> ({one.grade})"
    if order.characterisations:
        yield "\n### How it was described later\n\nKept beside the text, never merged with it.\n"
    for later in order.characterisations:
        yield f"* {later.on}, {later.by}: \u201c{later.words}\u201d <{later.source}> ({later.grade})"
    yield "\n### What it leaves open\n"
    yield from (f"* {limit}" for limit in order.limits)
    yield ""


def _clause(clause: Clause) -> Iterator[str]:
    yield f"* **{clause.id}** {clause.title} *({clause.force})*: \u201c{clause.words}\u201d"
    yield f"  Source: <{clause.source}> ({clause.grade}). Asked of each {clause.unit}: `{clause.check}`."
    if clause.applies_from or clause.applies_to:
        yield f"  Asked from {clause.applies_from or 'the beginning'} to {clause.applies_to or 'now'}."
    if clause.listing:
        yield f"  It speaks of the companies of the list `{clause.listing}`."
    yield from (f"  Equipment: {one}." for one in clause.equipment)
    yield from (f"  Excepted: {one}." for one in clause.exceptions)
    for clock in clause.clocks:
        time = f"{clock.time} after it is {clock.after}"
        hangs = f", where the contract has {clock.hangs_on}" if clock.hangs_on else ""
        yield f"  {clock.title}: {time}{hangs} ({clock.grade})."
    if clause.waiver_chain:
        yield f"  A waiver needs, one after the other: {'; '.join(clause.waiver_chain)}."
    yield f"  A finding *not met* is called: {clause.not_met_words}."


def _list(listing: Listing, knowledge: Knowledge) -> Iterator[str]:
    reach = "not read" if listing.reach_unread else "yes" if listing.reaches_affiliates else "no"
    yield f"### {listing.title}\n\n`{listing.id}`. {listing.issuer}. Source: <{listing.source}> ({listing.grade})."
    yield f"Reaches companies linked to those named: {'see below' if listing.affiliates else reach}. {listing.note}\n"
    for one in listing.affiliates:
        yield f"* reaches those linked: {_event(one)}"
    for entry in listing.entries:
        limited = f", limited: \u201c{entry.purpose}\u201d" if entry.purpose else ""
        events = "; ".join(_event(one) for one in entry.events)
        yield f"* {knowledge.parties[entry.party].name} (\u201c{entry.words}\u201d{limited}): {events}"
    yield ""


def _event(one: Event) -> str:
    what = "removal " if one.what == "removal" else ""
    return f"{one.on} {what}{one.kind}{f', {one.note}' if one.note else ''} ({one.grade})"


def _checks(knowledge: Knowledge) -> Iterator[str]:
    yield f"# Checks, reasons and evidence\n\n{NOTE}\n"
    for one in extensions.found("checks").values():
        about = one.definition
        listed = ", ".join(f"`{fact}`" for fact in about["facts"])  # type: ignore[attr-defined]
        yield f"## {one.id}\n\n{about['question']} Asked of each {about['unit']}. Facts, in this order: {listed}.\n"
    yield "## Reason codes\n\n| code | sentence |\n| --- | --- |"
    yield from (f"| `{code}` | {sentence} |" for code, sentence in knowledge.vocabulary.reasons.items())
    yield "\n## What would settle an unknown\n\n| code | next step |\n| --- | --- |"
    yield from (f"| `{code}` | {step} |" for code, step in knowledge.vocabulary.evidence.items())
    yield "\n## What to ask a supplier for\n\n| code | what |\n| --- | --- |"
    yield from (f"| `{code}` | {words} |" for code, words in knowledge.vocabulary.questions.items())
    yield ""


def _facts() -> Iterator[str]:
    yield f"# Facts that checks are asked about\n\n{NOTE}\n"
    yield "Each is yes, no or unknown.\n\n| fact | meaning |\n| --- | --- |"
    lines = Path(sys.modules[Facts.__module__].__file__ or "").read_text("utf-8").splitlines()
    for one in fields(Facts):
        at = next(i for i, line in enumerate(lines) if line.strip().startswith(f"{one.name}: Answer"))
        meaning = lines[at + 1].strip().strip('"')
        yield f"| `{one.name}` | {meaning} |"
    yield ""


def _reports() -> Iterator[str]:
    yield f"# Forms of report\n\n{NOTE}\n"
    yield "Host names stand only in the full ones; user names in none. A form is written as its ending says.\n"
    yield "| form | what it is | the question it answers | ending | full | what can be said with `--say` |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for one in extensions.found("reports").values():
        about, full = one.definition, "yes" if one.definition.get("full", False) else "no"
        told = f"`{about['extension']}` | {full} | {_said(one)}"
        yield f"| `{one.id}` | {about['title']} | {about['question']} | {told} |"
    yield "\n## Documents\n\nEach as a page (`.html`) or as a tagged PDF (`.pdf`), by the name that `--out` gives.\n"
    yield "| document | what it is | the question it answers | about | what can be said with `--say` |"
    yield "| --- | --- | --- | --- | --- |"
    for one in extensions.found("documents").values():
        about = one.definition
        yield f"| `{one.id}` | {about['title']} | {about['question']} | {about['about']} | {_said(one)} |"
    yield ""


def _said(one: Extension) -> str:
    words = one.definition.get("words", [])
    return ", ".join(f"`{word}`" for word in words) if isinstance(words, list) else ""


def _csv() -> Iterator[str]:
    yield f"# The CSV forms and the workbook\n\n{NOTE}\n"
    yield "UTF-8 with a byte order mark. A cell that would begin a formula in some program, also behind blanks and"
    yield "quotes or where a file is split at semicolons, has an apostrophe before it. Days are `2026-11-23`, moments"
    yield "`2026-11-23T09:30:00Z`. Several answers in one cell stand with semicolons between them. The form"
    yield "`dictionary` says all this as metadata of CSV on the Web, to lie beside the files."
    tables = (("csv", "one row a finding", FINDINGS), ("register-csv", "one row a device and one a channel", REGISTER))
    for form, rows, columns in tables:
        yield f"\n## `{form}`: {rows}\n"
        yield "| column | meaning | what stands there | from where |\n| --- | --- | --- | --- |"
        yield from (_column(one) for one in columns)
    yield "\nThe first sheet of `register-xlsx` has the columns of `register-csv`; its sheet *Dictionary* tells"
    yield "those of the others."


def _column(one: Column) -> str:
    stands = ", ".join(one.values) or ("several" if one.several else one.kind)
    return f"| `{one.name}` | {one.meaning} | {stands} | {one.source} |"


def main() -> None:
    """Write the pages."""
    for name, page in pages(load.load(load.read())).items():
        (REFERENCE / name).write_text(written(page), encoding="utf-8")


if __name__ == "__main__":
    main()
