#pragma once
#include "server/storage/database.h"
#include "server/storage/postgres/handle.h"

namespace postgres {

Patience patience_of(const storage::DatabaseLimits& limits);

}  // namespace postgres
