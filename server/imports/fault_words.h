#pragma once
#include <string>

#include "models/catalog.h"

namespace imports {

/// What is wrong with a cell or a file and what to do, in both languages.
///
/// Shape   detail: as the rules and readers say it in English; one that is not known here stands as it is
models::LocalizedText words_of(const std::string& detail);

/// Whether the sentence is known here, so that Chinese says as much as English.
bool is_known(const std::string& detail);

}  // namespace imports
