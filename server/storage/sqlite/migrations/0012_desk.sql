-- Calls that the telephone system told of, and outages: one cause behind many orders.

CREATE TABLE phone_calls (
  id INTEGER PRIMARY KEY,
  external_id TEXT NOT NULL UNIQUE,
  caller TEXT NOT NULL,
  callee TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  ended_at INTEGER,
  recording TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  recorded_by INTEGER REFERENCES accounts (id),
  taken_by INTEGER REFERENCES accounts (id),
  taken_by_name TEXT NOT NULL,
  taken_at INTEGER,
  report INTEGER REFERENCES reports (id)
) STRICT;

CREATE INDEX phone_calls_by_time ON phone_calls (began_at, id);
CREATE INDEX phone_calls_waiting ON phone_calls (began_at, id) WHERE taken_at IS NULL AND ended_at IS NULL;
CREATE INDEX phone_calls_with_caller ON phone_calls (began_at) WHERE caller <> '';

CREATE INDEX phone_calls_by_number ON phone_calls (
  replace(replace(replace(replace(replace(caller, '-', ''), ' ', ''), '(', ''), ')', ''), '+', '')
) WHERE caller <> '';

-- A number is compared digit by digit, however it was written down.
CREATE INDEX reports_by_number ON reports (
  replace(replace(replace(replace(replace(reporter_phone, '-', ''), ' ', ''), '(', ''), ')', ''), '+', '')
) WHERE reporter_phone <> '';
CREATE INDEX facilities_by_number ON facilities (
  replace(replace(replace(replace(replace(phone, '-', ''), ' ', ''), '(', ''), ')', ''), '+', '')
) WHERE phone <> '';

CREATE TABLE outages (
  id INTEGER PRIMARY KEY,
  reason TEXT NOT NULL,  -- OutageReason
  words TEXT NOT NULL,
  expected_at INTEGER,
  parent INTEGER NOT NULL REFERENCES work_orders (id),
  declared_at INTEGER NOT NULL,
  declared_by INTEGER REFERENCES accounts (id),
  declared_by_name TEXT NOT NULL,
  ended_at INTEGER,
  ended_by INTEGER REFERENCES accounts (id),
  ended_by_name TEXT NOT NULL,
  ending_words TEXT NOT NULL
) STRICT;

CREATE INDEX outages_running ON outages (id) WHERE ended_at IS NULL;
CREATE INDEX outages_by_parent ON outages (parent);

CREATE TABLE outage_orders (
  outage INTEGER NOT NULL REFERENCES outages (id),
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  PRIMARY KEY (outage, work_order)
) STRICT, WITHOUT ROWID;

CREATE INDEX outage_orders_by_order ON outage_orders (work_order);
