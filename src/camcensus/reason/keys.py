"""By what a thing can be told from others: serial, address, certificate, name, asset number; and which of these lie.

A *sighting* is what one record of one source says of one subject. A *key* is a name that a sighting gives:
``serial:X``, ``mac:..``. A key that too many things bear (a factory certificate, serial 123456) is *demoted* by a
counted rule: it joins nothing, and that is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import polars as pl

from camcensus.model import frames
from camcensus.reason import apart, hosts, serials, times
from camcensus.reason.parts import Stated, parts
from camcensus.wire import addresses, canonical, macs

DEVICE_KINDS = ("ip", "mac", "serial", "cert", "uuid", "host", "asset", "photo", "walk", "channel")

STRENGTH = {"serial": 1, "mac": 2, "cert": 3, "uuid": 4, "asset": 5, "channel": 6, "photo": 7, "walk": 8,
            "ip": 9, "host": 10}  # fmt: skip
"""Kinds of key from the strongest to the weakest, for naming a device."""

HARD = ("serial", "mac", "cert", "uuid")
"""Keys of the thing itself; the others are names that people or networks give it."""

_FROM_FIELD = {
    "mac": "mac",
    "serial.number": "serial",
    "tls.spki_sha256": "cert",
    "onvif.endpoint": "uuid",
    "fact.ip": "ip",
    **dict.fromkeys(hosts.FIELDS, "host"),
}

_DESCRIBES_ITSELF = (
    "onvif.device_information", "onvif.scopes", "onvif.endpoint", "upnp.description", "isapi.device_info", "sadp.reply",
    "dhip.reply", "dahua1.reply", "xm.reply", "baichuan.reply", "vendor.discovery", "dahua.system_info",
)  # fmt: skip
"""Answers that speak of the thing that sent them: what they state as serial number or address is its own."""

_IN_REALM = ("ip", "mac", "host")
"""Kinds that mean something only inside one address space."""


def sightings(observations: pl.DataFrame) -> pl.DataFrame:
    """The observations that speak of devices, with `kind` and `name` of their subject and the number of the sighting.

    Columns beside those of the observations: kind, name (text), sighting (u32). Records without an original are told
    apart by their time.
    """
    kind = pl.col("subject").str.extract(r"^([^:]*):", 1).fill_null("")
    named = observations.with_columns(kind=kind, name=pl.col("subject").str.replace(r"^[^:]*:", ""))
    named = frames.only(named, named["kind"].is_in(list(DEVICE_KINDS)))
    return named.with_columns(sighting=_numbered(named))


def _numbered(named: pl.DataFrame) -> pl.Series:
    """The number of each row's record; rows of one record mostly follow each other, so runs are numbered first."""
    together = ["body", "realm", "subject", "position", "original", "when"]
    records = named.select(*together[:-1], when=pl.when(pl.col("original").is_null()).then("at"))
    begins = records.select(pl.any_horizontal(pl.all().ne_missing(pl.all().shift())).fill_null(value=True)).to_series()
    runs = frames.only(records, begins)
    numbers = runs.unique(maintain_order=True).with_row_index("sighting")
    found = runs.join(numbers, on=together, how="left", nulls_equal=True, maintain_order="left")["sighting"]
    return found.gather(begins.cum_sum() - 1)


def keys(seen: pl.DataFrame, inner: Stated | None = None) -> pl.DataFrame:
    """Every key of every sighting, once: sighting, position, scope, kind, value, shown (as written), key and more.

    `inner` says which parts of structured answers state a serial number or an address. `scope` is the body, or body and
    realm for kinds that mean something only there. An address whose realm is not known means something only inside the
    batch it came in. ``code``: 64 bits that stand for `key`; ``is_subject``: it is what the sighting is of.
    """
    columns = ["sighting", "position", "body", "realm", "kind", "value"]
    own = seen.select(*columns[:-1], value="name").filter(seen["sighting"].is_first_distinct())
    stated = (
        seen.select("sighting", "position", "body", "realm", "field", "value")
        .filter(pl.col("field").is_in(list(_FROM_FIELD)))
        .with_columns(kind=pl.col("field").replace_strict(_FROM_FIELD))
        .filter((pl.col("kind") != "host") | hosts.is_name(pl.col("value")))
    )
    found = pl.concat([own, stated.select(columns), _inner(seen, inner or {}).select(columns)])
    found = pl.concat([found, _short(found, seen)]).filter(pl.col("kind") != "model")
    found = found.with_columns(is_subject=pl.int_range(pl.len()) < own.height)
    return coded(found).unique(["sighting", "code"], maintain_order=True)


