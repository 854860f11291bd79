"""Tables of the log, in words that SQLite and PostgreSQL both understand."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

leaf = Table(
    "leaf",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(32), nullable=False),
    Column("header", LargeBinary, nullable=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("content", LargeBinary(32), nullable=False, unique=True),
    Column("received", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
)

origin = Table(
    "origin",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("blind", LargeBinary(16), nullable=False),
    Column("file", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("importer", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("realm", Text, nullable=False),
)
"""Where the observations of a leaf came from; of older leaves their header says it."""

observation = Table(
    "observation",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("idx", Integer, primary_key=True, autoincrement=False),
    Column("id", LargeBinary(32), nullable=False),
    Column("blind", LargeBinary(16), nullable=False),
    Column("body", Text, nullable=False),
    Column("realm", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("encoding", Text, nullable=False),
    Column("at", BigInteger),
    Column("until", BigInteger),
    Column("count", BigInteger, nullable=False),
    Column("at_quality", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("vantage", Text, nullable=False),
    Column("original", LargeBinary(32)),
    Index("observation_id", "id"),
)

segment = Table(
    "segment",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
)

withheld = Table(
    "withheld",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("idx", Integer, primary_key=True, autoincrement=False),
    Column("entry", LargeBinary(32), nullable=False),
)
"""Entries of which nothing but their hash is left."""

original = Table(
    "original",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("retention", String(32), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("data", LargeBinary),
    Column("erased", BigInteger),
)

record = Table(
    "record",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("hash", LargeBinary(32), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("blind", LargeBinary(16), nullable=False),
    Column("payload", LargeBinary),
    Index("record_position", "position"),
)

reading = Table(
    "reading",
    metadata,
    Column("file", Text, primary_key=True),
    Column("importer", Text, primary_key=True),
    Column("body", Text, primary_key=True),
    Column("realm", Text, primary_key=True),
    Column("position", Integer, nullable=False),
)
