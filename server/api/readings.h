#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "models/reading.h"
#include "models/store.h"
#include "server/api/codec_reading.h"
#include "server/api/handlers.h"

namespace api {

/// The rules in force and what became of readings since the program started.
struct ReadingDesk {
  std::vector<models::ReadingRule> rules{};
  std::atomic<std::int64_t> taken{0};
  std::atomic<std::int64_t> repeated{0};
  std::atomic<std::int64_t> refused{0};
  std::atomic<std::int64_t> reports{0};

  /// Counts one refusal under its field and word; beyond so many different ones under "other".
  void count_refusal(const models::FieldError& error);
  /// By count, most first.
  std::vector<RefusedFor> refusals() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::int64_t> refusals_;
};

/// Takes a batch in, whoever brought it: what is wrong is refused by name, the rest is taken.
ReadingAnswer take_batch(models::Transaction& tx, const models::Actor& actor, const ReadingDesk& desk,
                         const std::vector<models::Reading>& readings, models::Time now,
                         int utc_offset_seconds);
/// After the commit.
void count_batch(ReadingDesk& desk, const ReadingAnswer& answer);

/// The same over HTTP.
Reply take_readings(Context& context, Call& call, ReadingDesk& desk);

/// What every device said last, over HTTP.
Reply list_readings(Context& context, Call& call, ReadingDesk& desk);

}  // namespace api
