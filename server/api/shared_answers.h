#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/actor.h"
#include "models/time.h"
#include "server/api/endpoint.h"

namespace api {

/// The answers of one moment, each made once for all who may see the same: when something happens, every
/// screen asks again at once, and most of them the same. Time is whole seconds and an argument of every rule,
/// so within one second and with nothing stored in between a rule gives the very same answer (decision 76).
///
/// Units   bytes of the bodies and keys that are kept; once the moment is over they all go
class SharedAnswers {
 public:
  static constexpr std::size_t most_bytes = 8u * 1024 * 1024;
  static constexpr std::size_t most_answers = 2048;

  /// changes: of storage::Database, read before the answer is made.
  struct Moment {
    std::uint64_t changes = 0;
    models::Time now{};
    bool operator==(const Moment&) const = default;
  };
  using Kept = std::shared_ptr<const http::Response>;

  /// None when it is not there, or when it is another one for this account.
  Kept find(const Moment& moment, const std::string& key, models::AccountId who);
  /// others: the accounts for which the answer would be another one.
  void keep(const Moment& moment, const std::string& key, Kept response,
            std::vector<models::AccountId> others);

 private:
  struct Answer {
    Kept response;
    std::vector<models::AccountId> others;
  };
  void turn_to(const Moment& moment);

  std::mutex mutex_;
  Moment moment_;
  std::size_t bytes_ = 0;
  std::unordered_map<std::string, Answer> answers_;
};

/// What a rule answers, and the accounts that would get another answer although they have the same rights.
struct SharedAnswer {
  Answer answer;
  std::vector<models::AccountId> others{};
};
/// Shape   looks at nothing of the request but its target, and at nothing of the actor but its rights and, as
///         far as it names them in `others`, its account
using SharedRule = std::function<SharedAnswer(models::Transaction&, const Call&)>;

/// As answer_read, but for one moment the answer is made once for all with the same rights.
///
/// Errors  503 problem when too many reads wait
boost::asio::awaitable<http::Response> answer_shared(Context& context, Call& call, SharedRule rule,
                                                     Reading reading);

}  // namespace api
