#pragma once
#include "models/catalog.h"
#include "models/import.h"

namespace imports {

/// What is wrong with a cell or a file and what to do, in both languages.
///
/// Shape   the rules say it in English (`detail`); a sentence that no word here fits stands as it is, in
///         Chinese after the word for its code
models::LocalizedText words_of(const models::ImportFault& fault);

/// Whether the sentence is known here, so that Chinese says as much as English.
bool is_known(const std::string& detail);

}  // namespace imports
