#pragma once
#include <string>

#include "models/error.h"
#include "models/report.h"
#include "models/store.h"

namespace dispatch {

/// Whoever holds a report's own link wants to be told how it goes on, or no longer does. A number is taken in
/// only where none is known: nobody turns the messages of another person away.
///
/// Errors  not_found for an unknown token; conflict once the person was taken out of the report, or another
///         number is known; invalid when there is no number to tell, or it is none
models::Result<models::Report> choose_updates(models::Transaction& tx, const std::string& token, bool wanted,
                                              const std::string& phone);

}  // namespace dispatch
