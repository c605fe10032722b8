-- The plan of the day: who goes where in which order, what was published of it, and what people settled about it.

CREATE TABLE planning_rules (
  village_code TEXT NOT NULL,    -- '': every village
  facility_class TEXT NOT NULL,  -- '': every class
  mode TEXT NOT NULL CHECK (mode IN ('automatic', 'propose', 'manual')),
  reason TEXT NOT NULL,
  by_account INTEGER REFERENCES accounts (id),
  by_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (village_code, facility_class)
) STRICT, WITHOUT ROWID;

CREATE TABLE pins (
  work_order INTEGER PRIMARY KEY REFERENCES work_orders (id),
  crew INTEGER REFERENCES crews (id),
  start_at INTEGER,
  reason TEXT NOT NULL,
  by_account INTEGER REFERENCES accounts (id),
  by_name TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE crew_absences (
  crew INTEGER PRIMARY KEY REFERENCES crews (id),
  from_at INTEGER NOT NULL,
  until_at INTEGER,
  reason TEXT NOT NULL,
  by_account INTEGER REFERENCES accounts (id),
  by_name TEXT NOT NULL
) STRICT;

CREATE TABLE planned_visits (
  work_order INTEGER PRIMARY KEY REFERENCES work_orders (id),
  crew INTEGER NOT NULL REFERENCES crews (id),
  position INTEGER NOT NULL,
  arrival INTEGER NOT NULL,
  finish INTEGER NOT NULL,
  announced INTEGER,
  publication INTEGER REFERENCES publications (id)
) STRICT;

CREATE INDEX planned_visits_by_crew ON planned_visits (crew, position);

CREATE TABLE publications (
  id INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'published', 'discarded')),
  brought_about_by TEXT NOT NULL,  -- PlanTrigger
  cause INTEGER REFERENCES work_orders (id),
  reason TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  at INTEGER NOT NULL,
  by_account INTEGER REFERENCES accounts (id),
  by_name TEXT NOT NULL,
  seed INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  engine_version TEXT NOT NULL,
  content TEXT NOT NULL,  -- measures, changes, sequences
  undone INTEGER NOT NULL CHECK (undone IN (0, 1)),
  undo_of INTEGER REFERENCES publications (id),
  snapshot BLOB NOT NULL
) STRICT;

CREATE INDEX publications_by_state ON publications (state);

-- Which orders a publication changes.
CREATE TABLE publication_orders (
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  publication INTEGER NOT NULL REFERENCES publications (id),
  PRIMARY KEY (work_order, publication)
) STRICT, WITHOUT ROWID;

CREATE TABLE overrides (
  id INTEGER PRIMARY KEY,
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  facility_class TEXT NOT NULL,
  village_code TEXT NOT NULL,
  engine_crew INTEGER REFERENCES crews (id),
  crew INTEGER REFERENCES crews (id),
  reason TEXT NOT NULL,
  by_account INTEGER REFERENCES accounts (id),
  by_name TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX overrides_by_time ON overrides (at);

-- What a plan is made of, the most urgent first.
CREATE INDEX work_orders_in_planning
  ON work_orders ((CASE severity WHEN 'danger' THEN 0 WHEN 'urgent' THEN 1 ELSE 2 END), due, id)
  WHERE state IN ('open', 'assigned', 'accepted', 'under_way');
