-- Every change of a row is noted for the audit log, by the database itself: what the transaction has changed so far stands
-- in settings of its own, which go with it, and with a savepoint that is rolled back. Only what a statement changes counts,
-- not what triggers do then. 'counted': the rows are not worth naming. A new table needs its trigger here: a test looks.

CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  counted bigint := coalesce(nullif(current_setting('lamplighter.counted', true), ''), '0')::bigint;
  noted bigint := coalesce(nullif(current_setting('lamplighter.noted', true), ''), '0')::bigint;
BEGIN
  IF TG_ARGV[0] = 'noted' AND noted < 64 THEN
    PERFORM set_config('lamplighter.noted', (noted + 1)::text, true);
    PERFORM set_config('lamplighter.changes', coalesce(current_setting('lamplighter.changes', true), '') ||
      jsonb_build_array(left(TG_OP, 1), TG_TABLE_NAME, CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
                        CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END)::text || E'\n', true);
    RETURN NULL;
  END IF;
  PERFORM set_config('lamplighter.counted', (counted + 1)::text, true);
  IF TG_TABLE_NAME = 'events' AND TG_OP = 'INSERT' THEN
    IF coalesce(current_setting('lamplighter.first_event', true), '') = '' THEN
      PERFORM set_config('lamplighter.first_event', NEW.id::text, true);
    END IF;
    PERFORM set_config('lamplighter.last_event', NEW.id::text, true);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER villages_noted AFTER INSERT OR UPDATE OR DELETE ON villages FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER facility_classes_noted AFTER INSERT OR UPDATE OR DELETE ON facility_classes FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER fault_kinds_noted AFTER INSERT OR UPDATE OR DELETE ON fault_kinds FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER sla_policies_noted AFTER INSERT OR UPDATE OR DELETE ON sla_policies FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER facilities_noted AFTER INSERT OR UPDATE OR DELETE ON facilities FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER crews_noted AFTER INSERT OR UPDATE OR DELETE ON crews FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER accounts_noted AFTER INSERT OR UPDATE OR DELETE ON accounts FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER sessions_noted AFTER INSERT OR UPDATE OR DELETE ON sessions FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER work_orders_noted AFTER INSERT OR UPDATE OR DELETE ON work_orders FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER pauses_noted AFTER INSERT OR UPDATE OR DELETE ON pauses FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER number_sequences_noted AFTER INSERT OR UPDATE OR DELETE ON number_sequences FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('counted');
CREATE TRIGGER reports_noted AFTER INSERT OR UPDATE OR DELETE ON reports FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER notes_noted AFTER INSERT OR UPDATE OR DELETE ON notes FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER photos_noted AFTER INSERT OR UPDATE OR DELETE ON photos FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER events_noted AFTER INSERT OR UPDATE OR DELETE ON events FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER notifications_noted AFTER INSERT OR UPDATE OR DELETE ON notifications FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('counted');
CREATE TRIGGER idempotency_keys_noted AFTER INSERT OR UPDATE OR DELETE ON idempotency_keys FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('counted');
CREATE TRIGGER planning_rules_noted AFTER INSERT OR UPDATE OR DELETE ON planning_rules FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER pins_noted AFTER INSERT OR UPDATE OR DELETE ON pins FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER crew_absences_noted AFTER INSERT OR UPDATE OR DELETE ON crew_absences FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER planned_visits_noted AFTER INSERT OR UPDATE OR DELETE ON planned_visits FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER publications_noted AFTER INSERT OR UPDATE OR DELETE ON publications FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER publication_orders_noted AFTER INSERT OR UPDATE OR DELETE ON publication_orders FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('counted');
CREATE TRIGGER overrides_noted AFTER INSERT OR UPDATE OR DELETE ON overrides FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER calendars_noted AFTER INSERT OR UPDATE OR DELETE ON calendars FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER cold_waves_noted AFTER INSERT OR UPDATE OR DELETE ON cold_waves FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER sla_clocks_noted AFTER INSERT OR UPDATE OR DELETE ON sla_clocks FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER request_reasons_noted AFTER INSERT OR UPDATE OR DELETE ON request_reasons FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER requests_noted AFTER INSERT OR UPDATE OR DELETE ON requests FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER escalation_chains_noted AFTER INSERT OR UPDATE OR DELETE ON escalation_chains FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER escalation_runs_noted AFTER INSERT OR UPDATE OR DELETE ON escalation_runs FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER alerts_noted AFTER INSERT OR UPDATE OR DELETE ON alerts FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER secrets_noted AFTER INSERT OR UPDATE OR DELETE ON secrets FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER rechecks_noted AFTER INSERT OR UPDATE OR DELETE ON rechecks FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER photo_bands_noted AFTER INSERT OR UPDATE OR DELETE ON photo_bands FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('counted');
CREATE TRIGGER phone_calls_noted AFTER INSERT OR UPDATE OR DELETE ON phone_calls FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER outages_noted AFTER INSERT OR UPDATE OR DELETE ON outages FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER outage_orders_noted AFTER INSERT OR UPDATE OR DELETE ON outage_orders FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER foreign_reports_noted AFTER INSERT OR UPDATE OR DELETE ON foreign_reports FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER foreign_updates_noted AFTER INSERT OR UPDATE OR DELETE ON foreign_updates FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER destinations_noted AFTER INSERT OR UPDATE OR DELETE ON destinations FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER message_templates_noted AFTER INSERT OR UPDATE OR DELETE ON message_templates FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER deliveries_noted AFTER INSERT OR UPDATE OR DELETE ON deliveries FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER parts_noted AFTER INSERT OR UPDATE OR DELETE ON parts FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER stock_noted AFTER INSERT OR UPDATE OR DELETE ON stock FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER work_proofs_noted AFTER INSERT OR UPDATE OR DELETE ON work_proofs FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER shifts_noted AFTER INSERT OR UPDATE OR DELETE ON shifts FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER spare_loans_noted AFTER INSERT OR UPDATE OR DELETE ON spare_loans FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER neighbour_words_noted AFTER INSERT OR UPDATE OR DELETE ON neighbour_words FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER city_orders_noted AFTER INSERT OR UPDATE OR DELETE ON city_orders FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER reading_states_noted AFTER INSERT OR UPDATE OR DELETE ON reading_states FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER passkeys_noted AFTER INSERT OR UPDATE OR DELETE ON passkeys FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER attachments_noted AFTER INSERT OR UPDATE OR DELETE ON attachments FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER files_left_noted AFTER INSERT OR UPDATE OR DELETE ON files_left FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER exports_noted AFTER INSERT OR UPDATE OR DELETE ON exports FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER access_tokens_noted AFTER INSERT OR UPDATE OR DELETE ON access_tokens FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER transfers_noted AFTER INSERT OR UPDATE OR DELETE ON transfers FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER foreign_offers_noted AFTER INSERT OR UPDATE OR DELETE ON foreign_offers FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER imports_noted AFTER INSERT OR UPDATE OR DELETE ON imports FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');

-- Which of several servers does what only one may do, and until when (decision 66). No change of the town: not noted.
CREATE TABLE duty (name words PRIMARY KEY, holder words NOT NULL, until timestamptz NOT NULL);
