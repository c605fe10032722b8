#include "server/storage/sql/audit_words.h"

#include "server/storage/sql/connection.h"

namespace sql {
namespace {

// Addresses and browsers are as many as whoever calls; the rest are a few hundred.
constexpr std::size_t kept_most = 4096;

}  // namespace

std::int64_t AuditWords::number_of(const std::string& word) {
  if (const auto known = numbers_.find(word); known != numbers_.end()) return known->second;
  if (numbers_.size() >= kept_most) numbers_.clear();
  auto find = connection_.prepare("SELECT id FROM audit_words WHERE text = ?");
  std::int64_t number = 0;
  if (find.bind(word).step()) {
    number = find.integer();
  } else {
    number = connection_.insert("INSERT INTO audit_words (text) VALUES (?)", Values().add(word));
  }
  numbers_.emplace(word, number);
  return number;
}

const std::string& AuditWords::word_of(std::int64_t number) {
  if (const auto known = words_.find(number); known != words_.end()) return known->second;
  if (words_.size() >= kept_most) words_.clear();
  auto find = connection_.prepare("SELECT text FROM audit_words WHERE id = ?");
  static const std::string none;
  if (!find.bind(number).step()) return none;
  return words_.emplace(number, std::string(find.text())).first->second;
}

void AuditWords::forget() {
  numbers_.clear();
  words_.clear();
}

}  // namespace sql