def coded(found: pl.DataFrame) -> pl.DataFrame:
    """`found` (position, body, realm, kind, value and more) with shown, scope, key and code; without empty ones."""
    found = found.with_columns(shown=pl.col("value").str.strip_chars())
    nowhere = pl.concat_str("body", pl.lit("|?"), pl.col("position").cast(pl.String))
    found = found.with_columns(
        value=_compared(found),
        scope=pl.when((pl.col("kind") == "ip") & (pl.col("realm") == "")).then(nowhere)
        .when(pl.col("kind").is_in(_IN_REALM)).then(pl.col("body") + "|" + pl.col("realm"))
        .otherwise("body"),
    ).filter(pl.col("value") != "")  # fmt: skip
    found = found.with_columns(key=pl.concat_str("scope", "kind", "value", separator="\x1f"))
    return found.with_columns(code=pl.col("key").hash())


def _compared(found: pl.DataFrame) -> pl.Series:
    """The values in the one spelling in which they are compared."""
    kind, text = pl.col("kind"), pl.col("shown")
    lower = text.str.to_lowercase()
    value = found.select(
        value=pl.when(kind == "serial").then(text.str.to_uppercase())
        .when((kind == "host") & hosts.is_name(text)).then(hosts.folded(text))
        .when(kind == "uuid").then(apart.uuid(text))
        .otherwise(lower)
    ).to_series()  # fmt: skip
    for name, odd, spelled in _ODD:
        value = _respelled(value, (found["kind"] == name) & value.str.contains(odd), spelled)
    return value


_ODD: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
    ("mac", r"^(?:.{0,16}|.{18,}|.*[^0-9a-f:].*)$", macs.normalise),
    ("ip", ":", addresses.normalise),
)
"""Kinds of which files made by hand hold several spellings, what may be one, and what gives the usual one."""


def _respelled(value: pl.Series, odd: pl.Series, spelled: Callable[[str], str | None]) -> pl.Series:
    """`value` with those that are `odd` in their usual spelling, where they have one."""
    if not odd.any():
        return value
    known = {text: spelled(text) or text for text in value.filter(odd).unique().to_list()}
    return value.to_frame().select(pl.when(odd).then(value.replace(known)).otherwise(value)).to_series()


def _inner(seen: pl.DataFrame, inner: Stated) -> pl.DataFrame:
    """The keys that answers state of whoever sent them: sighting, position, body, realm, kind, value."""
    by = ["field", "value", "encoding"]
    rows = seen.select("sighting", "position", "body", "realm", *by).filter(pl.col("field").is_in(_DESCRIBES_ITSELF))
    found = [
        (*value, kind, name)
        for value in rows.select(by).unique(maintain_order=True).iter_rows()
        for kind, name in _stated(value, inner)
    ]
    schema = {**dict.fromkeys(by, pl.String), "kind": pl.String, "name": pl.String}
    named = rows.join(pl.DataFrame(found, schema=schema, orient="row"), on=by, maintain_order="left")
    return named.drop("value").rename({"name": "value"})


