-- What neighbours say of a repair: one word of each voice, and nothing of a person.

CREATE TABLE neighbour_words (
  work_order INTEGER NOT NULL REFERENCES work_orders (id),
  round INTEGER NOT NULL,
  voice TEXT NOT NULL,
  solved INTEGER NOT NULL CHECK (solved IN (0, 1)),
  at INTEGER NOT NULL,
  PRIMARY KEY (work_order, round, voice)
) STRICT, WITHOUT ROWID;
