#include "server/imports/rows.h"

#include <algorithm>
#include <tuple>

#include "dispatch/register.h"
#include "models/field_work.h"
#include "server/imports/columns.h"

namespace imports {
namespace {

using models::FieldError;
using town::TableRow;

/// dispatch speaks of fields; whoever mends the file looks for a column.
void add_all(std::vector<FieldError> found, std::vector<FieldError>& wrong) {
  static const std::vector<std::pair<std::string_view, std::string_view>> names{
      {"position.", ""}, {"base.", ""}, {"name.", "name_"}};
  for (auto& error : found) {
    for (const auto& [field, column] : names)
      if (error.field.starts_with(field))
        error.field = std::string(column) + error.field.substr(field.size());
    if (const auto list = error.field.find('['); list != std::string::npos) error.field.resize(list);
    wrong.push_back(std::move(error));
  }
}

auto parts_of(const std::optional<models::Position>& position) {
  return position ? std::tuple(true, position->latitude, position->longitude) : std::tuple(false, 0.0, 0.0);
}

template <class Thing>
RowChange change_of(const std::optional<Thing>& known, bool alike) {
  return !known ? RowChange::made : alike ? RowChange::same : RowChange::changed;
}

class Facilities final : public Rows {
 public:
  Facilities(models::Transaction& tx, const TableRow& header, std::vector<FieldError>& wrong)
      : rows_(tx, header, wrong) {}
  std::string key_of(const TableRow& row) const override { return rows_.code_of(row); }
  RowChange look(models::Transaction& tx, const TableRow& row,
                 std::vector<FieldError>& wrong) const override {
    return rows_.look(tx, row, wrong);
  }
  void write(models::Transaction& tx, const TableRow& row) const override { rows_.write(tx, row); }

 private:
  town::FacilityRows rows_;
};

class Villages final : public Rows {
 public:
  Villages(const TableRow& header, std::vector<FieldError>& wrong)
      : columns_({{"code", "编号"},
                  {"official_name", "全称"},
                  {"name", "名称"},
                  {"pinyin", "拼音"},
                  {"initials", "首字母"},
                  {"in_care", "管护"},
                  {"latitude", "纬度"},
                  {"longitude", "经度"}},
                 1, header, wrong) {}
  std::string key_of(const TableRow& row) const override { return columns_.cell(row, "code").value_or(""); }

  RowChange look(models::Transaction& tx, const TableRow& row,
                 std::vector<FieldError>& wrong) const override {
    const auto known = tx.villages().find(key_of(row));
    const auto village = read(row, known, wrong);
    add_all(dispatch::check_village(village), wrong);
    return change_of(known, known && same(*known, village));
  }
  void write(models::Transaction& tx, const TableRow& row) const override {
    std::vector<FieldError> none;
    tx.villages().save(read(row, tx.villages().find(key_of(row)), none));
  }

 private:
  static bool same(const models::Village& one, const models::Village& other) {
    const auto all = [](const models::Village& each) {
      return std::tuple(each.official_name, each.name, each.pinyin, each.initials, each.in_care,
                        parts_of(each.position));
    };
    return all(one) == all(other);
  }
  models::Village read(const TableRow& row, const std::optional<models::Village>& known,
                       std::vector<FieldError>& wrong) const {
    auto village = known.value_or(models::Village{});
    columns_.text(row, "code", village.code);
    columns_.text(row, "official_name", village.official_name);
    columns_.text(row, "name", village.name);
    columns_.text(row, "pinyin", village.pinyin);
    columns_.text(row, "initials", village.initials);
    columns_.flag(row, "in_care", village.in_care, wrong);
    columns_.position(row, village.position, wrong);
    return village;
  }
  Columns columns_;
};

class Crews final : public Rows {
 public:
  Crews(const TableRow& header, std::vector<FieldError>& wrong)
      : columns_({{"code", "编号"},
                  {"name_zh", "名称"},
                  {"name_en", "英文名称"},
                  {"skills", "技能"},
                  {"villages", "片区"},
                  {"on_call", "随叫随到"},
                  {"capacity", "在手上限"},
                  {"phone", "电话"},
                  {"latitude", "纬度"},
                  {"longitude", "经度"},
                  {"active", "启用"},
                  {"contractor", "外包单位"},
                  {"orders_in_hand", "在手工单"}},  // of an export: counted, never taken in
                 1, header, wrong) {}
  std::string key_of(const TableRow& row) const override { return columns_.cell(row, "code").value_or(""); }

  RowChange look(models::Transaction& tx, const TableRow& row,
                 std::vector<FieldError>& wrong) const override {
    const auto known = tx.crews().find_by_code(key_of(row));
    const auto crew = read(row, known, wrong);
    if (crew.skills.empty()) wrong.push_back({"skills", "required", "a crew needs at least one skill"});
    add_all(dispatch::check_crew(tx, crew), wrong);
    return change_of(known, known && same(*known, crew));
  }
  void write(models::Transaction& tx, const TableRow& row) const override {
    std::vector<FieldError> none;
    const auto known = tx.crews().find_by_code(key_of(row));
    const auto crew = read(row, known, none);
    known ? tx.crews().update(crew) : static_cast<void>(tx.crews().insert(crew));
  }

