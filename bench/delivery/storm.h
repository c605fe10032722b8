#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "models/ids.h"
#include "models/time.h"
#include "server/storage/database.h"

/// Many messages to receivers that fail three times in ten, with a stepped clock: what arrives, how often, in
/// which order. The bench runs it with ten thousand, a test with some hundreds.
namespace storm {

struct Options {
  int messages = 10'000;
  int robot_messages = 400;  ///< of them to the two robots
  std::uint64_t seed = 1;
  int threads = 4;
  std::chrono::milliseconds patience{150};  ///< of the sender, for an answer
  models::Time start{};
};

/// What the receivers saw.
///
/// Shape   ids: different ones that were taken; twice: taken more than once, under the same id; out_of_order:
/// taken
///         before an earlier message of the same order and receiver, or again after a later one;
///         most_in_a_minute: tries at one robot within any 60 seconds
struct Outcome {
  int messages = 0;
  int ids = 0;
  int twice = 0;
  int strangers = 0;  ///< ids that nobody sent
  int out_of_order = 0;
  int most_in_a_minute = 0;
  int tries = 0;
  int errors = 0, resets = 0, lost_answers = 0, slow = 0;
  int sent_again = 0;  ///< given up by the program, and sent again as a person would
  std::int64_t stepped_seconds = 0;
  double seconds = 0;
  bool good() const {
    return ids == messages && strangers == 0 && out_of_order == 0 && most_in_a_minute <= 20;
  }
};

/// Shape   orders: what the messages are about; they share them evenly
Outcome run(storage::Database& database, const std::vector<models::WorkOrderId>& orders,
            const Options& options);

}  // namespace storm
