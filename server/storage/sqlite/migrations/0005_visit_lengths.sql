-- How long visits really took, by fault kind, kept by a trigger so that a plan need not read the years behind it.

CREATE TABLE visit_lengths (
  fault_kind TEXT PRIMARY KEY,
  visits INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  squared_seconds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A visit with a pause in it was two visits, and one of more than a day was forgotten to be ended.
CREATE TRIGGER work_orders_visit_ended AFTER UPDATE OF resolved_at ON work_orders
WHEN NEW.resolved_at IS NOT NULL AND NEW.resolved_at IS NOT OLD.resolved_at AND NEW.fault_kind IS NOT NULL
  AND NEW.pause_count = 0 AND NEW.resolved_at - NEW.arrived_at BETWEEN 60 AND 86400
BEGIN
  INSERT INTO visit_lengths (fault_kind, visits, seconds, squared_seconds)
  VALUES (NEW.fault_kind, 1, NEW.resolved_at - NEW.arrived_at,
          (NEW.resolved_at - NEW.arrived_at) * (NEW.resolved_at - NEW.arrived_at))
  ON CONFLICT DO UPDATE SET visits = visits + 1, seconds = seconds + excluded.seconds,
    squared_seconds = squared_seconds + excluded.squared_seconds;
END;
