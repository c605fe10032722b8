-- The figures rolled up by day and month: docs/decisions/0072, and the words of SQLite's migration of the same number.

CREATE TABLE figure_sums (
  dimension words NOT NULL, span words NOT NULL, start bigint NOT NULL, key words NOT NULL, simulated bigint NOT NULL,
  counts text NOT NULL, PRIMARY KEY (dimension, span, start, key)
);
CREATE TABLE figure_shares (
  work_order bigint PRIMARY KEY, village_code words NOT NULL, facility_class words NOT NULL, crew bigint,
  simulated bigint NOT NULL, paused bigint NOT NULL, lasted bigint NOT NULL, places text NOT NULL
);
CREATE TABLE figure_waiting (work_order bigint PRIMARY KEY);
CREATE TABLE figure_rolling (
  id bigint PRIMARY KEY CHECK (id = 1), layout bigint NOT NULL, utc_offset_seconds bigint NOT NULL
);
INSERT INTO figure_waiting SELECT id FROM work_orders;

CREATE FUNCTION work_orders_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO figure_waiting VALUES (NEW.id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER work_orders_wait AFTER INSERT ON work_orders FOR EACH ROW EXECUTE FUNCTION work_orders_wait();
CREATE TRIGGER work_orders_wait_again AFTER UPDATE ON work_orders
  FOR EACH ROW WHEN (OLD.state IN ('closed', 'cancelled')) EXECUTE FUNCTION work_orders_wait();

CREATE FUNCTION order_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO figure_waiting SELECT work_order FROM figure_shares WHERE work_order = OLD.work_order ON CONFLICT DO NOTHING;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO figure_waiting SELECT work_order FROM figure_shares WHERE work_order = NEW.work_order ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sla_clocks_wait AFTER INSERT OR DELETE OR UPDATE OF due_at, stopped_at ON sla_clocks
  FOR EACH ROW EXECUTE FUNCTION order_waits();
CREATE TRIGGER pauses_wait AFTER INSERT OR DELETE OR UPDATE ON pauses FOR EACH ROW EXECUTE FUNCTION order_waits();
CREATE TRIGGER reports_wait_inserted AFTER INSERT ON reports
  FOR EACH ROW WHEN (NEW.work_order IS NOT NULL) EXECUTE FUNCTION order_waits();
CREATE TRIGGER reports_wait_updated AFTER UPDATE ON reports
  FOR EACH ROW WHEN (NEW.work_order IS DISTINCT FROM OLD.work_order OR NEW.reporter_phone <> OLD.reporter_phone)
  EXECUTE FUNCTION order_waits();
CREATE TRIGGER events_wait AFTER INSERT ON events
  FOR EACH ROW WHEN (NEW.kind IN ('work_order_assigned', 'work_order_closed', 'work_order_cancelled', 'report_judged',
                                  'request_approved'))
  EXECUTE FUNCTION order_waits();
