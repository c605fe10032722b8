-- Facilities are found by pieces of two and three characters: docs/decisions/0064.
-- Only what finds them: the texts themselves stand in facilities.

CREATE VIRTUAL TABLE facility_grams USING fts5 (
  grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

INSERT INTO facility_grams (rowid, grams) SELECT id, grams(search_text) FROM facilities;

CREATE TRIGGER facilities_grams_inserted AFTER INSERT ON facilities
BEGIN INSERT INTO facility_grams (rowid, grams) VALUES (NEW.id, grams(NEW.search_text)); END;
CREATE TRIGGER facilities_grams_deleted AFTER DELETE ON facilities
BEGIN DELETE FROM facility_grams WHERE rowid = OLD.id; END;
CREATE TRIGGER facilities_grams_updated AFTER UPDATE OF search_text ON facilities WHEN NEW.search_text <> OLD.search_text
BEGIN
  DELETE FROM facility_grams WHERE rowid = OLD.id;
  INSERT INTO facility_grams (rowid, grams) VALUES (NEW.id, grams(NEW.search_text));
END;
