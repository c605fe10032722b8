#pragma once
#include <string>
#include <vector>

#include "models/time.h"
#include "server/delivery/carriers.h"

namespace delivery {

/// Mail addresses separated by commas.
std::vector<std::string> addresses_of(const std::string& text);

/// A whole letter with its headers: plain text, and if something is enclosed, that as HTML and as a file.
///
/// Shape   lines end with CRLF and are short, nothing in it that a relay could change
/// Source  RFC 5322, 2045, 2046
std::string letter_of(const std::string& from, const std::string& to, const Message& message,
                      models::Time at);

}  // namespace delivery
