#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "models/time.h"

namespace models {

/// The answer given to a POST under an Idempotency-Key.
///
/// Shape   scope: account id or `public`; fingerprint: hash of method, path and body; answer: the whole HTTP
/// answer, opaque here
struct IdempotencyRecord {
  std::string scope;
  std::string key;
  std::string fingerprint;
  int status = 0;
  std::string answer;
  Time at{};
};

class IdempotencyStore {
 public:
  virtual ~IdempotencyStore() = default;
  virtual std::optional<IdempotencyRecord> find(std::string_view scope, std::string_view key) = 0;
  virtual void insert(const IdempotencyRecord& record) = 0;
  virtual int remove_before(Time time) = 0;
  virtual int remove_mentioning(std::string_view text) = 0;  ///< answers that hold it; how many
};

}  // namespace models
