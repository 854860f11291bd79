"""The register as a frame: one row a device, the gravest first, and after it one for each channel that lists it."""

from __future__ import annotations

from functools import partial

import polars as pl

from camcensus.model.assessment import Assessment, MakerStatus
from camcensus.report import _channels as channels
from camcensus.report import _decided as decided
from camcensus.report import _proposals as proposals
from camcensus.report import _register as registers
from camcensus.report import _seen as seen
from camcensus.report import _table as table
from camcensus.report import _words as words
from camcensus.report._columns import REGISTER
from camcensus.report._table import LIST

_KEYS = {"serial": "serial", "mac": "mac", "uuid": "uuid", "certificate": "cert", "host": "host"}
_ROLES = {
    "class": "class", "label": "brand", "manufacturer": "manufacturer", "hardware_maker": "hardware_maker",
    "model": "model", "firmware": "firmware",
}  # fmt: skip
_AS_THEY_ARE = (
    "maker_subject", "controller", "ours", "site", "sensitive", "zone", "addresses", "work", "status", "in_use",
    "first_seen", "last_seen", "separation", "separation_rests_on",
)  # fmt: skip


def register(assessment: Assessment) -> pl.DataFrame:
    """The columns of `REGISTER`, each text fit for a cell.

    Devices that were judged; after them what only a recorder's list knows, which nobody has judged.
    """
    listed = channels.listed(assessment)
    made = devices(assessment, listed)
    both = pl.concat([made, channels.rows(made, listed)], how="diagonal").sort("place", maintain_order=True)
    return table.fit(both, REGISTER)


def devices(assessment: Assessment, listed: pl.DataFrame) -> pl.DataFrame:
    """One row a device with the columns of `REGISTER`, texts as they are; `listed` is that of `_channels`."""
    judged = registers.order(assessment)
    beside = assessment.devices.filter(~pl.col("candidate")).join(listed, on="device", how="semi")
    every = pl.concat([judged, beside], how="diagonal").with_row_index("place")
    made = _own(assessment, every)
    for part in (
        _components(assessment), seen.facts(assessment), decided.of_devices(assessment), _ports(assessment),
        channels.summed(listed),
    ):  # fmt: skip
        made = made.join(part, on="device", how="left", maintain_order="left")
    return made.with_columns(
        row=pl.lit("device"),
        recorder=pl.coalesce("recorder", "recorder_stated"),
        provisional=pl.col("provisional").fill_null(0),
        observations=pl.col("observations").fill_null(0),
        as_of=pl.lit(assessment.basis.as_of),
    )


def _own(assessment: Assessment, every: pl.DataFrame) -> pl.DataFrame:
    """What the devices' own rows say."""
    bodies = {body.id: body.name for body in assessment.estate.bodies}
    return every.select(
        "place",
        "device",
        *_AS_THEY_ARE,
        **{name: _key(kind) for name, kind in _KEYS.items()},
        **{name: _named_or_code(assessment, role, every[role]) for name, role in _ROLES.items()},
        **{f"{name}_confidence": table.sureness(every[f"{role}_weight"]) for name, role in _ROLES.items()},
        called="label",
        other_answers=_others(assessment, every),
        maker_basis="basis",
        determination=_determination(assessment, every),
        owner=table.worded(every["body"], lambda body: bodies.get(body, body)),
        site_name=table.worded(every["site"], lambda site: words.site(assessment, site)),
        installed="installed_on",
        acquired="acquired_on",
        in_register=table.yes("in_register"),
        judged=table.yes("candidate"),
        corrections=pl.col("settled").list.join(LIST),
    )


def _named_or_code(assessment: Assessment, role: str, answers: pl.Series) -> pl.Series:
    return answers if role == "class" else table.claimed(assessment, role, answers)


def _key(kind: str) -> pl.Expr:
    """The names of one kind, without the word for it; serial numbers as they are compared."""
    own = pl.element().filter(pl.element().str.starts_with(f"{kind}:")).str.strip_prefix(f"{kind}:")
    return pl.col("names").list.eval(own.str.to_uppercase() if kind == "serial" else own).list.join(LIST)


def _others(assessment: Assessment, every: pl.DataFrame) -> pl.Series:
    """The answers that did not stand, of all roles in one text."""
    told = [
        table.worded(every[f"{role}_others"], partial(_named, assessment, name, role)) for name, role in _ROLES.items()
    ]
    frame = pl.DataFrame([one.alias(f"{at}") for at, one in enumerate(told)])
    found = frame.select(pl.concat_str(pl.all().replace("", None), separator=LIST, ignore_nulls=True))
    return found.to_series()


def _named(assessment: Assessment, name: str, role: str, texts: str) -> str:
    """``dahua 8; axis 4`` with the names people know, each with what it is an answer to."""
    several = (registers.other_words(assessment, role, text) for text in texts.split(LIST) if text)
    return LIST.join(f"{name.replace('_', ' ')}: {text}" for text in several)


def _components(assessment: Assessment) -> pl.DataFrame:
    """device, component_makers, component_makers_confidence: all that anything names; they exclude nobody."""
    claims = assessment.claims.filter(pl.col("about") == "component_maker")
    named = claims.with_columns(table.claimed(assessment, "component_maker", claims["claim"]).alias("claim"))
    found = named.group_by("device").agg(component_makers=table.joined("claim"), weight=pl.col("weight").max())
    return found.select("device", "component_makers", component_makers_confidence=table.sureness(found["weight"]))


def _determination(assessment: Assessment, every: pl.DataFrame) -> pl.Series:
    """What is held about the makers of each device: who built it, and who sells it where that is another."""
    pairs = every.select("hardware_maker", "manufacturer").unique(maintain_order=True)
    rows = [(*pair, LIST.join(_held(assessment, *pair))) for pair in pairs.iter_rows()]
    told = pl.DataFrame(rows, schema=dict.fromkeys((*pairs.columns, "held"), pl.String), orient="row")
    return every.join(told, on=pairs.columns, how="left", nulls_equal=True, maintain_order="left")["held"]


def _held(assessment: Assessment, *makers: str | None) -> list[str]:
    named = [assessment.makers[maker] for maker in dict.fromkeys(makers) if maker and maker in assessment.makers]
    return [f"{one.name}: {_standing(one)}" for one in named]


def _standing(status: MakerStatus) -> str:
    """Whether a maker is subject to the law, and by whom and since when that is decided."""
    signed = f" by {status.person} on {status.signed}" if status.basis == "signed" and status.signed else ""
    return f"{proposals.standing(status)[1]}{signed}"


def _ports(assessment: Assessment) -> pl.DataFrame:
    rows = [(one.device, one.port) for one in assessment.separation.devices if one.port]
    return pl.DataFrame(rows, schema=dict.fromkeys(("device", "switch_port"), pl.String), orient="row")
