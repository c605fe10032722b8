#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sql {

class Connection;

/// The words of the audit log that come back row after row (who, from where, with what, what): each is stored
/// once and stands in the rows as a number.
class AuditWords {
 public:
  explicit AuditWords(Connection& connection) : connection_(connection) {}

  /// Stores a word that is new.
  std::int64_t number_of(const std::string& word);
  /// Shape   empty when there is no such number: then the row's hash does not fit either
  const std::string& word_of(std::int64_t number);
  /// What was stored was rolled back.
  void forget();

 private:
  Connection& connection_;
  std::unordered_map<std::string, std::int64_t> numbers_;
  std::unordered_map<std::int64_t, std::string> words_;
};

}  // namespace sql
