-- What SQLite has built in and PostgreSQL calls otherwise; what triggers keep.

CREATE FUNCTION ifnull(value anycompatible, otherwise anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE
  AS $$ SELECT coalesce(value, otherwise) $$;
CREATE FUNCTION instr(whole text, part text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT strpos(whole, part) $$;
CREATE FUNCTION instr(whole bytea, part bytea) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT position(part IN whole) $$;
CREATE FUNCTION json_each(list text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE STRICT ROWS 20
  AS $$ SELECT pg_catalog.jsonb_array_elements_text(list::jsonb) $$;
-- Of a month only: the one form in use.
CREATE FUNCTION strftime(form text, at bigint, epoch text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
  AS $$ SELECT to_char(to_timestamp(at) AT TIME ZONE 'UTC', 'YYYY-MM') $$;

-- Counts for the boards, kept in the transaction of the change, so that a board never counts rows.
CREATE FUNCTION count_moment(counter text, at bigint, difference bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO counters (name, quarter, value)
  VALUES (counter, at / 900 - CASE WHEN at % 900 < 0 THEN 1 ELSE 0 END, difference)
  ON CONFLICT (name, quarter) DO UPDATE SET value = counters.value + excluded.value $$;

CREATE FUNCTION moment_moved(counter text, before bigint, after bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF before IS NOT DISTINCT FROM after THEN RETURN; END IF;
  IF before IS NOT NULL THEN PERFORM count_moment(counter, before, -1); END IF;
  IF after IS NOT NULL THEN PERFORM count_moment(counter, after, 1); END IF;
END $$;

CREATE FUNCTION count_open(state text, village_code text, facility_class text, crew bigint, severity text, sign bigint)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO open_counters (dimension, key, open, danger)
  SELECT d, k, sign, CASE WHEN severity = 'danger' THEN sign ELSE 0 END
  FROM (VALUES ('class', coalesce(facility_class, '')), ('crew', coalesce(crew::text, '')), ('state', state),
               ('village', coalesce(village_code, ''))) AS one (d, k)
  ON CONFLICT (dimension, key) DO UPDATE
    SET open = open_counters.open + excluded.open, danger = open_counters.danger + excluded.danger $$;

CREATE FUNCTION work_orders_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was_open boolean := false;
  is_open boolean := NEW.state NOT IN ('closed', 'cancelled');
  old_opened bigint; old_closed bigint; old_repaired bigint;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    was_open := OLD.state NOT IN ('closed', 'cancelled');
    old_opened := OLD.opened_at;
    old_closed := CASE WHEN OLD.state = 'closed' THEN OLD.closed_at END;
    old_repaired := CASE WHEN OLD.outcome = 'repaired' THEN OLD.resolution_at END;
    IF (OLD.state, OLD.village_code, OLD.facility_class, OLD.crew, OLD.severity) IS DISTINCT FROM
       (NEW.state, NEW.village_code, NEW.facility_class, NEW.crew, NEW.severity) THEN
      IF was_open THEN
        PERFORM count_open(OLD.state, OLD.village_code, OLD.facility_class, OLD.crew, OLD.severity, -1);
      END IF;
      IF is_open THEN
        PERFORM count_open(NEW.state, NEW.village_code, NEW.facility_class, NEW.crew, NEW.severity, 1);
      END IF;
    END IF;
    -- A visit with a pause in it was two visits, and one of more than a day was forgotten to be ended.
    IF NEW.resolved_at IS DISTINCT FROM OLD.resolved_at AND NEW.fault_kind IS NOT NULL AND NEW.pause_count = 0
       AND NEW.resolved_at - NEW.arrived_at BETWEEN 60 AND 86400 THEN
      INSERT INTO visit_lengths (fault_kind, visits, seconds, squared_seconds)
      VALUES (NEW.fault_kind, 1, NEW.resolved_at - NEW.arrived_at, (NEW.resolved_at - NEW.arrived_at) ^ 2)
      ON CONFLICT (fault_kind) DO UPDATE SET visits = visit_lengths.visits + 1,
        seconds = visit_lengths.seconds + excluded.seconds,
        squared_seconds = visit_lengths.squared_seconds + excluded.squared_seconds;
    END IF;
  ELSIF is_open THEN
    PERFORM count_open(NEW.state, NEW.village_code, NEW.facility_class, NEW.crew, NEW.severity, 1);
  END IF;
  PERFORM moment_moved('opened', old_opened, NEW.opened_at);
  PERFORM moment_moved('closed', old_closed, CASE WHEN NEW.state = 'closed' THEN NEW.closed_at END);
  PERFORM moment_moved('repaired', old_repaired, CASE WHEN NEW.outcome = 'repaired' THEN NEW.resolution_at END);
  RETURN NULL;
END $$;
CREATE TRIGGER work_orders_counted AFTER INSERT OR UPDATE ON work_orders
  FOR EACH ROW EXECUTE FUNCTION work_orders_counted();

CREATE FUNCTION sla_clocks_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM moment_moved('breached', CASE WHEN TG_OP <> 'INSERT' THEN OLD.breached_at END,
                       CASE WHEN TG_OP <> 'DELETE' THEN NEW.breached_at END);
  RETURN NULL;
END $$;
CREATE TRIGGER sla_clocks_counted AFTER INSERT OR UPDATE OR DELETE ON sla_clocks
  FOR EACH ROW EXECUTE FUNCTION sla_clocks_counted();

CREATE FUNCTION reports_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  waited bigint := 0; waits bigint := CASE WHEN NEW.state = 'received' THEN 1 ELSE 0 END;
  waited_danger bigint := 0; waits_danger bigint := CASE WHEN NEW.state = 'received' THEN NEW.danger ELSE 0 END;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    waited := CASE WHEN OLD.state = 'received' THEN 1 ELSE 0 END;
    waited_danger := CASE WHEN OLD.state = 'received' THEN OLD.danger ELSE 0 END;
  END IF;
  PERFORM moment_moved('reports', CASE WHEN TG_OP = 'UPDATE' THEN OLD.received_at END, NEW.received_at);
  IF waits <> waited OR waits_danger <> waited_danger THEN
    INSERT INTO open_counters (dimension, key, open, danger)
    VALUES ('reports', 'received', waits - waited, waits_danger - waited_danger)
    ON CONFLICT (dimension, key) DO UPDATE
      SET open = open_counters.open + excluded.open, danger = open_counters.danger + excluded.danger;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER reports_counted AFTER INSERT OR UPDATE ON reports FOR EACH ROW EXECUTE FUNCTION reports_counted();

-- The log is only ever added to.
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER audit_log_keeps BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION keep();
CREATE TRIGGER audit_heads_keep BEFORE UPDATE OR DELETE ON audit_heads FOR EACH ROW EXECUTE FUNCTION keep();
CREATE TRIGGER audit_words_keep BEFORE UPDATE OR DELETE ON audit_words FOR EACH ROW EXECUTE FUNCTION keep();

-- Facilities are found by pieces of two and three characters (docs/decisions/0064), each as the hex of its bytes.
CREATE FUNCTION grams(whole text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT coalesce(array_agg(DISTINCT encode(convert_to(substr(whole, i, n), 'UTF8'), 'hex')), '{}')
  FROM generate_series(2, 3) n, generate_series(1, length(whole) - n + 1) i $$;
CREATE TABLE facility_grams (id bigint PRIMARY KEY REFERENCES facilities (id) ON DELETE CASCADE, pieces text[] NOT NULL);
CREATE INDEX facility_grams_pieces ON facility_grams USING gin (pieces);
CREATE FUNCTION facilities_grams() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO facility_grams (id, pieces) VALUES (NEW.id, grams(NEW.search_text))
  ON CONFLICT (id) DO UPDATE SET pieces = excluded.pieces;
  RETURN NULL;
END $$;
CREATE TRIGGER facilities_grams_inserted AFTER INSERT ON facilities FOR EACH ROW EXECUTE FUNCTION facilities_grams();
CREATE TRIGGER facilities_grams_updated AFTER UPDATE ON facilities
  FOR EACH ROW WHEN (NEW.search_text <> OLD.search_text) EXECUTE FUNCTION facilities_grams();
