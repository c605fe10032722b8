#include "dispatch/masking.h"
#include "models/field_work.h"
#include "server/exports/cells.h"
#include "server/exports/rows.h"
#include "server/town/facility_export.h"

namespace exports {
namespace {

class FacilityRows final : public Rows {
 public:
  FacilityRows(models::Transaction& tx, models::FacilityQuery query)
      : query_(std::move(query)),
        attributes_(town::attribute_codes(tx, query_.facility_class)),
        columns_(town::facility_heading(attributes_)) {
    query_.near.reset();
    query_.cursor.clear();
    query_.limit = page_rows;
  }

  const std::vector<std::string>& columns() const override { return columns_; }

  std::optional<std::int64_t> count(models::Transaction& tx, std::int64_t) override {
    return tx.facilities().count_found(query_);
  }

  bool next(models::Transaction& tx, const Take& take) override {
    auto page = tx.facilities().search(query_);
    for (auto& facility : page.items) {
      town::facility_cells(dispatch::masked(std::move(facility)), attributes_, cells_);
      take(cells_);
    }
    query_.cursor = std::move(page.next);
    return !query_.cursor.empty();
  }

 private:
  models::FacilityQuery query_;
  std::vector<std::string> attributes_;
  std::vector<std::string> columns_;
  std::vector<std::string> cells_;
};

/// A register of a few hundred at most: one page is all of it.
class WholeList : public Rows {
 public:
  explicit WholeList(std::vector<std::string> columns)
      : columns_(std::move(columns)), cells_(columns_.size()) {}
  const std::vector<std::string>& columns() const override { return columns_; }
  bool next(models::Transaction& tx, const Take& take) override {
    give(tx, take);
    return false;
  }

 protected:
  virtual void give(models::Transaction& tx, const Take& take) = 0;
  std::vector<std::string> columns_;
  Cells cells_;
};

class VillageRows final : public WholeList {
 public:
  VillageRows()
      : WholeList(
            {"code", "official_name", "name", "pinyin", "initials", "in_care", "latitude", "longitude"}) {}
  std::optional<std::int64_t> count(models::Transaction& tx, std::int64_t) override {
    return static_cast<std::int64_t>(tx.villages().list().size());
  }

 private:
  void give(models::Transaction& tx, const Take& take) override {
    for (const auto& village : tx.villages().list()) {
      cells_.begin()
          .add(village.code)
          .add(village.official_name)
          .add(village.name)
          .add(village.pinyin)
          .add(village.initials)
          .add(village.in_care)
          .add(village.position);
      take(cells_.all());
    }
  }
};

class CrewRows final : public WholeList {
 public:
  CrewRows()
      : WholeList({"code", "name_zh", "name_en", "skills", "villages", "on_call", "capacity", "phone",
                   "latitude", "longitude", "active", "contractor", "orders_in_hand"}) {}
  std::optional<std::int64_t> count(models::Transaction& tx, std::int64_t) override {
    return static_cast<std::int64_t>(tx.crews().list().size());
  }

 private:
  void give(models::Transaction& tx, const Take& take) override {
    for (const auto& crew : tx.crews().list()) {
      cells_.begin()
          .add(crew.code)
          .add(crew.name.zh)
          .add(crew.name.en)
          .add(crew.skills)
          .add(crew.villages)
          .add(crew.on_call)
          .add(crew.capacity)
          .add(crew.phone)
          .add(crew.base)
          .add(crew.active)
          .add(crew.contractor)
          .add(tx.work_orders().orders_in_hand(crew.id));
      take(cells_.all());
    }
  }
};

class PartRows final : public WholeList {
 public:
  PartRows() : WholeList({"code", "class", "name_zh", "name_en", "unit", "barcode", "cents", "usual"}) {}
  std::optional<std::int64_t> count(models::Transaction& tx, std::int64_t) override {
    return static_cast<std::int64_t>(tx.field_work().parts().size());
  }

 private:
  void give(models::Transaction& tx, const Take& take) override {
    for (const auto& part : tx.field_work().parts()) {
      cells_.begin()
          .add(part.code)
          .add(part.facility_class)
          .add(part.name.zh)
          .add(part.name.en)
          .add(part.unit)
          .add(part.barcode)
          .add(part.cents)
          .add(part.usual);
      take(cells_.all());
    }
  }
};

class StockRows final : public WholeList {
 public:
  StockRows() : WholeList({"crew", "part", "quantity"}) {}
  std::optional<std::int64_t> count(models::Transaction& tx, std::int64_t) override {
    std::int64_t lines = 0;
    for (const auto& crew : tx.crews().list())
      lines += static_cast<std::int64_t>(tx.field_work().stock_of(crew.id).size());
    return lines;
  }

 private:
  void give(models::Transaction& tx, const Take& take) override {
    for (const auto& crew : tx.crews().list())
      for (const auto& line : tx.field_work().stock_of(crew.id)) {
        cells_.begin().add(crew.code).add(line.part).add(line.quantity);
        take(cells_.all());
      }
  }
};

}  // namespace

std::unique_ptr<Rows> facility_rows(models::Transaction& tx, models::FacilityQuery query) {
  return std::make_unique<FacilityRows>(tx, std::move(query));
}
std::unique_ptr<Rows> village_rows() { return std::make_unique<VillageRows>(); }
std::unique_ptr<Rows> crew_rows() { return std::make_unique<CrewRows>(); }
std::unique_ptr<Rows> part_rows() { return std::make_unique<PartRows>(); }
std::unique_ptr<Rows> stock_rows() { return std::make_unique<StockRows>(); }

}  // namespace exports
