#pragma once
#include <functional>
#include <utility>

#include "server/exports/cells.h"
#include "server/exports/rows.h"

namespace exports {

/// The rows of a list that its store gives by pages.
template <class Query, class Item>
class PagedRows final : public Rows {
 public:
  using Search = std::function<models::Page<Item>(models::Transaction&, const Query&)>;
  /// Fills the cells of one item; false: it is not for this reader.
  using Fill = std::function<bool(models::Transaction&, Item&, Cells&)>;

  PagedRows(std::vector<std::string> columns, Query query, Search search, Fill fill)
      : columns_(std::move(columns)),
        query_(std::move(query)),
        search_(std::move(search)),
        fill_(std::move(fill)),
        cells_(columns_.size()) {
    query_.cursor.clear();
    query_.limit = page_rows;
  }

  const std::vector<std::string>& columns() const override { return columns_; }
  std::optional<std::int64_t> count(models::Transaction&, std::int64_t) override { return std::nullopt; }

  bool next(models::Transaction& tx, const Take& take) override {
    auto page = search_(tx, query_);
    for (auto& item : page.items)
      if (fill_(tx, item, cells_.begin())) take(cells_.all());
    query_.cursor = std::move(page.next);
    return !query_.cursor.empty();
  }

 private:
  std::vector<std::string> columns_;
  Query query_;
  Search search_;
  Fill fill_;
  Cells cells_;
};

template <class Item, class Query>
std::unique_ptr<Rows> paged_rows(std::vector<std::string> columns, Query query,
                                 typename PagedRows<Query, Item>::Search search,
                                 typename PagedRows<Query, Item>::Fill fill) {
  return std::make_unique<PagedRows<Query, Item>>(std::move(columns), std::move(query), std::move(search),
                                                  std::move(fill));
}

}  // namespace exports