def _short(found: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """The serial numbers as they stand on labels, where a device puts its model and day before them."""
    models = found.filter(pl.col("kind") == "model").select("sighting", model="value")
    written = seen.filter(pl.col("field") == "model.number").select("sighting", model="value")
    numbered = found.filter((pl.col("kind") == "serial") & (pl.col("value").str.len_chars() > serials.SHORT))
    both = numbered.join(pl.concat([models, written]), on="sighting")
    known = [(*pair, serials.short(*pair)) for pair in both.select("value", "model").unique().iter_rows()]
    schema = dict.fromkeys(("value", "model", "short"), pl.String)
    named = both.join(pl.DataFrame(known, schema=schema, orient="row"), on=["value", "model"]).drop_nulls("short")
    return named.with_columns(value="short").select(found.columns)


def _stated(answer: tuple[str, str, str], inner: Stated) -> list[tuple[str, str]]:
    """Kind and value of each key in one answer; an answer with two of a kind speaks of more than itself.

    The model is no key, but tells what of a serial number stands on the label.
    """
    named: dict[str, set[str]] = {"mac": set(), "serial": set(), "model": set()}
    for meant, part, data in parts(*answer, inner):
        text = data.decode("utf-8", "replace").strip()
        if (meant, part) == ("mac", "") and (mac := macs.normalise(text)) is not None:
            named["mac"].add(mac)
        elif (kind := _TEXTS.get(meant)) is not None and not part and text:
            named[kind].add(text)
    return [(kind, value) for kind, values in named.items() if len(values) == 1 for value in values]


_TEXTS = {"serial.number": "serial", "model.number": "model"}

MAX_INTERFACES = 4
"""Ethernet addresses that one box may have; also the addresses that one interface or certificate may answer on."""

NEXT = 8
"""Within how many Ethernet addresses of each other the interfaces of one box lie; cameras of one delivery do too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What tells, beside the keys themselves, whether a key is one thing's own."""

    seen: pl.DataFrame
    when: pl.DataFrame
    """Of `times.spans`."""
    lent: pl.DataFrame
    """sighting, code, value: the Ethernet address that its address was bound to at the time (`bindings.lent`)."""


def demoted(held: pl.DataFrame, placeholders: Collection[str], looks: Looks | None = None) -> pl.DataFrame:
    """The hard keys that join nothing: key, code, kind, value, why, count (how many things bear it).

    Without `looks` everything that one read shows counts as seen at one time, and only keys tell things apart.
    """
    hard = held.filter(pl.col("kind").is_in(HARD))
    subjects = _subjects(held)
    per_read = _per_read(hard.join(subjects, on="sighting"), looks)
    interfaces = (
        hard.filter(pl.col("kind") != "mac")
        .select("sighting", "code")
        .join(held.filter(pl.col("kind") == "mac").select("sighting", mac="value"), on="sighting")
        .group_by("code")
        .agg(macs=pl.col("mac").n_unique(), makers=pl.col("mac").str.head(8).n_unique())
    )
    counted = hard.select("code", "key", "kind", "value").unique("code", maintain_order=True)
    counted = counted.join(per_read, on="code", how="left").join(interfaces, on="code", how="left").fill_null(0)
    empty = serials.nameless(counted.filter(pl.col("kind") == "serial")["value"].to_list(), placeholders)
    worthy = held.filter(~((pl.col("kind") == "serial") & pl.col("value").is_in(empty)))
    several, differing = _of_several(worthy, subjects, looks)
    serial, mac = pl.col("kind") == "serial", pl.col("kind") == "mac"
    why = (
        pl.when(serial & pl.col("value").is_in(empty)).then(pl.lit("placeholder"))
        .when(pl.col("assets") > 1).then(pl.lit("two-rows"))
        .when(~serial & (pl.col("addresses") > MAX_INTERFACES)).then(pl.lit("many-addresses"))
        .when(mac & pl.col("value").str.contains(MADE_UP)).then(pl.lit("made-up-address"))
        .when(pl.col("code").is_in(several.implode())).then(pl.lit("many-serials"))
        .when((pl.col("macs") > MAX_INTERFACES) | (serial & (pl.col("makers") > 1))).then(pl.lit("many-interfaces"))
        .when(pl.col("code").is_in(differing.implode())).then(pl.lit("told-apart"))
    )  # fmt: skip
    count = pl.max_horizontal("assets", "addresses", "macs")
    return counted.select("key", "code", "kind", "value", why=why, count=count).filter(pl.col("why").is_not_null())


MADE_UP = "^.[2367abef]"
"""An Ethernet address that was made up locally: the second bit of its first octet is set."""


def _per_read(borne: pl.DataFrame, looks: Looks | None) -> pl.DataFrame:
    """code, assets, addresses: in how many rows of one read each key stands, on how many addresses at one time."""
    found = (
        borne.group_by("code", "position")
        .agg(assets=_distinct("asset"), addresses=_distinct("ip"))
        .group_by("code")
        .agg(pl.col("assets", "addresses").max())
    )
    many = found.filter(pl.col("addresses") > MAX_INTERFACES)["code"]
    if looks is None or many.is_empty():
        return found
    placed = borne.filter(pl.col("code").is_in(many.implode()) & (pl.col("subject_kind") == "ip"))
    placed = placed.select("code", "position", "subject", "sighting").join(looks.when.drop("position"), on="sighting")
    at_once = times.most_at_once(placed, ["code", "position"], "subject").group_by("code").agg(pl.col("most").max())
    found = found.join(at_once, on="code", how="left")
    return found.select("code", "assets", addresses=pl.coalesce(pl.col("most").cast(pl.UInt32), "addresses"))


def _of_several(held: pl.DataFrame, subjects: pl.DataFrame, looks: Looks | None) -> tuple[pl.Series, pl.Series]:
    """Certificates and UUIDs (codes) that answer at several addresses and are of several things.

    A maker that builds one certificate into all its cameras would make one of them otherwise. First: those at addresses
    of which each has a serial number of its own, or an interface far from the others. Second: those at addresses that
    say something else of themselves (`apart`), where no serial number and no interface is common to all of them.
    """
    places = subjects.filter(pl.col("subject_kind") == "ip").select("sighting", place="subject")
    borne = held.filter(pl.col("kind").is_in(["cert", "uuid"])).select("sighting", "code").join(places, on="sighting")
    borne = borne.filter(pl.col("place").n_unique().over("code") > 1)
    if borne.is_empty():
        return borne["code"], borne["code"]
    serials = held.filter(pl.col("kind") == "serial").select("sighting", "value")
    macs_seen = held.filter(pl.col("kind") == "mac").select("sighting", "value")
    if looks is not None:
        macs_seen = pl.concat([macs_seen, looks.lent.select("sighting", "value")])
    macs_seen = macs_seen.filter(~pl.col("value").str.contains(MADE_UP))
    by_serial, by_mac = (apart.shared(borne.join(told, on="sighting")) for told in (serials, macs_seen))
    number = pl.col("value").str.replace_all(":", "").str.to_integer(base=16, strict=False)
    first = borne.join(macs_seen, on="sighting").group_by("code", "place").agg(number.min().alias("mac"))
    spread = first.group_by("code").agg(spread=pl.col("mac").max() - pl.col("mac").min())
    far = spread.filter(pl.col("spread") > NEXT)["code"]
    several = pl.concat([by_serial.filter("differ")["code"], far]).unique()
    if looks is None:
        return several, several.clear()
    one = pl.concat([by_serial.filter("common")["code"], by_mac.filter("common")["code"]])
    open_ = borne.filter(~pl.col("code").is_in(pl.concat([several, one]).implode()))
    return several, apart.told(open_, looks.seen)


def _subjects(held: pl.DataFrame) -> pl.DataFrame:
    """Sighting to its own subject: sighting, subject_kind, subject."""
    return held.filter("is_subject").select("sighting", subject_kind="kind", subject="code")


def _distinct(kind: str) -> pl.Expr:
    return pl.col("subject").filter(pl.col("subject_kind") == kind).n_unique()


def device_id(scope: str, kind: str, value: str, since: str = "") -> str:
    """The id (16 hex digits) that a key gives; the full key stays beside it, so that a clash would be seen."""
    return canonical.digest("device", 1, [scope, kind, value, since]).hex()[:16]
