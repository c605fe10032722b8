#pragma once
#include "models/store.h"
#include "server/api/codec_plan.h"

namespace api {

/// The orders that an answer about the plan speaks of, each looked up once.
OrderLabels labels_of(models::Transaction& tx, const models::Publication& publication);
OrderLabels labels_of(models::Transaction& tx, const models::Page<models::Publication>& page);
OrderLabels labels_of(models::Transaction& tx, const dispatch::PlanBoard& board);
OrderLabels labels_of(models::Transaction& tx, const dispatch::OverrideReport& report);

}  // namespace api
