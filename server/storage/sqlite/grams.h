#pragma once

struct sqlite3;

namespace sqlite {

/// Makes sql::grams() known to SQL, for the triggers that keep the index.
void define_grams(sqlite3* database);

}  // namespace sqlite
