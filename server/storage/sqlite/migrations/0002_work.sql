-- What happens: reports, work orders with their clocks, and the facts about them.

CREATE TABLE work_orders (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('open', 'assigned', 'accepted', 'under_way', 'resolved', 'closed', 'cancelled')),
  facility_class TEXT REFERENCES facility_classes (code),
  fault_kind TEXT REFERENCES fault_kinds (code),
  severity TEXT NOT NULL CHECK (severity IN ('danger', 'urgent', 'normal', 'planned')),
  priority INTEGER NOT NULL,
  skill TEXT NOT NULL,
  facility INTEGER REFERENCES facilities (id),
  circuit TEXT NOT NULL,
  village_code TEXT REFERENCES villages (code),
  address TEXT NOT NULL,
  latitude REAL,
  longitude REAL,
  position_source TEXT,
  description TEXT NOT NULL,
  frail_person INTEGER NOT NULL CHECK (frail_person IN (0, 1)),
  crew INTEGER REFERENCES crews (id),
  assignment TEXT,
  policy TEXT,
  policy_version INTEGER NOT NULL,
  parent INTEGER REFERENCES work_orders (id),
  report_count INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  assigned_at INTEGER,
  accepted_at INTEGER,
  arrived_at INTEGER,
  made_safe_at INTEGER,
  resolved_at INTEGER,
  closed_at INTEGER,
  outcome TEXT CHECK (outcome IN ('repaired', 'temporary', 'not_repairable', 'not_ours', 'duplicate',
                                  'false_report', 'working_normally')),
  resolution_cause TEXT,
  resolution_action TEXT,
  resolution_by INTEGER REFERENCES accounts (id),
  resolution_at INTEGER,
  closure_confirmed INTEGER CHECK (closure_confirmed IN (0, 1)),
  closure_method TEXT,
  closure_note TEXT,
  closure_by INTEGER REFERENCES accounts (id),
  closure_at INTEGER,
  cancellation_reason TEXT NOT NULL,
  reopened INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  -- Made from the clocks on every write, so that lists and boards need not read them.
  due INTEGER NOT NULL,  -- of the earliest clock not stopped, else of the resolve clock
  soon_at INTEGER,       -- from then on some unmet clock is past its warning; NULL: not while things stay
  late_at INTEGER,       -- from then on some unmet clock is past due; NULL: not while things stay
  pause_count INTEGER NOT NULL,
  version INTEGER NOT NULL,
  FOREIGN KEY (policy, policy_version) REFERENCES sla_policies (code, version)
) STRICT;

-- Lists run along one of these for each state asked for and merge: no list sorts more than its pages.
CREATE INDEX work_orders_by_state ON work_orders (state, due);
CREATE INDEX work_orders_by_village ON work_orders (village_code, state, due);
CREATE INDEX work_orders_by_class ON work_orders (facility_class, state, due);
CREATE INDEX work_orders_by_crew ON work_orders (crew, state, due) WHERE crew IS NOT NULL;
CREATE INDEX work_orders_by_facility ON work_orders (facility, state, due) WHERE facility IS NOT NULL;
CREATE INDEX work_orders_by_parent ON work_orders (parent, state, due) WHERE parent IS NOT NULL;
-- Duplicates are sought among what is not ended.
CREATE INDEX work_orders_open_circuit ON work_orders (circuit, received_at)
  WHERE circuit <> '' AND state NOT IN ('closed', 'cancelled');
CREATE INDEX work_orders_open_kind ON work_orders (village_code, facility_class, received_at)
  WHERE state NOT IN ('closed', 'cancelled');
CREATE INDEX work_orders_open_position ON work_orders (latitude, longitude)
  WHERE latitude IS NOT NULL AND state NOT IN ('closed', 'cancelled');
CREATE INDEX work_orders_soon ON work_orders (soon_at, late_at, village_code, facility_class, crew)
  WHERE soon_at IS NOT NULL;

