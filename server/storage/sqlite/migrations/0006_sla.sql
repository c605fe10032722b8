-- Calendars with zones, dates and versions; policies with a validity; clocks with their pauses and all warnings.

CREATE TABLE calendars_6 (
  code TEXT NOT NULL,
  version INTEGER NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  utc_offset_seconds INTEGER NOT NULL,
  zone TEXT NOT NULL,
  spans TEXT NOT NULL,
  exceptions TEXT NOT NULL,
  season TEXT NOT NULL,  -- empty: all year
  working_day_minutes INTEGER NOT NULL,
  PRIMARY KEY (code, version)
) STRICT, WITHOUT ROWID;
INSERT INTO calendars_6
  SELECT code, 1, name_zh, name_en, utc_offset_seconds, '', spans, '[]', '', 0 FROM calendars;
DROP TABLE calendars;
ALTER TABLE calendars_6 RENAME TO calendars;

ALTER TABLE sla_policies ADD COLUMN raised_policy TEXT NOT NULL DEFAULT '';
ALTER TABLE sla_policies ADD COLUMN season TEXT NOT NULL DEFAULT '';
ALTER TABLE sla_policies ADD COLUMN off_season_policy TEXT NOT NULL DEFAULT '';
ALTER TABLE sla_policies ADD COLUMN warnings TEXT NOT NULL DEFAULT '[80]';
ALTER TABLE sla_policies ADD COLUMN valid_from INTEGER NOT NULL DEFAULT 0;

CREATE TABLE cold_waves (
  id INTEGER PRIMARY KEY,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  note TEXT NOT NULL,
  declared_by INTEGER REFERENCES accounts (id),
  declared_at INTEGER NOT NULL
) STRICT;
CREATE INDEX cold_waves_by_end ON cold_waves (to_at);

ALTER TABLE work_orders ADD COLUMN policy_reasons TEXT NOT NULL DEFAULT '[]';
ALTER TABLE reports ADD COLUMN backdating_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN external_due_at INTEGER;
CREATE INDEX reports_by_facility ON reports (facility, received_at) WHERE facility IS NOT NULL;

-- A clock stood still in those pauses of its order that began while it ran and was not late, until it stopped.
CREATE TABLE sla_clocks_6 (
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  target TEXT NOT NULL CHECK (target IN ('contact', 'arrive', 'make_safe', 'resolve', 'accept')),
  limit_seconds INTEGER NOT NULL,
  calendar TEXT NOT NULL,
  calendar_version INTEGER NOT NULL,  -- 0: the newest
  started_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  warn_at INTEGER NOT NULL,
  warn_percent INTEGER NOT NULL,
  marks TEXT NOT NULL,                -- [percent, at, told at] of the other warnings
  stopped_at INTEGER,
  paused_at INTEGER,
  paused_seconds INTEGER NOT NULL,
  pauses TEXT NOT NULL,               -- [from, to] of those that ended
  extended_seconds INTEGER NOT NULL,
  no_later_than INTEGER,
  warned_at INTEGER,
  breached_at INTEGER,
  next_at INTEGER,                    -- when the watcher must look; NULL: never
  PRIMARY KEY (work_order, target)
) STRICT, WITHOUT ROWID;
INSERT INTO sla_clocks_6
  SELECT work_order, target, limit_seconds, calendar, 1, started_at, due_at, warn_at, 80, '[]', stopped_at, paused_at,
    paused_seconds,
    CASE WHEN paused_seconds = 0 THEN '[]' ELSE (
      SELECT ifnull(json_group_array(json_array(max(p.from_at, c.started_at), min(p.to_at, ifnull(c.stopped_at, p.to_at)))), '[]')
      FROM (SELECT from_at, to_at FROM pauses WHERE work_order = c.work_order AND to_at IS NOT NULL
            ORDER BY position) p
      WHERE (c.stopped_at IS NULL OR p.from_at < c.stopped_at) AND (c.breached_at IS NULL OR p.from_at < c.breached_at)
        AND min(p.to_at, ifnull(c.stopped_at, p.to_at)) > max(p.from_at, c.started_at)) END,
    0, NULL, warned_at, breached_at, next_at
  FROM sla_clocks c;
DROP TABLE sla_clocks;
ALTER TABLE sla_clocks_6 RENAME TO sla_clocks;
CREATE INDEX sla_clocks_next ON sla_clocks (next_at) WHERE next_at IS NOT NULL;

CREATE TRIGGER sla_clocks_breached AFTER INSERT ON sla_clocks
WHEN NEW.breached_at IS NOT NULL
BEGIN
  INSERT INTO counters (name, quarter, value)
  VALUES ('breached', NEW.breached_at / 900 - (NEW.breached_at % 900 < 0), 1)
  ON CONFLICT DO UPDATE SET value = value + 1;
END;

CREATE TRIGGER sla_clocks_breached_moved AFTER UPDATE OF breached_at ON sla_clocks
WHEN NEW.breached_at IS NOT OLD.breached_at
BEGIN
  INSERT INTO counters (name, quarter, value)
  SELECT 'breached', OLD.breached_at / 900 - (OLD.breached_at % 900 < 0), -1
  WHERE OLD.breached_at IS NOT NULL
  ON CONFLICT DO UPDATE SET value = value - 1;
  INSERT INTO counters (name, quarter, value)
  SELECT 'breached', NEW.breached_at / 900 - (NEW.breached_at % 900 < 0), 1
  WHERE NEW.breached_at IS NOT NULL
  ON CONFLICT DO UPDATE SET value = value + 1;
END;

CREATE TRIGGER sla_clocks_breached_removed AFTER DELETE ON sla_clocks
WHEN OLD.breached_at IS NOT NULL
BEGIN
  INSERT INTO counters (name, quarter, value)
  VALUES ('breached', OLD.breached_at / 900 - (OLD.breached_at % 900 < 0), -1)
  ON CONFLICT DO UPDATE SET value = value - 1;
END;
