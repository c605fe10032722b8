#include "server/storage/sql/connection.h"

namespace sql {
namespace {

// Lists build their SQL from the filters in use; beyond this many different ones the cache starts anew.
constexpr std::size_t cached_statements_most = 512;

}  // namespace

Statement Connection::prepare(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) {
    if (!found->second->in_use) return Statement(*found->second);
    return Statement(compile(sql, false));
  }
  auto prepared = compile(sql, true);
  if (statements_.size() >= cached_statements_most)
    std::erase_if(statements_, [](const auto& entry) { return !entry.second->in_use; });
  const auto [entry, added] = statements_.emplace(std::string(sql), std::move(prepared));
  return Statement(*entry->second);
}

}  // namespace sql
