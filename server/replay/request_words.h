#pragma once
#include <string>
#include <string_view>

#include "models/report.h"

namespace replay {

// The words of published service requests and what they mean here; words not known keep their own meaning.

enum class SourceStatus { closed, cancelled, referred, open, pending };

/// An unknown or empty status counts as closed when there is a closing date, else as open.
SourceStatus status_of(std::string_view word, bool has_closing_date);

struct Way {
  models::Channel channel = models::Channel::hotline;
  bool resident = false;  ///< they wrote it themselves, without an account
};
Way way_of(std::string_view source);

/// The Chinese name of a request type, or the type itself.
std::string chinese_name_of(const std::string& type);

}  // namespace replay
