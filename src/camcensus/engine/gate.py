"""Answer for lines of a quotation whether they may be bought, as far as each order goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from camcensus.engine import extensions, gather, known, makers, owners, quotation
from camcensus.model.errors import InputError, NoHeading, UsageError
from camcensus.model.gate import ANSWERS, Gate, Judgement, Line, Ruling, Touched, Written
from camcensus.model.knowledge import Directive, Knowledge, Vocabulary
from camcensus.model.outcome import Answer
from camcensus.model.reading import Context, Remark
from camcensus.reason import gate_lists
from camcensus.reason.gate import Judge
from camcensus.reason.lines import MOST
from camcensus.reason.listed import Lists
from camcensus.sources.reading import pdf

FORMATS = ("register-csv", "register-xlsx")
"""Importers that read tables."""

_SHOWN = 5
"""Lines of text that were left out and are shown."""
_PLACE = ("sensitive", "core")
_QUANTITY, _PRICE, _LINE, _KIND = "quoted_quantity", "quoted_price", "quoted_line", "quoted_kind"
"""Columns by names that the importers do not know: kept as written, and no line is taken for several devices."""


class Asked(NamedTuple):
    """One line before it is judged."""

    written: Written
    file: str = ""
    quantity: str = ""
    device: str = ""
    """What people call the device that was seen; empty for a line of a quotation."""


@dataclass(slots=True)
class _Given:
    """What was asked, before it is judged."""

    rows: list[Asked] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def gate(
    texts: Iterable[str],
    file: Path | None,
    as_of: date,
    *,
    home: Path | None = None,
    orders: Iterable[str] = (),
    new: bool = False,
) -> Gate:
    """Each line of `texts`, then of `file`, judged as of a day; `home` gives determinations and knowledge of an owner.

    `new`: then each device in the log of `home` that no gate record speaks of.

    Raises `InputError` for a file that cannot be read or holds no line, `UsageError` where nothing is asked or an order
    is not known, `SettingsError` and `KnowledgeError` for faults in what the owner wrote.
    """
    beside, owned, profile = owners.known(home)
    knowledge = beside.knowledge
    every = [_ruling(order) for order in _orders(knowledge, tuple(orders) or owned.orders)]
    rulings = tuple(ruling for ruling in every if ruling.touches)
    judge = Judge(knowledge, known.sayings(knowledge), owned.determinations, as_of, owned.readings)
    given = _given(texts, file, knowledge.vocabulary, judge.names)
    if new:
        _appeared(home, as_of, given)
    unanswered = ", ".join(ruling.order.id for ruling in every if not ruling.touches)
    if unanswered:
        what = f"orders that do not turn on the maker, and are not answered here: {unanswered}"
        if not rulings:
            raise UsageError(what, mend="choose an order that speaks of companies subject to a law")
        given.remarks.append(Remark(where="the orders", what=what))
    kept = [row for row in given.rows if row.device or not judge.is_sum(row.written)]
    if len(kept) < len(given.rows):
        what = f"rows that are sums or charges, and were left out: {len(given.rows) - len(kept):,}"
        given.remarks.append(Remark(where=file.name if file else "the lines", what=what))
    if not kept and not new:
        raise _nothing(file)
    by_order = _ByOrder(knowledge, rulings, as_of)
    lines = tuple(
        Line(
            number=number,
            written=asked.written,
            judged=(judged := judge.judge(asked.written)),
            file=asked.file,
            quantity=asked.quantity,
            device=asked.device,
            by_order=by_order.of(judged),
        )
        for number, asked in enumerate(kept, 1)
    )
    return Gate(
        as_of=as_of,
        knowledge=knowledge.version,
        profile=profile,
        lines=lines,
        rulings=rulings,
        makers={maker: makers.status(one, knowledge) for maker, one in judge.controls.items()},
        names=makers.names(knowledge),
        vocabulary=knowledge.vocabulary,
        remarks=tuple(given.remarks),
    )


def _orders(knowledge: Knowledge, chosen: tuple[str, ...]) -> list[Directive]:
    """Those that are chosen; where nobody chose, those that instruct or advise."""
    for name in chosen:
        if name not in knowledge.directives:
            listed = ", ".join(knowledge.directives)
            raise UsageError(f"no order has the id '{name}'", mend=f"one of: {listed}")
    return [order for name, order in knowledge.directives.items() if (name in chosen if chosen else _tells(order))]


def _tells(order: Directive) -> bool:
    return any(clause.force in ("instructed", "advised") for clause in order.clauses)


def _ruling(order: Directive) -> Ruling:
    """The clauses whose question turns on who made a thing, each with what about the place it turns on."""
    asked = {one.id: one.definition["facts"] for one in extensions.found("checks").values()}
    touches = []
    for clause in order.clauses:
        facts = asked.get(clause.check, ())
        if isinstance(facts, list) and {"maker_subject", "maker_named"} & set(facts):
            touches.append(Touched(clause=clause, place=tuple(fact for fact in _PLACE if fact in facts)))
    return Ruling(order=order, touches=tuple(touches))


class _ByOrder:
    """What each order says of a line; each distinct judgement is asked about once."""

    def __init__(self, knowledge: Knowledge, rulings: Iterable[Ruling], as_of: date) -> None:
        self._knowledge = knowledge
        self._lists = Lists(knowledge, as_of)
        self._asked = {
            ruling.order.id: sorted({one.clause.listing or "" for one in ruling.touches}) for ruling in rulings
        }
        self._named: dict[tuple[str, str], Answer] = {}
        self._found: dict[int, dict[str, str]] = {}

    def of(self, judged: Judgement) -> dict[str, str]:
        """Order to answer."""
        if id(judged) not in self._found:
            self._found[id(judged)] = {
                order: max((self._by(judged, listing) for listing in listings), key=ANSWERS.index)
                for order, listings in self._asked.items()
            }
        return self._found[id(judged)]

    def _by(self, judged: Judgement, listing: str) -> str:
        if not listing:
            return judged.answer
        makers = [one.maker for one in judged.possible if one.maker]
        return gate_lists.on_list(judged, {maker: self._is_named(maker, listing) for maker in makers})

    def _is_named(self, maker: str, listing: str) -> Answer:
        if (maker, listing) not in self._named:
            self._named[maker, listing] = self._lists.answer(listing, self._knowledge.makers[maker].party)
        return self._named[maker, listing]


def _given(texts: Iterable[str], file: Path | None, vocabulary: Vocabulary, names: Callable[[Written], bool]) -> _Given:
    given = _Given()
    for text in texts:
        if text.strip():
            given.rows.append(Asked(Written(text=text[:MOST], cut=len(text) > MOST)))
    if file is not None and file.is_file() and pdf.is_pdf(file):
        kept, left = quotation.rows(pdf.lines(file), names)
        given.rows += [Asked(written, file.name, quantity) for written, quantity in kept]
        if left:
            shown = "; ".join(f"'{text}'" for text in left[:_SHOWN])
            what = (
                f"lines that name no product known here and bear no price, and were left out: {len(left):,} ({shown})"
            )
            given.remarks.append(Remark(where=file.name, what=what))
    elif file is not None:
        _read(file, vocabulary, given)
    return given


def _appeared(home: Path | None, as_of: date, given: _Given) -> None:
    if home is None:
        raise UsageError("devices stand in the log of a workspace", mend="give --home FOLDER")
    # A quotation is answered without what these need.
    from camcensus.engine import new_devices, workspace  # noqa: PLC0415

    opened = workspace.open_(home)
    try:
        found, remarks = new_devices.rows(opened, as_of)
    finally:
        opened.store.close()
    given.rows += [Asked(written, device=device) for device, written in found]
    given.remarks += remarks


def _nothing(file: Path | None) -> Exception:
    if file is None:
        return UsageError("nothing is asked", mend='give model lines, such as "Axis P3245-LV", or --file quote.csv')
    return InputError("no line of it names a product", where=str(file), mend="put brands and models below the heading")


# --- tables ------------------------------------------------------------------------------------------------------


def _read(file: Path, vocabulary: Vocabulary, given: _Given) -> None:
    """The lines of a table: by make and model, else by a description alone."""
    found = extensions.found("importers")
    importer = gather.recognise(file, {name: found[name] for name in FORMATS})
    fault: NoHeading | None = None
    for described in (False, True):
        columns = _columns(vocabulary, described=described)
        context = Context(
            body="",
            realm="",
            file="",
            name=file.name,
            vocabulary=replace(vocabulary, columns=columns, values={}),
            alone=frozenset({"make", "model"}),
        )
        try:
            for chunk in importer.module.read(file, context):
                rows: dict[str, dict[str, str]] = {}
                for subject, name, value in chunk.observations.select("subject", "field", "value").iter_rows():
                    rows.setdefault(subject, {})[name] = value
                given.rows += [_row(file.name, row, described=described) for row in rows.values() if _says(row)]
                given.remarks += chunk.remarks
        except NoHeading as raised:
            fault = raised
        else:
            return
    raise _no_heading(fault, file, vocabulary)


def _columns(vocabulary: Vocabulary, *, described: bool) -> dict[str, tuple[str, ...]]:
    """Headings by column. `described`: no column is for make or model, the description holds both."""
    register, quotation = vocabulary.columns, vocabulary.quotation
    text = (*register.get("name", ()), *quotation.get("name", ()))
    about = {"make_model": text} if described else _products(vocabulary) | {"name": text}
    return {
        _KIND: register.get("kind", ()),
        _QUANTITY: register.get("quantity", ()),
        _LINE: (*register.get("asset", ()), *quotation.get("line", ())),
        _PRICE: quotation.get("price", ()),
        "supplier": register.get("supplier", ()),
        "firmware": register.get("firmware", ()),
        **about,
    }


def _products(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    return {name: vocabulary.columns.get(name, ()) for name in ("make", "model", "make_model")}


def _says(row: dict[str, str]) -> bool:
    return any(name in row for name in ("register.make", "model.number", "register.name"))


def _row(file: str, row: dict[str, str], *, described: bool) -> Asked:
    make, model, text = (row.get(name, "") for name in ("register.make", "model.number", "register.name"))
    cut = any(len(part) > MOST for part in (make, model, text))
    if (make or model) and text.strip(" .").isdigit():
        text = ""  # an item's number, under a heading that others give a description
    if described:
        make, model, text = "", "", f"{make} {model}".strip()
    written = Written(make=make[:MOST], model=model[:MOST], text=text[:MOST], cut=cut)
    return Asked(written, file, row.get(f"register.{_QUANTITY}", ""))


def _no_heading(fault: NoHeading | None, file: Path, vocabulary: Vocabulary) -> NoHeading:
    seen = fault.seen if fault else ""
    looked = [", ".join(f"'{word}'" for word in words[:4]) for words in _products(vocabulary).values()]
    looked.append(", ".join(f"'{word}'" for word in vocabulary.quotation.get("name", ())[:3]))
    return NoHeading(
        f"no row of it names the columns of a quotation (found: {seen or 'nothing'})",
        where=str(file),
        mend=f"name at least two columns in one row above the data, one of them such as {'; '.join(looked)}",
        seen=seen,
    )
