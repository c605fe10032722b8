-- Towns of a district, and which rules a town has from its district: docs/decisions/0070. On SQLite there is no district:
-- the tables stay empty, and a town may be moved either way.

CREATE TABLE towns (
  code TEXT PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  schema TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL
) STRICT;

CREATE TABLE inherited_rules (
  kind TEXT NOT NULL CHECK (kind IN ('facility_class', 'calendar', 'policy', 'fault_kind')),
  code TEXT NOT NULL,
  own INTEGER NOT NULL CHECK (own IN (0, 1)),  -- the town has overridden it
  PRIMARY KEY (kind, code)
) STRICT;

-- Which towns an account of a district sees, JSON; [] is every one.
ALTER TABLE accounts ADD COLUMN towns TEXT NOT NULL DEFAULT '[]';
