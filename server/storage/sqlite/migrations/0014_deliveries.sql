-- Messages to chat groups, mail boxes, telephones and other programs: where they go and each one's way.

CREATE TABLE destinations (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  carrier TEXT NOT NULL,
  address TEXT NOT NULL,
  secret TEXT NOT NULL,
  language TEXT NOT NULL,
  about TEXT NOT NULL,     -- [kind of event, …]
  villages TEXT NOT NULL,  -- [code, …]
  quiet_from INTEGER,      -- minutes since midnight
  quiet_to INTEGER,
  digest_above INTEGER NOT NULL,
  per_minute INTEGER NOT NULL,
  options TEXT NOT NULL,   -- {name: value}
  active INTEGER NOT NULL
) STRICT;

CREATE TABLE message_templates (
  about TEXT PRIMARY KEY,
  text_zh TEXT NOT NULL,
  text_en TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  destination INTEGER NOT NULL REFERENCES destinations (id),
  message TEXT NOT NULL UNIQUE,
  event INTEGER,
  about TEXT NOT NULL,
  work_order INTEGER REFERENCES work_orders (id),
  facts TEXT NOT NULL,  -- [[name, value], …]
  state TEXT NOT NULL,
  tries INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  next_at INTEGER,
  tried_at INTEGER,
  sent_at INTEGER,
  last_error TEXT NOT NULL,
  merged_into INTEGER
) STRICT;
CREATE INDEX deliveries_waiting ON deliveries (next_at) WHERE state = 'waiting';
CREATE INDEX deliveries_due ON deliveries (destination, next_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_in_order ON deliveries (destination, work_order, id) WHERE state = 'waiting';
CREATE INDEX deliveries_by_state ON deliveries (state, id);
CREATE INDEX deliveries_by_work_order ON deliveries (work_order, id) WHERE work_order IS NOT NULL;
CREATE INDEX deliveries_tried ON deliveries (destination, tried_at) WHERE tried_at IS NOT NULL;
