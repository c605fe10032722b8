-- Counts for the boards, kept by triggers in the transaction of the change, so that a board never counts rows.

-- Orders that are not ended, along each dimension a board shows. key: '' for none.
CREATE TABLE open_counters (
  dimension TEXT NOT NULL,  -- state, village, class, crew; reports: those that wait for triage
  key TEXT NOT NULL,
  open INTEGER NOT NULL,
  danger INTEGER NOT NULL,
  PRIMARY KEY (dimension, key)
) STRICT, WITHOUT ROWID;

-- What happened in each quarter of an hour (Unix time / 900, rounded down): every time zone's day is whole quarters.
CREATE TABLE counters (
  name TEXT NOT NULL,  -- reports, opened, closed, repaired, breached
  quarter INTEGER NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (name, quarter)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER work_orders_open_inserted AFTER INSERT ON work_orders
WHEN NEW.state NOT IN ('closed', 'cancelled')
BEGIN
  INSERT INTO open_counters (dimension, key, open, danger)
  VALUES ('state', NEW.state, 1, NEW.severity = 'danger'),
         ('village', ifnull(NEW.village_code, ''), 1, NEW.severity = 'danger'),
         ('class', ifnull(NEW.facility_class, ''), 1, NEW.severity = 'danger'),
         ('crew', ifnull(NEW.crew, ''), 1, NEW.severity = 'danger')
  ON CONFLICT DO UPDATE SET open = open + excluded.open, danger = danger + excluded.danger;
END;

CREATE TRIGGER work_orders_open_updated AFTER UPDATE OF state, village_code, facility_class, crew, severity ON work_orders
WHEN NEW.state IS NOT OLD.state OR NEW.village_code IS NOT OLD.village_code
  OR NEW.facility_class IS NOT OLD.facility_class OR NEW.crew IS NOT OLD.crew OR NEW.severity IS NOT OLD.severity
BEGIN
  INSERT INTO open_counters (dimension, key, open, danger)
  VALUES ('state', OLD.state, -(OLD.state NOT IN ('closed', 'cancelled')), -(OLD.severity = 'danger' AND OLD.state NOT IN ('closed', 'cancelled'))),
         ('village', ifnull(OLD.village_code, ''), -(OLD.state NOT IN ('closed', 'cancelled')), -(OLD.severity = 'danger' AND OLD.state NOT IN ('closed', 'cancelled'))),
         ('class', ifnull(OLD.facility_class, ''), -(OLD.state NOT IN ('closed', 'cancelled')), -(OLD.severity = 'danger' AND OLD.state NOT IN ('closed', 'cancelled'))),
         ('crew', ifnull(OLD.crew, ''), -(OLD.state NOT IN ('closed', 'cancelled')), -(OLD.severity = 'danger' AND OLD.state NOT IN ('closed', 'cancelled')))
  ON CONFLICT DO UPDATE SET open = open + excluded.open, danger = danger + excluded.danger;
  INSERT INTO open_counters (dimension, key, open, danger)
  VALUES ('state', NEW.state, (NEW.state NOT IN ('closed', 'cancelled')), (NEW.severity = 'danger' AND NEW.state NOT IN ('closed', 'cancelled'))),
         ('village', ifnull(NEW.village_code, ''), (NEW.state NOT IN ('closed', 'cancelled')), (NEW.severity = 'danger' AND NEW.state NOT IN ('closed', 'cancelled'))),
         ('class', ifnull(NEW.facility_class, ''), (NEW.state NOT IN ('closed', 'cancelled')), (NEW.severity = 'danger' AND NEW.state NOT IN ('closed', 'cancelled'))),
         ('crew', ifnull(NEW.crew, ''), (NEW.state NOT IN ('closed', 'cancelled')), (NEW.severity = 'danger' AND NEW.state NOT IN ('closed', 'cancelled')))
  ON CONFLICT DO UPDATE SET open = open + excluded.open, danger = danger + excluded.danger;
END;

CREATE TRIGGER work_orders_opened AFTER INSERT ON work_orders
BEGIN
  INSERT INTO counters (name, quarter, value)
  VALUES ('opened', NEW.opened_at / 900 - (NEW.opened_at % 900 < 0), 1)
  ON CONFLICT DO UPDATE SET value = value + 1;
END;

CREATE TRIGGER work_orders_opened_moved AFTER UPDATE OF opened_at ON work_orders
WHEN NEW.opened_at IS NOT OLD.opened_at
BEGIN
  INSERT INTO counters (name, quarter, value)
  VALUES ('opened', OLD.opened_at / 900 - (OLD.opened_at % 900 < 0), -1),
         ('opened', NEW.opened_at / 900 - (NEW.opened_at % 900 < 0), 1)
  ON CONFLICT DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER work_orders_closed AFTER INSERT ON work_orders
WHEN NEW.state = 'closed' AND NEW.closed_at IS NOT NULL
BEGIN
  INSERT INTO counters (name, quarter, value)
  VALUES ('closed', NEW.closed_at / 900 - (NEW.closed_at % 900 < 0), 1)
  ON CONFLICT DO UPDATE SET value = value + 1;
END;

CREATE TRIGGER work_orders_closed_moved AFTER UPDATE OF state, closed_at ON work_orders
WHEN NEW.state IS NOT OLD.state OR NEW.closed_at IS NOT OLD.closed_at
BEGIN
  INSERT INTO counters (name, quarter, value)
  SELECT 'closed', OLD.closed_at / 900 - (OLD.closed_at % 900 < 0), -1
  WHERE OLD.state = 'closed' AND OLD.closed_at IS NOT NULL
  ON CONFLICT DO UPDATE SET value = value - 1;
  INSERT INTO counters (name, quarter, value)
  SELECT 'closed', NEW.closed_at / 900 - (NEW.closed_at % 900 < 0), 1
  WHERE NEW.state = 'closed' AND NEW.closed_at IS NOT NULL
  ON CONFLICT DO UPDATE SET value = value + 1;
END;

CREATE TRIGGER work_orders_repaired AFTER INSERT ON work_orders
WHEN NEW.outcome = 'repaired'
BEGIN
  INSERT INTO counters (name, quarter, value)
  VALUES ('repaired', NEW.resolution_at / 900 - (NEW.resolution_at % 900 < 0), 1)
  ON CONFLICT DO UPDATE SET value = value + 1;
END;

CREATE TRIGGER work_orders_repaired_moved AFTER UPDATE OF outcome, resolution_at ON work_orders
WHEN NEW.outcome IS NOT OLD.outcome OR NEW.resolution_at IS NOT OLD.resolution_at
BEGIN
  INSERT INTO counters (name, quarter, value)
  SELECT 'repaired', OLD.resolution_at / 900 - (OLD.resolution_at % 900 < 0), -1
  WHERE OLD.outcome = 'repaired'
  ON CONFLICT DO UPDATE SET value = value - 1;
  INSERT INTO counters (name, quarter, value)
  SELECT 'repaired', NEW.resolution_at / 900 - (NEW.resolution_at % 900 < 0), 1
  WHERE NEW.outcome = 'repaired'
  ON CONFLICT DO UPDATE SET value = value + 1;
END;

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

CREATE TRIGGER reports_counted AFTER INSERT ON reports
BEGIN
  INSERT INTO counters (name, quarter, value)
  VALUES ('reports', NEW.received_at / 900 - (NEW.received_at % 900 < 0), 1)
  ON CONFLICT DO UPDATE SET value = value + 1;
END;

CREATE TRIGGER reports_moved AFTER UPDATE OF received_at ON reports
WHEN NEW.received_at IS NOT OLD.received_at
BEGIN
  INSERT INTO counters (name, quarter, value)
  VALUES ('reports', OLD.received_at / 900 - (OLD.received_at % 900 < 0), -1),
         ('reports', NEW.received_at / 900 - (NEW.received_at % 900 < 0), 1)
  ON CONFLICT DO UPDATE SET value = value + excluded.value;
END;

CREATE TRIGGER reports_waiting AFTER INSERT ON reports
WHEN NEW.state = 'received'
BEGIN
  INSERT INTO open_counters (dimension, key, open, danger) VALUES ('reports', 'received', 1, NEW.danger)
  ON CONFLICT DO UPDATE SET open = open + 1, danger = danger + excluded.danger;
END;

CREATE TRIGGER reports_waiting_changed AFTER UPDATE OF state, danger ON reports
WHEN NEW.state IS NOT OLD.state OR NEW.danger IS NOT OLD.danger
BEGIN
  INSERT INTO open_counters (dimension, key, open, danger)
  SELECT 'reports', 'received', -1, -OLD.danger WHERE OLD.state = 'received'
  ON CONFLICT DO UPDATE SET open = open - 1, danger = danger + excluded.danger;
  INSERT INTO open_counters (dimension, key, open, danger)
  SELECT 'reports', 'received', 1, NEW.danger WHERE NEW.state = 'received'
  ON CONFLICT DO UPDATE SET open = open + 1, danger = danger + excluded.danger;
END;
