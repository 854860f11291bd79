"""What the request for a change says, part by part, before it is a page or a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from camcensus.model.containment import (
    DEVICE,
    OPEN,
    SESSIONS,
    SHUT,
    STATELESS,
    TOUCHED,
    UNREAD,
    UNSURE,
    Change,
    Containment,
    Difference,
    Need,
    Proof,
    Service,
)
from camcensus.model.separation import Said
from camcensus.report._blocks import Block, Document, Items, Lines, Para, Part, Table
from camcensus.wire import spans

DEVICES = 500
"""Devices that are listed."""
NETWORKS = 12
RULES = 100
TESTS = 60


def document(change: Change) -> Document:
    """The whole, with all parts in their order."""
    parts = (
        ("what", "What is asked for", _what(change)),
        ("why", "Why", _why(change.containment)),
        ("devices", "Which devices", _devices(change.containment)),
        ("stays", "What stays permitted", _stays(change.containment)),
        ("closes", "What is closed", _closes(change.containment)),
        ("proof", "What was proved, and what not", _proof(change)),
        ("needless", "Rules that no packet reaches", _needless(change)),
        ("load", "How it is brought in", _load(change)),
        ("test", "Test plan", _tests(change)),
        ("back", "Way back", _back(change)),
        ("end", "When it ends", _end(change.containment)),
        ("limits", "What it cannot hold", _LIMITS),
        ("approval", "Approval", _APPROVAL),
    )
    return Document(
        title=f"Change request {change.containment.reference}",
        answer=answer(change),
        parts=tuple(Part(key, title, tuple(blocks)) for key, title, blocks in parts),
        foot="It names addresses and what protects them: keep it as closely as the register it is made from.",
    )


def answer(change: Change) -> str:
    """In a word whether it may be handed over."""
    proofs = list(change.proofs())
    if not proofs:
        return "NOT PROVED"
    if not all(one.holds for one in proofs):
        return "REFUSED: the text does not do what is wanted"
    return "PROVED, but for drafts" if any(one.proof is None for one in change.texts) else "PROVED"


# --- what and why ----------------------------------------------------------------------------------------------------


def _what(change: Change) -> Iterator[Block]:
    held = change.containment
    retired = held.retired_by or "not said: say who replaces them, and when"
    yield Table(
        "The change",
        ("", ""),
        (
            ("reference", held.reference),
            ("made on", held.made.isoformat()),
            ("ends on", held.until.isoformat()),
            ("retired by", retired),
            ("addresses", f"{held.count:,} in {len(held.devices):,} networks"),
            ("platforms", ", ".join(f"{one.dialect} ({one.name})" for one in change.texts)),
            ("checked", answer(change)),
        ),
    )
    yield Para(
        "Devices that must stay for now are held to the conversations they need. Everything else from or to them is"
        " dropped and logged, in both directions, over IPv4 and IPv6."
    )


def _why(held: Containment) -> Iterator[Block]:
    reasons = tuple(dict.fromkeys(one.why for one in held.named if one.why))
    if reasons:
        yield Para("These clauses ask for it; the devices are, or may be, of a maker that they name:")
        yield Items(reasons)
    else:
        yield Para("No clause was named: the devices were given by their addresses.")


def _devices(held: Containment) -> Iterator[Block]:
    rows = tuple((one.label, one.site, few(one.addresses) or _NO_ADDRESS) for one in held.named[:DEVICES])
    yield Table(f"{held.count:,} addresses", ("device", "site", "addresses"), rows)
    if len(held.named) > DEVICES:
        yield Para(f"and {len(held.named) - DEVICES:,} more.")


_NO_ADDRESS = "no address is known: it is NOT contained"


def _stays(held: Containment) -> Iterator[Block]:
    if not held.needs:
        yield Para("Nothing.")
        return
    rows = tuple(
        (one.name, _opens(one), few(one.others), ", ".join(map(str, one.services)), _whom(one, held), one.why)
        for one in held.needs
    )
    yield Table("Conversations", ("need", "opened by", "other end", "services", "for", "why"), rows)
    yield Para("Answers pass back, and nothing else does.")


def _opens(need: Need) -> str:
    return "the device" if need.opened_by == DEVICE else "the other end"


def _whom(need: Need, held: Containment) -> str:
    return "all" if need.devices == held.devices else few(need.devices)


def few(networks: Sequence[str]) -> str:
    """Some networks, and how many more."""
    texts = [one.removesuffix("/128" if ":" in one else "/32") for one in networks[:NETWORKS]]
    left = len(networks) - NETWORKS
    return ", ".join(texts) + (f" and {left:,} more" if left > 0 else "")


def _closes(held: Containment) -> Iterator[Block]:
    yield Para("Every other packet from or to these devices: to and from each other, the core, and outside.")
    if held.core:
        yield Para(f"The core is closed to all of them: {few(held.core)}. No need above lies in it.")
    else:
        yield Para("Which networks are the core was not said; no need was held against it.")
    if inside := in_core(held):
        yield Para(
            f"These lie in the core itself: {few(inside)}. No list on a router parts them from their neighbours there:"
            " move them to a network of their own first."
        )


def in_core(held: Containment) -> tuple[str, ...]:
    """Devices that lie in the core."""
    devices, core = (spans.union(map(spans.network, texts)) for texts in (held.devices, held.core))
    return tuple(spans.prefixes(spans.both(devices, core)))


# --- proof -----------------------------------------------------------------------------------------------------------

KINDS = {
    OPEN: "passes, and was not wanted",
    SHUT: "is wanted, and does not pass",
    UNSURE: "may pass: that is not known",
    TOUCHED: "is of no device, and decided all the same",
    UNREAD: "is not understood",
}


def _proof(change: Change) -> Iterator[Block]:
    for one in change.texts:
        if one.proof is None:
            yield Para(f"{one.name}: NOT PROVED. It is a draft; nothing here read it back. Check it by hand.")
            continue
        yield from _proved(one.name, one.proof, "by itself")
        if one.within is not None:
            yield from _proved(one.name, one.within, f"within the configuration of {one.within.box}")


def _proved(name: str, one: Proof, where: str) -> Iterator[Block]:
    held = "PROVED" if one.holds else "REFUSED"
    yield Para(f"{name}, {where}: {held}. {one.rules:,} rules were read back by the reader of {one.dialect}.")
    yield Items((*(f"checked: {text}" for text in one.checked), *(f"not checked: {text}" for text in one.unchecked)))
    if one.differences:
        more = f", and {one.more:,} more" if one.more else ""
        yield Table(f"Differences{more}", _HEAD, tuple(_row(each) for each in one.differences))
    if one.kind == STATELESS and one.wider:
        title = "Wider than wanted: lists of this platform know no sessions, and let answers back by their port"
        yield Table(title, _HEAD[1:4], tuple(_row(each)[1:4] for each in one.wider))
    if one.kind == SESSIONS:
        yield Para("Sessions that exist when it is loaded go on unless they are ended: see how it is brought in.")
    if one.remains:
        title = "Wanted, and stopped by rules that stand there already"
        yield Table(title, _HEAD, tuple(map(_row, one.remains)))


_HEAD = ("packets", "from", "to", "services", "by")


def _row(one: Difference) -> tuple[str, ...]:
    rules = "; ".join(said(rule) for rule in one.rules) or "what is done where no rule fits"
    return KINDS[one.kind], few(one.source), few(one.target), one.services, rules


def said(rule: Said) -> str:
    """``fw, line 7: deny ip any any``."""
    where = ", ".join(filter(None, (rule.box, f"line {rule.line}" if rule.line else "")))
    return f"{where}: {rule.text}" if where else rule.text


def _needless(change: Change) -> Iterator[Block]:
    found = [one.within for one in change.texts if one.within is not None]
    if not found:
        yield Para("No configuration was given, so none was looked at for rules that may go.")
    for one in found:
        rows = tuple(
            (said(each.rule), "; ".join(map(said, each.by)), "once this is loaded" if each.by_ours else "already now")
            for each in one.shadowed[:RULES]
        )
        if rows:
            title = f"{one.box}: {len(one.shadowed):,} shadowed"
            yield Table(title, ("rule", "taken by", "since"), rows)
        else:
            yield Para(f"{one.box}: none is certain to be shadowed.")
        if one.never_hit:
            yield Para(f"{one.box}: rules that nothing ever fitted, by the counters in the file:")
            yield Items(tuple(said(rule) for rule in one.never_hit[:RULES]))


# --- doing it --------------------------------------------------------------------------------------------------------


def _load(change: Change) -> Iterator[Block]:
    for one in change.texts:
        yield Para(f"{one.name} ({one.dialect}):")
        yield Lines(one.load or ("a draft: bring it in by hand, once somebody has checked it",))
    yield Para("It adds, and takes nothing away that stands there.")


def _tests(change: Change) -> Iterator[Block]:
    held = change.containment
    rows = [row for need in held.needs for row in _test(need)]
    device, far = _one(held.devices, "DEVICE"), _one(held.core, "CORE") if held.core else "203.0.113.1"
    inside = "a laptop in the device's place, with its address"
    rows += [
        ("a host in the core", f"nc -v -w 3 {device} 80", "no answer; the drop is logged"),
        ("a host in the core", f"nc -v -w 3 {device} 554", "no answer; the drop is logged"),
        (inside, f"nc -v -w 3 {far} 443", "no answer; the drop is logged"),
        (inside, "nc -v -u -w 3 203.0.113.1 123", "no answer; the drop is logged"),
    ]
    six = [one for one in held.devices if ":" in one]
    if six:
        rows.append(("a host with IPv6", f"ping -6 -c 3 {_one(six, 'DEVICE')}", "no answer; the drop is logged"))
    yield Table("To try before, and after", ("from", "command", "expected after"), tuple(rows[:TESTS]))
    yield Para("DEVICE, CORE and OTHER stand for any address of those named above.")
    yield Para("Watch the pictures of every camera for a quarter of an hour, and the log of what is dropped for a day.")


def _test(need: Need) -> Iterator[tuple[str, str, str]]:
    device, other = _one(need.devices, "DEVICE"), _one(need.others, "OTHER")
    opener, called = f"{need.name} ({few(need.others)})", device
    if need.opened_by == DEVICE:
        opener, called = "a laptop in the device's place, with its address", other
    for one in need.services[:4]:
        yield opener, _command(one, called), f"an answer, where {one} is served"


_COMMANDS = {"udp/53": "dig +time=3 +tries=1 @{} .", "udp/123": "ntpdate -q {}"}
"""Of services over UDP only those say something that ask in their own way."""


def _command(one: Service, called: str) -> str:
    if str(one) in _COMMANDS:
        return _COMMANDS[str(one)].format(called)
    return f"nc -v {'-u ' if one.protocol == 'udp' else ''}-w 3 {called} {one.first}"


def _one(networks: Sequence[str], name: str) -> str:
    """The address, where it is a single one; else a name that stands for any of them."""
    address, _, length = networks[0].partition("/")
    return address if length == ("128" if ":" in address else "32") else name


def _back(change: Change) -> Iterator[Block]:
    yield Para("It is taken away at once, if pictures are lost or anything of others fails, with:")
    for one in change.texts:
        yield Para(f"{one.name} ({one.dialect}):")
        yield Lines(one.back_out or ("a draft: note, before it is loaded, how it is taken away",))


def _end(held: Containment) -> Iterator[Block]:
    by = f"The replacement that retires it: {held.retired_by}." if held.retired_by else "No replacement is named yet."
    yield Para(f"On {held.until.isoformat()} this ends. {by}")
    yield Para(
        "By then the devices are gone and the rules are taken away, or the owner decides anew: nothing here ends by"
        " itself, for rules that lapse would open what they close."
    )


_LIMITS = (
    Items(
        (
            "Devices on one network talk to each other without passing this box.",
            "A second network card, a 4G router or a bridge of Wi-Fi goes round it.",
            "What a permitted conversation carries is not looked at; a recorder of ours may pass things on.",
            "A device that gets another address is no longer held: reserve their addresses.",
            "Other routers between the devices and others need the same change.",
            "RTSP is taken to carry pictures over TCP; over UDP, or by multicast, their ports have to be named.",
        )
    ),
)
_ROLES = ("owner of the devices", "network engineer", "security officer", "change manager")
_APPROVAL = (
    Table(
        "To sign",
        ("role", "name", "signature", "date"),
        tuple(
            (role, "", "", "")
            for role in ("owner of the devices", "network engineer", "security officer", "change manager")
        ),
    ),
)
