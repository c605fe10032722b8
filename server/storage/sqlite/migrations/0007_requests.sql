-- What is asked of another person, who is told when nothing happens, and what an honest ending needs.

CREATE TABLE request_reasons (
  code TEXT PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  kinds TEXT NOT NULL,   -- RequestKind, separated by spaces
  longest INTEGER NOT NULL,
  proofs TEXT NOT NULL,  -- Proof, separated by spaces
  needs_approval INTEGER NOT NULL CHECK (needs_approval IN (0, 1)),
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE requests (
  id INTEGER PRIMARY KEY,
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  kind TEXT NOT NULL CHECK (kind IN ('pause', 'extension', 'return', 'void', 'shelve')),
  state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'refused', 'withdrawn', 'lapsed')),
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  photo INTEGER REFERENCES photos (id),
  part_order_number TEXT NOT NULL,
  resident_word TEXT NOT NULL,
  target TEXT,
  amount INTEGER,
  from_at INTEGER,
  ends_at INTEGER,
  review_at INTEGER,
  reviewed_at INTEGER,
  ended_at INTEGER,
  proposed_crew INTEGER REFERENCES crews (id),
  crew INTEGER REFERENCES crews (id),
  village_code TEXT NOT NULL,
  by_account INTEGER REFERENCES accounts (id),
  by_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  decided_by INTEGER REFERENCES accounts (id),
  decided_by_name TEXT NOT NULL,
  decision_note TEXT NOT NULL,
  decided_at INTEGER,
  next_at INTEGER  -- when the watcher must look; NULL: never
) STRICT;

CREATE INDEX requests_by_work_order ON requests (work_order);
CREATE INDEX requests_by_state ON requests (state, kind, id);
CREATE INDEX requests_next ON requests (next_at) WHERE next_at IS NOT NULL;

ALTER TABLE notifications ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE notifications ADD COLUMN promised_at INTEGER;

CREATE TABLE escalation_chains (
  code TEXT PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  trigger_word TEXT NOT NULL,  -- AlertTrigger
  severity TEXT,
  facility_class TEXT NOT NULL,  -- '': any
  village_code TEXT NOT NULL,    -- '': any
  steps TEXT NOT NULL,
  quiet_from INTEGER,
  quiet_to INTEGER,
  next_chain TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE escalation_runs (
  id INTEGER PRIMARY KEY,
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  chain TEXT NOT NULL,
  trigger_word TEXT NOT NULL,
  target TEXT,
  started_at INTEGER NOT NULL,
  steps TEXT NOT NULL,
  quiet_from INTEGER,
  quiet_to INTEGER,
  done INTEGER NOT NULL,
  next_at INTEGER,
  stopped_at INTEGER,
  stopped_because TEXT NOT NULL
) STRICT;

CREATE INDEX escalation_runs_running ON escalation_runs (work_order) WHERE stopped_at IS NULL;
CREATE INDEX escalation_runs_next ON escalation_runs (next_at) WHERE next_at IS NOT NULL AND stopped_at IS NULL;

-- UNIQUE: a step of a run is told once, whatever happens to the program between two looks.
CREATE TABLE alerts (
  id INTEGER PRIMARY KEY,
  run INTEGER REFERENCES escalation_runs (id),
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  trigger_word TEXT NOT NULL,
  target TEXT,
  step INTEGER NOT NULL,
  who TEXT NOT NULL CHECK (who IN ('crew_lead', 'dispatcher', 'supervisor', 'town_leader')),
  crew INTEGER REFERENCES crews (id),
  village_code TEXT NOT NULL,
  at INTEGER NOT NULL,
  acknowledged_at INTEGER,
  acknowledged_by INTEGER REFERENCES accounts (id),
  acknowledged_by_name TEXT NOT NULL,
  note TEXT NOT NULL,
  UNIQUE (run, step)
) STRICT;

CREATE INDEX alerts_by_work_order ON alerts (work_order);
CREATE INDEX alerts_open ON alerts (id) WHERE acknowledged_at IS NULL;

-- What only this database knows: who cannot read it cannot foretell the lot.
CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO secrets (name, value) VALUES ('recheck', hex(randomblob(32)));

CREATE TABLE rechecks (
  id INTEGER PRIMARY KEY,
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  round INTEGER NOT NULL,
  drawn_at INTEGER NOT NULL,
  passed INTEGER CHECK (passed IN (0, 1)),
  note TEXT NOT NULL,
  by_account INTEGER REFERENCES accounts (id),
  by_name TEXT NOT NULL,
  done_at INTEGER,
  UNIQUE (work_order, round)
) STRICT;

CREATE INDEX rechecks_open ON rechecks (id) WHERE passed IS NULL;

ALTER TABLE facility_classes ADD COLUMN verify_after_dusk INTEGER NOT NULL DEFAULT 0
  CHECK (verify_after_dusk IN (0, 1));
ALTER TABLE facility_classes ADD COLUMN recheck_percent INTEGER NOT NULL DEFAULT 0
  CHECK (recheck_percent BETWEEN 0 AND 100);
UPDATE facility_classes SET verify_after_dusk = (code = 'streetlight'), recheck_percent = 10;

ALTER TABLE reports ADD COLUMN satisfaction TEXT;
ALTER TABLE reports ADD COLUMN verdict_channel TEXT;
ALTER TABLE reports ADD COLUMN verdict_by INTEGER REFERENCES accounts (id);
ALTER TABLE reports ADD COLUMN callbacks_unanswered INTEGER NOT NULL DEFAULT 0;

ALTER TABLE photos ADD COLUMN picture_hash INTEGER;
ALTER TABLE photos ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE photos ADD COLUMN label_matches INTEGER CHECK (label_matches IN (0, 1));
ALTER TABLE photos ADD COLUMN latitude REAL;
ALTER TABLE photos ADD COLUMN longitude REAL;
ALTER TABLE photos ADD COLUMN position_source TEXT;
ALTER TABLE photos ADD COLUMN distance_metres INTEGER;
ALTER TABLE photos ADD COLUMN same_as INTEGER REFERENCES photos (id);
ALTER TABLE photos ADD COLUMN same_as_work_order INTEGER REFERENCES work_orders (id);
ALTER TABLE photos ADD COLUMN same_bits INTEGER NOT NULL DEFAULT 0;

-- Four bands of 16 bits of each hash: two hashes that differ in at most 7 bits have a band that differs in at
-- most one, so 17 keys for each band find every such photo.
CREATE TABLE photo_bands (
  key INTEGER NOT NULL,  -- band * 65536 + its bits
  photo INTEGER NOT NULL REFERENCES photos (id),
  work_order INTEGER NOT NULL,
  picture_hash INTEGER NOT NULL,
  PRIMARY KEY (key, photo)
) STRICT, WITHOUT ROWID;
