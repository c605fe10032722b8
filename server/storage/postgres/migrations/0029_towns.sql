-- additive: towns of a district, and which rules a town has from its district: ../../sqlite/migrations/0029_towns.sql.

CREATE TABLE towns (
  code words PRIMARY KEY, name_zh words NOT NULL, name_en words NOT NULL, schema words NOT NULL UNIQUE, url words NOT NULL
);
CREATE TABLE inherited_rules (
  kind words NOT NULL, code words NOT NULL, own bigint NOT NULL, PRIMARY KEY (kind, code),
  CHECK (kind IN ('facility_class', 'calendar', 'policy', 'fault_kind')), CHECK (own IN (0, 1))
);
ALTER TABLE accounts ADD COLUMN towns words NOT NULL DEFAULT '[]';

CREATE TRIGGER towns_noted AFTER INSERT OR UPDATE OR DELETE ON towns FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
CREATE TRIGGER inherited_rules_noted AFTER INSERT OR UPDATE OR DELETE ON inherited_rules FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION note_change('noted');
