"""The database as older Parafs made it: each script leads back by one version."""

#: The tables of cycles and lines as version 3 made it.
VERSION_3 = """
DROP INDEX cycle_filed_at;
DROP INDEX ledger_cycle_type;
DROP INDEX recovered_cycle_type;
CREATE INDEX ix_ledger_cycle ON ledger (cycle);
CREATE INDEX ix_recovered_cycle ON recovered (cycle);
ALTER TABLE cycle DROP COLUMN filed_at;
ALTER TABLE cycle DROP COLUMN classification;
UPDATE fact SET value = '3' WHERE key = 'schema';
"""
#: The table of acts as version 2 made it.
VERSION_2 = """
DROP INDEX act_lane;
ALTER TABLE act DROP COLUMN lane;
UPDATE fact SET value = '2' WHERE key = 'schema';
"""
#: The table of certificates as version 1 made it.
VERSION_1 = """
DROP TABLE binding;
DROP TABLE certificate;
CREATE TABLE certificate (
    sha256 VARCHAR NOT NULL, post VARCHAR NOT NULL, holder TEXT NOT NULL, subject TEXT NOT NULL,
    der BLOB NOT NULL, issuer_der BLOB NOT NULL, valid_from VARCHAR NOT NULL,
    valid_to VARCHAR NOT NULL, enrolled_at VARCHAR NOT NULL, revoked_at VARCHAR,
    PRIMARY KEY (sha256, post));
UPDATE fact SET value = '1' WHERE key = 'schema';
"""
