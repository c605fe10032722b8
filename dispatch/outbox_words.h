#pragma once
#include <vector>

#include "models/event.h"
#include "models/place.h"

namespace dispatch {

/// The program's own words about one kind of fact.
struct MessageWords {
  models::EventKind about;
  models::LocalizedText text;
};

/// Of everything that somebody outside may hear of.
const std::vector<MessageWords>& program_messages();

/// Nothing when nobody outside hears of it.
const MessageWords* message_about(models::EventKind about);

}  // namespace dispatch
