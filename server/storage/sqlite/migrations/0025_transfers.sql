-- Orders given to other offices' systems by Open311, and what those systems offer.

CREATE TABLE transfers (
  id INTEGER PRIMARY KEY,
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  destination INTEGER NOT NULL REFERENCES destinations (id),
  destination_name TEXT NOT NULL,
  delivery INTEGER NOT NULL,  -- forgotten after a while, see deliveries
  reference TEXT NOT NULL UNIQUE,
  service_code TEXT NOT NULL,
  latitude REAL,
  longitude REAL,
  position_source TEXT,
  address TEXT NOT NULL,
  description TEXT NOT NULL,
  answers TEXT NOT NULL,  -- [[code, value], …]
  state TEXT NOT NULL,
  by_account INTEGER NOT NULL REFERENCES accounts (id),
  by_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  token TEXT NOT NULL,
  their_id TEXT NOT NULL,
  their_status TEXT NOT NULL,
  their_words TEXT NOT NULL,
  taken_at INTEGER,
  ended_at INTEGER,
  asked_at INTEGER,
  next_at INTEGER,
  since INTEGER,
  failures INTEGER NOT NULL,
  last_error TEXT NOT NULL,
  doubtful INTEGER NOT NULL,
  seen TEXT NOT NULL,  -- [update, …]
  end_words TEXT NOT NULL
) STRICT;
CREATE INDEX transfers_by_work_order ON transfers (work_order, id);
CREATE INDEX transfers_by_delivery ON transfers (delivery);
CREATE INDEX transfers_by_state ON transfers (state, id);
CREATE INDEX transfers_due ON transfers (destination, next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX transfers_next ON transfers (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX transfers_asked ON transfers (destination, asked_at) WHERE asked_at IS NOT NULL;

CREATE TABLE foreign_offers (
  destination INTEGER PRIMARY KEY REFERENCES destinations (id),
  services TEXT NOT NULL,  -- [{code, name, group, type, required: [{code, question, several, values}, …]}, …]
  updates INTEGER NOT NULL,
  read_at INTEGER NOT NULL
) STRICT;
