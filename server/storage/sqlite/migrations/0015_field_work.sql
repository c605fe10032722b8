-- What crews bring back from a visit beside its steps, and what their vans carry.

ALTER TABLE fault_kinds ADD COLUMN checklist TEXT NOT NULL DEFAULT '[]';  -- [[code, zh, en], …]

CREATE TABLE parts (
  code TEXT PRIMARY KEY,
  facility_class TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  unit TEXT NOT NULL,
  barcode TEXT NOT NULL,
  cents INTEGER NOT NULL,
  usual INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stock (
  crew INTEGER NOT NULL REFERENCES crews (id),
  part TEXT NOT NULL REFERENCES parts (code),
  quantity INTEGER NOT NULL CHECK (quantity >= 0),
  PRIMARY KEY (crew, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE work_proofs (
  id INTEGER PRIMARY KEY,
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  checks TEXT NOT NULL,  -- [[item, zh, en, answer], …]
  parts TEXT NOT NULL,   -- [[part, zh, en, quantity, missing, cents], …]
  minutes INTEGER,
  cost_cents INTEGER,
  consent TEXT NOT NULL,
  consent_by TEXT NOT NULL,
  label TEXT NOT NULL,
  label_matches INTEGER,
  brand TEXT NOT NULL,
  model TEXT NOT NULL,
  error_code TEXT NOT NULL,
  lamps TEXT NOT NULL,  -- [[code, burns], …]
  by_account INTEGER,
  by_name TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX work_proofs_by_order ON work_proofs (work_order, id);

CREATE TABLE shifts (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  crew INTEGER NOT NULL REFERENCES crews (id),
  van TEXT NOT NULL,
  on_at INTEGER NOT NULL,
  off_at INTEGER,
  note TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX shifts_on ON shifts (account) WHERE off_at IS NULL;
CREATE INDEX shifts_by_crew ON shifts (crew, id);

CREATE TABLE spare_loans (
  id INTEGER PRIMARY KEY,
  spare TEXT NOT NULL,
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  lent_by TEXT NOT NULL,
  lent_at INTEGER NOT NULL,
  returned_by TEXT NOT NULL,
  returned_at INTEGER
) STRICT;
CREATE UNIQUE INDEX spare_loans_open ON spare_loans (spare) WHERE returned_at IS NULL;
CREATE INDEX spare_loans_by_order ON spare_loans (work_order, id);
