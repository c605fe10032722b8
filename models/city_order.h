#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "models/ids.h"
#include "models/page.h"
#include "models/time.h"

/// Orders of the city's hotline 12345, and the port to their storage. See store.h.
namespace models {

/// What of an order the city was told last.
///
/// Source  未反馈 / 已签收 / 已办结反馈
enum class FeedbackStage { nothing, signed_for, result };

/// What is kept of such an order beside its report; of a person only what the title may say.
///
/// Shape   number: theirs, unique, also the report's external_reference; kind, title: their words
struct CityOrder {
  ReportId report;
  std::string number;
  std::string kind;
  std::string title;
  Time taken_at{};  ///< signed for
  AccountId taken_by;
  std::string taken_by_name;
  FeedbackStage told = FeedbackStage::nothing;
  std::optional<Time> told_at{};
};

/// Shape   the newest taken first, from ≤ taken < to; open: without those whose result was told; cursor and
///         limit page through; limit ≤ 200
struct CityOrderQuery {
  std::optional<Time> from{};
  std::optional<Time> to{};
  bool open = false;
  std::string cursor{};
  int limit = 50;
};

class CityOrderStore {
 public:
  virtual ~CityOrderStore() = default;
  virtual void insert(const CityOrder& order) = 0;
  virtual void update(const CityOrder& order) = 0;  ///< by report: title, told, told_at
  virtual std::optional<CityOrder> find(ReportId report) = 0;
  virtual std::optional<CityOrder> find_by_number(std::string_view number) = 0;
  virtual Page<CityOrder> search(const CityOrderQuery& query) = 0;
};

}  // namespace models