 private:
  static bool same(const models::Crew& one, const models::Crew& other) {
    const auto all = [](const models::Crew& each) {
      return std::tuple(each.name.zh, each.name.en, each.skills, each.villages, each.on_call, each.capacity,
                        each.phone, parts_of(each.base), each.active, each.contractor);
    };
    return all(one) == all(other);
  }
  models::Crew read(const TableRow& row, const std::optional<models::Crew>& known,
                    std::vector<FieldError>& wrong) const {
    auto crew = known.value_or(models::Crew{});
    columns_.text(row, "code", crew.code);
    columns_.text(row, "name_zh", crew.name.zh);
    columns_.text(row, "name_en", crew.name.en);
    columns_.words(row, "skills", crew.skills);
    columns_.words(row, "villages", crew.villages);
    columns_.flag(row, "on_call", crew.on_call, wrong);
    columns_.number(row, "capacity", crew.capacity, wrong);
    columns_.text(row, "phone", crew.phone);
    columns_.position(row, crew.base, wrong);
    columns_.flag(row, "active", crew.active, wrong);
    columns_.text(row, "contractor", crew.contractor);
    return crew;
  }
  Columns columns_;
};

class Parts final : public Rows {
 public:
  Parts(const TableRow& header, std::vector<FieldError>& wrong)
      : columns_({{"code", "编号"},
                  {"class", "类别"},
                  {"name_zh", "名称"},
                  {"name_en", "英文名称"},
                  {"unit", "单位"},
                  {"barcode", "条码"},
                  {"cents", "单价（分）"},
                  {"usual", "常备数"}},
                 1, header, wrong) {}
  std::string key_of(const TableRow& row) const override { return columns_.cell(row, "code").value_or(""); }

  RowChange look(models::Transaction& tx, const TableRow& row,
                 std::vector<FieldError>& wrong) const override {
    const auto known = tx.field_work().find_part(key_of(row));
    const auto part = read(row, known, wrong);
    add_all(dispatch::check_part(tx, part), wrong);
    return change_of(known, known && same(*known, part));
  }
  void write(models::Transaction& tx, const TableRow& row) const override {
    std::vector<FieldError> none;
    tx.field_work().save(read(row, tx.field_work().find_part(key_of(row)), none));
  }

 private:
  static bool same(const models::Part& one, const models::Part& other) {
    const auto all = [](const models::Part& each) {
      return std::tuple(each.facility_class, each.name.zh, each.name.en, each.unit, each.barcode, each.cents,
                        each.usual);
    };
    return all(one) == all(other);
  }
  models::Part read(const TableRow& row, const std::optional<models::Part>& known,
                    std::vector<FieldError>& wrong) const {
    auto part = known.value_or(models::Part{});
    columns_.text(row, "code", part.code);
    columns_.text(row, "class", part.facility_class);
    columns_.text(row, "name_zh", part.name.zh);
    columns_.text(row, "name_en", part.name.en);
    columns_.text(row, "unit", part.unit);
    columns_.text(row, "barcode", part.barcode);
    columns_.number(row, "cents", part.cents, wrong);
    columns_.number(row, "usual", part.usual, wrong);
    return part;
  }
  Columns columns_;
};

/// How many of a part each van carries: a row is a crew and a part.
class Stock final : public Rows {
 public:
  Stock(const TableRow& header, std::vector<FieldError>& wrong)
      : columns_({{"crew", "班组"}, {"part", "配件"}, {"quantity", "数量"}}, 3, header, wrong) {}
  std::string key_of(const TableRow& row) const override { return crew_of(row) + " " + part_of(row); }

  RowChange look(models::Transaction& tx, const TableRow& row,
                 std::vector<FieldError>& wrong) const override {
    const auto crew = tx.crews().find_by_code(crew_of(row));
    if (!crew) wrong.push_back({"crew", "unknown", "there is no such crew"});
    const bool known = tx.field_work().find_part(part_of(row)).has_value();
    if (!known) wrong.push_back({"part", "unknown", "there is no such part"});
    if (columns_.cell(row, "quantity").value_or("").empty())
      wrong.push_back({"quantity", "required", "say how many there are"});
    int quantity = 0;
    columns_.number(row, "quantity", quantity, wrong);
    if (quantity < 0 || quantity > dispatch::most_of_a_part)
      wrong.push_back({"quantity", "out_of_range", "a van carries 0 to 100000 of a part"});
    if (!crew || !known) return RowChange::same;
    const auto stock = tx.field_work().stock_of(crew->id);
    const auto line = std::find_if(stock.begin(), stock.end(),
                                   [&](const models::StockLine& one) { return one.part == part_of(row); });
    if (line == stock.end()) return RowChange::made;
    return line->quantity == quantity ? RowChange::same : RowChange::changed;
  }
  void write(models::Transaction& tx, const TableRow& row) const override {
    std::vector<FieldError> none;
    models::StockLine line{part_of(row), 0};
    columns_.number(row, "quantity", line.quantity, none);
    tx.field_work().set_stock(tx.crews().find_by_code(crew_of(row)).value().id, line);
  }

 private:
  std::string crew_of(const TableRow& row) const { return columns_.cell(row, "crew").value_or(""); }
  std::string part_of(const TableRow& row) const { return columns_.cell(row, "part").value_or(""); }
  Columns columns_;
};

}  // namespace

bool has_positions(models::ImportRegister into) {
  return into != models::ImportRegister::parts && into != models::ImportRegister::stock;
}

std::unique_ptr<Rows> rows_of(models::ImportRegister into, models::Transaction& tx, const TableRow& header,
                              std::vector<FieldError>& wrong) {
  switch (into) {
    case models::ImportRegister::facilities:
      return std::make_unique<Facilities>(tx, header, wrong);
    case models::ImportRegister::villages:
      return std::make_unique<Villages>(header, wrong);
    case models::ImportRegister::crews:
      return std::make_unique<Crews>(header, wrong);
    case models::ImportRegister::parts:
      return std::make_unique<Parts>(header, wrong);
    case models::ImportRegister::stock:
      break;
  }
  return std::make_unique<Stock>(header, wrong);
}

}  // namespace imports