CREATE TABLE sla_clocks (
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  target TEXT NOT NULL CHECK (target IN ('contact', 'arrive', 'make_safe', 'resolve')),
  limit_seconds INTEGER NOT NULL,
  calendar TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  warn_at INTEGER NOT NULL,
  stopped_at INTEGER,
  paused_at INTEGER,
  paused_seconds INTEGER NOT NULL,
  warned_at INTEGER,
  breached_at INTEGER,
  next_at INTEGER,  -- when the watcher must look; NULL: never
  PRIMARY KEY (work_order, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX sla_clocks_next ON sla_clocks (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE pauses (
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  position INTEGER NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER,
  PRIMARY KEY (work_order, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE number_sequences (
  day TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reports (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL CHECK (channel IN ('hotline', 'village_group', 'web', 'inspection', 'api')),
  state TEXT NOT NULL CHECK (state IN ('received', 'accepted', 'merged', 'rejected', 'referred')),
  reporter_name TEXT NOT NULL,
  reporter_phone TEXT NOT NULL,
  wants_updates INTEGER NOT NULL CHECK (wants_updates IN (0, 1)),
  village_code TEXT REFERENCES villages (code),
  address TEXT NOT NULL,
  latitude REAL,
  longitude REAL,
  position_source TEXT,
  facility INTEGER REFERENCES facilities (id),
  facility_class TEXT REFERENCES facility_classes (code),
  fault_kind TEXT REFERENCES fault_kinds (code),
  description TEXT NOT NULL,
  frail_person INTEGER NOT NULL CHECK (frail_person IN (0, 1)),
  danger INTEGER NOT NULL CHECK (danger IN (0, 1)),
  external_reference TEXT UNIQUE,
  received_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by INTEGER REFERENCES accounts (id),
  work_order INTEGER REFERENCES work_orders (id),
  triage_reason TEXT NOT NULL,
  hand_over_service TEXT,
  hand_over_reference TEXT,
  hand_over_note TEXT,
  triaged_at INTEGER,
  triaged_by INTEGER REFERENCES accounts (id),
  verdict_solved INTEGER CHECK (verdict_solved IN (0, 1)),
  verdict_comment TEXT NOT NULL,
  verdict_at INTEGER,
  version INTEGER NOT NULL
) STRICT;

CREATE INDEX reports_by_time ON reports (received_at);
CREATE INDEX reports_by_state ON reports (state, received_at);
CREATE INDEX reports_by_village ON reports (village_code, received_at) WHERE village_code IS NOT NULL;
CREATE INDEX reports_by_work_order ON reports (work_order, received_at) WHERE work_order IS NOT NULL;
CREATE INDEX reports_by_phone ON reports (reporter_phone, received_at) WHERE reporter_phone <> '';

CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  text TEXT NOT NULL,
  by_account INTEGER REFERENCES accounts (id),
  by_name TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX notes_by_work_order ON notes (work_order);

CREATE TABLE photos (
  id INTEGER PRIMARY KEY,
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  step TEXT NOT NULL,
  media_type TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  file TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  by_account INTEGER REFERENCES accounts (id),
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX photos_by_work_order ON photos (work_order);
CREATE INDEX photos_by_sha256 ON photos (sha256);

-- AUTOINCREMENT: the ids are those of the event stream, so one that was ever given is never given again.
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  by_account INTEGER REFERENCES accounts (id),
  by_name TEXT NOT NULL,
  by_role TEXT NOT NULL,
  report INTEGER REFERENCES reports (id),
  work_order INTEGER REFERENCES work_orders (id),
  state TEXT NOT NULL,
  village_code TEXT NOT NULL,
  crew INTEGER,
  details TEXT NOT NULL
) STRICT;

CREATE INDEX events_by_work_order ON events (work_order) WHERE work_order IS NOT NULL;
CREATE INDEX events_by_report ON events (report) WHERE report IS NOT NULL;

CREATE TABLE notifications (
  id INTEGER PRIMARY KEY,
  report INTEGER NOT NULL REFERENCES reports (id),
  work_order INTEGER REFERENCES work_orders (id),
  about TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX notifications_by_report ON notifications (report);

CREATE TABLE idempotency_keys (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status INTEGER NOT NULL,
  answer BLOB NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (scope, key)
) STRICT;

CREATE INDEX idempotency_keys_by_time ON idempotency_keys (at);

-- One row, raised to prove that a durable write works.
CREATE TABLE checks (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  count INTEGER NOT NULL
) STRICT;
INSERT INTO checks (id, count) VALUES (1, 0);
