#pragma once
#include <functional>
#include <string>

#include "models/error.h"
#include "models/store.h"
#include "server/town/demo.h"

namespace town {

/// Lets some forty reports of the past days happen, step by step in the order of time, through the rules of
/// dispatch, with the clocks watched in between.
///
/// Shape   needs the demo accounts and facilities of at least one toilet, streetlight and heater village;
///         returns how many reports
/// Errors  whatever a rule says: the stories are written so that none does
/// past: asked for what else happened before each step, so that all stands in the order of time; may be
/// empty
models::Result<std::size_t> play_demo_week(models::Transaction& tx, const std::function<std::string()>& token,
                                           models::Time now, const DemoPast& past = {});

}  // namespace town
