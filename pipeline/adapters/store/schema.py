"""The tables, with the states a row goes through written beside them."""

from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = "4"

#: From a version to the one after it; new tables need no statement here.
MIGRATIONS = {
    "1": ("2", ("ALTER TABLE certificate ADD COLUMN binding VARCHAR",)),
    "2": (
        "3",
        (
            "ALTER TABLE act ADD COLUMN lane VARCHAR",
            "CREATE INDEX act_lane ON act (cycle, lane)",
            # As ``domain.acts.lane`` says of the acts that were decided before.
            "UPDATE act SET lane = '*' WHERE json_extract(body, '$.type') = 'Sweep'",
            """UPDATE act
                SET lane = json_extract(body, '$.post') || '/' || json_extract(body, '$.code')
                WHERE json_extract(body, '$.type') IN ('Lay', 'Clear', 'SendBack', 'Tell')""",
        ),
    ),
    "3": (
        "4",
        (
            "ALTER TABLE cycle ADD COLUMN filed_at FLOAT",
            "ALTER TABLE cycle ADD COLUMN classification VARCHAR",
            "DROP INDEX IF EXISTS ix_ledger_cycle",
            "DROP INDEX IF EXISTS ix_recovered_cycle",
            # As ``remembered.cycle_row`` says of those that are written now.
            """UPDATE cycle
                SET filed_at = strftime('%s', json_extract(state, '$.filed_at')),
                    classification = substr(class, 1, instr(class, ' ') - 1)
                FROM (SELECT found, substr(below, 1, instr(below, '/') - 1) || ' ' AS class FROM
                    (SELECT found, substr(path, instr(path, '/') + 1) AS below FROM
                    (SELECT id AS found, json_extract(state, '$.berkas_path') AS path FROM cycle)))
                WHERE found = id AND class IS NOT NULL
                    AND json_extract(state, '$.filed_at') IS NOT NULL""",
        ),
    ),
}

metadata = MetaData()

fact = Table(
    "fact",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

#: Append-only; each line carries the hash of the one before it.
ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("cycle", String),
    Column("key", String, nullable=False, unique=True),
    Column("type", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
)
Index("ledger_type", ledger.c.type, ledger.c.seq)
# Both in one: asked for a cycle's lines of a kind, SQLite would go through all of that kind.
Index("ledger_cycle_type", ledger.c.cycle, ledger.c.type, ledger.c.seq)

#: Lines of before a rebuilding, as the archive proves them; one of another matter has no body.
recovered = Table(
    "recovered",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("cycle", String),
    Column("key", String, nullable=False, index=True),
    Column("type", String, nullable=False),
    Column("body", Text),
    Column("body_sha256", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
)
Index("recovered_type", recovered.c.type, recovered.c.seq)
Index("recovered_cycle_type", recovered.c.cycle, recovered.c.type, recovered.c.seq)

#: running -> filing -> filed; ``v`` counts the events applied.
cycle = Table(
    "cycle",
    metadata,
    Column("id", String, primary_key=True),
    Column("v", Integer, nullable=False),
    Column("waits", Integer, nullable=False, index=True),  # 1 while anything is open
    Column("sop", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("filed_at", Float),  # null until its berkas stands in the archive
    Column("classification", String),  # under which code it stands there
)
Index("cycle_waits_id", cycle.c.waits, cycle.c.id)
Index("cycle_filed_at", cycle.c.filed_at, cycle.c.classification)

#: to do -> done (the row goes); a failed attempt moves ``next_try`` and says why, and what comes
#: later in the same lane waits for it.
act = Table(
    "act",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("cycle", String),
    Column("due", Float, nullable=False),
    Column("next_try", Float, nullable=False, index=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("trouble", Text, nullable=False, default=""),
    Column("body", Text, nullable=False),
    Column("lane", String),
    Index("act_lane", "cycle", "lane"),
    sqlite_autoincrement=True,
)

document = Table(
    "document",
    metadata,
    Column("code", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("cycle", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("step", String, nullable=False),
    Column("unit", String),
    Column("format", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("sha256", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("head_sha256", String, nullable=False, index=True),
    Column("issued_at", String, nullable=False),
)

#: drawn -> void (kept, with its reason); never drawn twice.
number = Table(
    "number",
    metadata,
    Column("register", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", String, nullable=False),
    Column("code", String, nullable=False),
    Column("void", Text, nullable=False, default=""),
    UniqueConstraint("register", "text"),
)

laid = Table(
    "laid",
    metadata,
    Column("post", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("cycle", String),
    Column("code", String),
    Column("sha256", String, nullable=False),
)
Index("laid_cycle", laid.c.cycle)

#: Files that went back, for the board; one line is added with the decision and never changed.
refusal = Table(
    "refusal",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False, index=True),
    Column("post", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("code", String, nullable=False),
    Column("facts", Text, nullable=False),
)
Index("refusal_code", refusal.c.code, refusal.c.at)

#: When the proof of a filed cycle is to be renewed. Derived, and safe to lose: a row that is not of
#: its cycle's version, or of the office's rules, is worked out again.
lasting = Table(
    "lasting",
    metadata,
    Column("cycle", String, primary_key=True),
    Column("v", Integer, nullable=False),
    Column("policy", String, nullable=False),
    Column("due", Float, index=True),  # null: never
    Column("ends", Float),
    Column("next_try", Float, nullable=False, default=0.0),
    Column("tries", Integer, nullable=False, default=0),
    Column("trouble", Text, nullable=False, default=""),
    Column("missed_at", Float, index=True),  # when a proof was found to have lapsed unrenewed
)

#: enrolled -> revoked (kept).
certificate = Table(
    "certificate",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("post", String, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("der", LargeBinary, nullable=False),
    Column("issuer_der", LargeBinary, nullable=False),
    Column("valid_from", String, nullable=False),
    Column("valid_to", String, nullable=False),
    Column("enrolled_at", String, nullable=False),
    Column("revoked_at", String),
    Column("binding", String),  # by which binding it came in; null where it was enrolled itself
)

#: bound -> revoked (kept). Any certificate of that issuer with that number may sign for the post.
binding = Table(
    "binding",
    metadata,
    Column("id", String, primary_key=True),
    Column("post", String, nullable=False),
    Column("holder", Text, nullable=False),
    Column("ca_der", LargeBinary, nullable=False),
    Column("number_seal", String, nullable=False),  # scrypt; the number itself is kept nowhere
    Column("number_ends", String, nullable=False),  # its last four digits, for people
    Column("valid_from", String, nullable=False),
    Column("valid_to", String, nullable=False),
    Column("enrolled_at", String, nullable=False),
    Column("revoked_at", String),
)
