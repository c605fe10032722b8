-- The figures rolled up by day and month: docs/decisions/0072. What adds up is decided by dispatch/figure_days; here stands
-- which orders have to be looked at: every order waits until it is in the sums, and again from any change on that could
-- move a figure.

CREATE TABLE figure_sums (
  dimension TEXT NOT NULL,  -- all, village, class, crew
  span TEXT NOT NULL,       -- day, month
  start INTEGER NOT NULL,   -- its first day, counted from 1970-01-01 in the town's time
  key TEXT NOT NULL,        -- '' for all, or none
  simulated INTEGER NOT NULL,
  counts TEXT NOT NULL,     -- numbers: five for each figure
  PRIMARY KEY (dimension, span, start, key)
) STRICT, WITHOUT ROWID;

-- What each order at rest added, so that it can be taken out again exactly.
CREATE TABLE figure_shares (
  work_order INTEGER PRIMARY KEY,
  village_code TEXT NOT NULL,
  facility_class TEXT NOT NULL,
  crew INTEGER,
  simulated INTEGER NOT NULL,
  paused INTEGER NOT NULL,
  lasted INTEGER NOT NULL,
  places TEXT NOT NULL      -- numbers: day, figure, 1 in the numerator + 2 left out
) STRICT;

CREATE TABLE figure_waiting (work_order INTEGER PRIMARY KEY) STRICT;

CREATE TABLE figure_rolling (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  layout INTEGER NOT NULL,
  utc_offset_seconds INTEGER NOT NULL
) STRICT;

INSERT INTO figure_waiting SELECT id FROM work_orders;

CREATE TRIGGER work_orders_wait AFTER INSERT ON work_orders
BEGIN INSERT INTO figure_waiting VALUES (NEW.id) ON CONFLICT DO NOTHING; END;

-- An order that is under way waits already.
CREATE TRIGGER work_orders_wait_again AFTER UPDATE ON work_orders WHEN OLD.state IN ('closed', 'cancelled')
BEGIN INSERT INTO figure_waiting VALUES (NEW.id) ON CONFLICT DO NOTHING; END;

CREATE TRIGGER sla_clocks_wait_inserted AFTER INSERT ON sla_clocks
WHEN EXISTS (SELECT 1 FROM figure_shares WHERE work_order = NEW.work_order)
BEGIN INSERT INTO figure_waiting VALUES (NEW.work_order) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER sla_clocks_wait_updated AFTER UPDATE OF due_at, stopped_at ON sla_clocks
WHEN EXISTS (SELECT 1 FROM figure_shares WHERE work_order = NEW.work_order)
BEGIN INSERT INTO figure_waiting VALUES (NEW.work_order) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER sla_clocks_wait_deleted AFTER DELETE ON sla_clocks
WHEN EXISTS (SELECT 1 FROM figure_shares WHERE work_order = OLD.work_order)
BEGIN INSERT INTO figure_waiting VALUES (OLD.work_order) ON CONFLICT DO NOTHING; END;

CREATE TRIGGER pauses_wait_inserted AFTER INSERT ON pauses
WHEN EXISTS (SELECT 1 FROM figure_shares WHERE work_order = NEW.work_order)
BEGIN INSERT INTO figure_waiting VALUES (NEW.work_order) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER pauses_wait_updated AFTER UPDATE ON pauses
WHEN EXISTS (SELECT 1 FROM figure_shares WHERE work_order = NEW.work_order)
BEGIN INSERT INTO figure_waiting VALUES (NEW.work_order) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER pauses_wait_deleted AFTER DELETE ON pauses
WHEN EXISTS (SELECT 1 FROM figure_shares WHERE work_order = OLD.work_order)
BEGIN INSERT INTO figure_waiting VALUES (OLD.work_order) ON CONFLICT DO NOTHING; END;

CREATE TRIGGER reports_wait_inserted AFTER INSERT ON reports
WHEN NEW.work_order IS NOT NULL AND EXISTS (SELECT 1 FROM figure_shares WHERE work_order = NEW.work_order)
BEGIN INSERT INTO figure_waiting VALUES (NEW.work_order) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER reports_wait_updated AFTER UPDATE OF work_order, reporter_phone ON reports
WHEN NEW.work_order IS NOT OLD.work_order OR NEW.reporter_phone <> OLD.reporter_phone
BEGIN
  INSERT INTO figure_waiting SELECT work_order FROM figure_shares WHERE work_order IN (OLD.work_order, NEW.work_order)
  ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER events_wait AFTER INSERT ON events
WHEN NEW.kind IN ('work_order_assigned', 'work_order_closed', 'work_order_cancelled', 'report_judged', 'request_approved')
  AND EXISTS (SELECT 1 FROM figure_shares WHERE work_order = NEW.work_order)
BEGIN INSERT INTO figure_waiting VALUES (NEW.work_order) ON CONFLICT DO NOTHING; END;
