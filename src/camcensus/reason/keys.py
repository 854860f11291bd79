"""By what a thing can be told from others: serial, address, certificate, asset number; and which of these lie.

A *sighting* is what one record of one source says of one subject. A *key* is a name that a sighting gives:
``serial:X``, ``mac:..``. A key that too many things bear (a factory certificate, serial 123456) is *demoted* by a
counted rule: it joins nothing, and that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import polars as pl

from camcensus.model import frames
from camcensus.reason.parts import Stated, parts
from camcensus.wire import macs

DEVICE_KINDS = ("ip", "mac", "serial", "cert", "uuid", "host", "asset", "photo", "channel")

STRENGTH = {"serial": 1, "mac": 2, "cert": 3, "uuid": 4, "asset": 5, "channel": 6, "photo": 7, "ip": 8, "host": 9}
"""Kinds of key from the strongest to the weakest, for naming a device."""

HARD = ("serial", "mac", "cert", "uuid")
"""Keys of the thing itself; the others are names that people or networks give it."""

_FROM_FIELD = {
    "mac": "mac",
    "serial.number": "serial",
    "tls.spki_sha256": "cert",
    "onvif.endpoint": "uuid",
    "fact.ip": "ip",
}

_DESCRIBES_ITSELF = (
    "onvif.device_information", "onvif.scopes", "onvif.endpoint", "upnp.description", "isapi.device_info", "sadp.reply",
    "dhip.reply", "dahua1.reply", "xm.reply", "baichuan.reply", "vendor.discovery", "dahua.system_info",
)  # fmt: skip
"""Answers that speak of the thing that sent them: what they state as serial number or address is its own."""

_IN_REALM = ("ip", "mac", "host")
"""Kinds that mean something only inside one address space."""

MAX_INTERFACES = 4
"""Ethernet addresses that one box may have; also the addresses that one interface or certificate may answer on."""


NEXT = 64
"""Within how many Ethernet addresses of each other the interfaces of one box lie."""


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
    """Every key of every sighting, once: sighting, position, scope, kind, value, shown (as written), key.

    `inner` says which parts of structured answers state a serial number or an address. `scope` is the body, or body and
    realm for kinds that mean something only there. An address whose realm is not known means something only inside the
    batch it came in.
    """
    own = seen.select("sighting", "position", "body", "realm", "kind", value="name").unique(
        "sighting", maintain_order=True
    )
    stated = (
        seen.select("sighting", "position", "body", "realm", "field", "value")
        .filter(pl.col("field").is_in(list(_FROM_FIELD)))
        .with_columns(kind=pl.col("field").replace_strict(_FROM_FIELD))
    )
    found = pl.concat([own, stated.select(own.columns), _inner(seen, inner or {}).select(own.columns)])
    value = pl.col("value").str.strip_chars()
    nowhere = pl.concat_str("body", pl.lit("|?"), pl.col("position").cast(pl.String))
    found = found.with_columns(
        shown=value,
        value=pl.when(pl.col("kind").is_in(["serial"]))
        .then(value.str.to_uppercase())
        .otherwise(value.str.to_lowercase()),
        scope=pl.when((pl.col("kind") == "ip") & (pl.col("realm") == "")).then(nowhere)
        .when(pl.col("kind").is_in(_IN_REALM)).then(pl.col("body") + "|" + pl.col("realm"))
        .otherwise("body"),
    ).filter(pl.col("value") != "")  # fmt: skip
    return found.with_columns(key=pl.concat_str("scope", "kind", "value", separator="\x1f")).unique(
        ["sighting", "key"], maintain_order=True
    )


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


def _stated(answer: tuple[str, str, str], inner: Stated) -> list[tuple[str, str]]:
    """Kind and value of each key in one answer; an answer with two of a kind speaks of more than itself."""
    named: dict[str, set[str]] = {"mac": set(), "serial": set()}
    for meant, part, data in parts(*answer, inner):
        text = data.decode("utf-8", "replace").strip()
        if (meant, part) == ("mac", "") and (mac := macs.normalise(text)) is not None:
            named["mac"].add(mac)
        elif (meant, part) == ("serial.number", "") and text:
            named["serial"].add(text)
    return [(kind, value) for kind, values in named.items() if len(values) == 1 for value in values]


def demoted(held: pl.DataFrame, placeholders: Collection[str]) -> pl.DataFrame:
    """The hard keys that join nothing: key, kind, value, why, count (how many things bear it)."""
    hard = held.filter(pl.col("kind").is_in(HARD))
    per_read = (
        hard.select("sighting", "position", "key", "kind", "value")
        .join(_subjects(held), on="sighting")
        .group_by("key", "position")
        .agg(assets=_distinct("asset"), addresses=_distinct("ip"))
        .group_by("key")
        .agg(pl.col("assets", "addresses").max())
    )
    interfaces = (
        hard.filter(pl.col("kind") != "mac")
        .select("sighting", "key")
        .join(held.filter(pl.col("kind") == "mac").select("sighting", mac="value"), on="sighting")
        .group_by("key")
        .agg(macs=pl.col("mac").n_unique(), makers=pl.col("mac").str.head(8).n_unique())
    )
    counted = hard.select("key", "kind", "value").unique("key", maintain_order=True)
    counted = counted.join(per_read, on="key", how="left").join(interfaces, on="key", how="left").fill_null(0)
    nameless = _nameless(counted["value"].unique().to_list(), placeholders)
    factory = _of_several(held.filter(~((pl.col("kind") == "serial") & pl.col("value").is_in(nameless))))
    serial, mac = pl.col("kind") == "serial", pl.col("kind") == "mac"
    why = (
        pl.when(serial & pl.col("value").is_in(nameless)).then(pl.lit("placeholder"))
        .when(mac & pl.col("value").str.contains("^.[2367abef]")).then(pl.lit("made-up-address"))
        .when(pl.col("assets") > 1).then(pl.lit("two-rows"))
        .when(~serial & (pl.col("addresses") > MAX_INTERFACES)).then(pl.lit("many-addresses"))
        .when(pl.col("key").is_in(factory.implode())).then(pl.lit("many-serials"))
        .when((pl.col("macs") > MAX_INTERFACES) | (serial & (pl.col("makers") > 1))).then(pl.lit("many-interfaces"))
    )  # fmt: skip
    count = pl.max_horizontal("assets", "addresses", "macs")
    return counted.select("key", "kind", "value", why=why, count=count).filter(pl.col("why").is_not_null())


def _of_several(held: pl.DataFrame) -> pl.Series:
    """Certificates and UUIDs that answer at several addresses, each with a serial number or interface of its own.

    A maker that builds one certificate into all its cameras would make one of them otherwise. The interfaces of one box
    mostly bear numbers next to each other (`NEXT`).
    """
    borne = (
        held.filter(pl.col("kind").is_in(["cert", "uuid"]))
        .select("sighting", "key")
        .join(_subjects(held).filter(pl.col("subject_kind") == "ip").select("sighting", place="subject"), on="sighting")
    )
    told = borne.join(held.filter(pl.col("kind") == "serial").select("sighting", serial="value"), on="sighting")
    shared = told.group_by("key", "serial").agg(at=pl.col("place").n_unique()).group_by("key").agg(pl.col("at").max())
    places = told.group_by("key").agg(places=pl.col("place").n_unique())
    by_serial = places.join(shared, on="key").filter((pl.col("places") > 1) & (pl.col("at") == 1))
    mac = pl.col("value").str.replace_all(":", "").str.to_integer(base=16, strict=False)
    seen = borne.join(held.filter(pl.col("kind") == "mac").select("sighting", mac=mac), on="sighting")
    first = seen.group_by("key", "place").agg(pl.col("mac").min())
    spread = first.group_by("key").agg(places=pl.len(), spread=pl.col("mac").max() - pl.col("mac").min())
    by_mac = spread.filter((pl.col("places") > 1) & (pl.col("spread") > NEXT))
    return pl.concat([by_serial["key"], by_mac["key"]]).unique()


def _subjects(held: pl.DataFrame) -> pl.DataFrame:
    """Sighting to its own subject (the first key of each): sighting, subject_kind, subject."""
    first = held.unique("sighting", keep="first", maintain_order=True)
    return first.select("sighting", subject_kind="kind", subject="key")


def _distinct(kind: str) -> pl.Expr:
    return pl.col("subject").filter(pl.col("subject_kind") == kind).n_unique()


def _nameless(serials: Collection[str], placeholders: Collection[str]) -> list[str]:
    """Serials that are defaults, one character repeated, or shorter than four characters."""
    words = {re.sub(r"[^0-9a-z]+", "", word.casefold()) for word in placeholders}
    found = []
    for serial in serials:
        folded = re.sub(r"[^0-9a-z]+", "", serial.casefold())
        if len(folded) < 4 or len(set(folded)) == 1 or folded in words:
            found.append(serial)
    return found
