-- What the town has and who looks after it. Times are Unix seconds UTC; a thing that is absent is NULL.

CREATE TABLE villages (
  code TEXT PRIMARY KEY,
  official_name TEXT NOT NULL,
  name TEXT NOT NULL,
  pinyin TEXT NOT NULL,
  initials TEXT NOT NULL,
  in_care INTEGER NOT NULL CHECK (in_care IN (0, 1)),
  latitude REAL,
  longitude REAL,
  position_source TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE facility_classes (
  code TEXT PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  icon TEXT NOT NULL,
  merges_by_circuit INTEGER NOT NULL CHECK (merges_by_circuit IN (0, 1)),
  attributes TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE fault_kinds (
  code TEXT PRIMARY KEY,
  facility_class TEXT REFERENCES facility_classes (code),
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  wording TEXT NOT NULL,
  policy TEXT NOT NULL,
  danger_zh TEXT NOT NULL,
  danger_en TEXT NOT NULL,
  questions TEXT NOT NULL,
  advice_zh TEXT NOT NULL,
  advice_en TEXT NOT NULL,
  skill TEXT NOT NULL,
  refer_to TEXT NOT NULL,
  estimate_seconds INTEGER NOT NULL,
  evidence TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sla_policies (
  code TEXT NOT NULL,
  version INTEGER NOT NULL,
  facility_class TEXT REFERENCES facility_classes (code),
  severity TEXT NOT NULL CHECK (severity IN ('danger', 'urgent', 'normal', 'planned')),
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  limits TEXT NOT NULL,
  urgent_policy TEXT NOT NULL,
  danger_policy TEXT NOT NULL,
  fallback_zh TEXT NOT NULL,
  fallback_en TEXT NOT NULL,
  basis TEXT NOT NULL,
  PRIMARY KEY (code, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE calendars (
  code TEXT PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  utc_offset_seconds INTEGER NOT NULL,
  spans TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE facilities (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  facility_class TEXT REFERENCES facility_classes (code),
  name TEXT NOT NULL,
  village_code TEXT REFERENCES villages (code),
  address TEXT NOT NULL,
  latitude REAL,
  longitude REAL,
  position_source TEXT,
  circuit TEXT NOT NULL,
  household TEXT NOT NULL,
  phone TEXT NOT NULL,
  owner TEXT NOT NULL,
  keeper TEXT NOT NULL,
  duty TEXT NOT NULL,
  manner TEXT NOT NULL,
  funds TEXT NOT NULL,
  attributes TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  search_text TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;

-- A search by part of a text reads this narrow index alone, in the order of the answer.
CREATE INDEX facilities_by_text ON facilities (code, search_text, village_code, facility_class, circuit);
CREATE INDEX facilities_by_village ON facilities (village_code, code);
CREATE INDEX facilities_by_class ON facilities (facility_class, code);
CREATE INDEX facilities_by_circuit ON facilities (circuit, code) WHERE circuit <> '';
CREATE INDEX facilities_by_position ON facilities (latitude, longitude) WHERE latitude IS NOT NULL;

CREATE TABLE crews (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  skills TEXT NOT NULL,
  villages TEXT NOT NULL,
  shifts TEXT NOT NULL,
  utc_offset_seconds INTEGER NOT NULL,
  on_call INTEGER NOT NULL CHECK (on_call IN (0, 1)),
  capacity INTEGER NOT NULL,
  phone TEXT NOT NULL,
  latitude REAL,
  longitude REAL,
  position_source TEXT,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL,
  crew INTEGER REFERENCES crews (id),
  password_hash TEXT NOT NULL,
  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES accounts (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_expiry ON sessions (expires_at);
