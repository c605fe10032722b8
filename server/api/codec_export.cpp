#include "server/api/codec_export.h"

#include <span>

#include "server/api/codec_body.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

using models::ExportList;

constexpr std::size_t longest_filter = 200;

std::span<const char* const> filters_of(ExportList list) {
  static constexpr const char* orders[] = {"state", "village",  "class",     "q",
                                           "crew",  "facility", "due_before"};
  static constexpr const char* reports[] = {"state", "village", "work_order", "external_reference", "q"};
  static constexpr const char* facilities[] = {"village", "class", "circuit", "q"};
  static constexpr const char* city[] = {"open"};
  static constexpr const char* requests[] = {"state", "kind", "work_order"};
  static constexpr const char* alerts[] = {"open", "everybodys", "work_order"};
  static constexpr const char* rechecks[] = {"open"};
  static constexpr const char* outages[] = {"running"};
  static constexpr const char* calls[] = {"waiting", "since"};
  static constexpr const char* deliveries[] = {"state", "destination", "work_order"};
  static constexpr const char* transfers[] = {"state"};
  static constexpr const char* accounts[] = {"q"};
  static constexpr const char* audit[] = {"account", "name",        "kind",      "act", "result",
                                          "from",    "object_kind", "object_id", "to"};
  switch (list) {
    case ExportList::work_orders:
      return orders;
    case ExportList::reports:
      return reports;
    case ExportList::facilities:
      return facilities;
    case ExportList::city_orders:
      return city;
    case ExportList::audit:
      return audit;
    case ExportList::requests:
      return requests;
    case ExportList::alerts:
      return alerts;
    case ExportList::rechecks:
      return rechecks;
    case ExportList::outages:
      return outages;
    case ExportList::calls:
      return calls;
    case ExportList::deliveries:
      return deliveries;
    case ExportList::transfers:
      return transfers;
    case ExportList::accounts:
      return accounts;
    case ExportList::villages:
    case ExportList::crews:
    case ExportList::events:
    case ExportList::call_backs:
    case ExportList::readings:
    case ExportList::parts:
    case ExportList::stock:
      break;
  }
  return {};
}

std::string_view words_of(models::ExportProblem problem) {
  switch (problem) {
    case models::ExportProblem::none:
      return "";
    case models::ExportProblem::interrupted:
      return "The server was stopped meanwhile: ask for it again.";
    case models::ExportProblem::disk_full:
      return "The disk of the server has no room for the file: tell whoever keeps it, then ask again.";
    case models::ExportProblem::too_many_rows:
      return "The list has more rows than this file may have: narrow it down, or take csv.";
    case models::ExportProblem::too_large:
      return "The file would be larger than it may be here: narrow the list down.";
    case models::ExportProblem::failed:
      break;
  }
  return "The file could not be made; the server's log says why. Ask for it again.";
}

OrderedJson json_of(const ExportView& view) {
  const auto& one = view.one;
  const bool done = one.state == models::ExportState::done;
  OrderedJson problem(nullptr);
  if (one.problem != models::ExportProblem::none)
    problem = {{"code", models::name(one.problem)}, {"detail", words_of(one.problem)}};
  return {{"id", one.id.text()},
          {"list", models::name(one.list)},
          {"format", models::name(one.format)},
          {"filters", OrderedJson::parse(one.filters)},
          {"state", models::name(one.state)},
          {"rows", view.rows.value_or(one.rows)},
          {"rows_in_all", one.rows_in_all ? OrderedJson(*one.rows_in_all) : OrderedJson(nullptr)},
          {"bytes", done ? OrderedJson(one.bytes) : OrderedJson(nullptr)},
          {"problem", std::move(problem)},
          {"made_at", models::to_rfc3339(one.made_at)},
          {"started_at", api::json_of(one.started_at)},
          {"ended_at", api::json_of(one.ended_at)},
          {"gone_at", one.ended() ? OrderedJson(models::to_rfc3339(view.gone_at)) : OrderedJson(nullptr)},
          {"file", done ? OrderedJson("/api/v1/exports/" + one.id.text() + "/file") : OrderedJson(nullptr)}};
}

}  // namespace

models::Result<NewExport> parse_new_export(const std::string& body) {
  return parse_body<NewExport>(body, [](codec::ObjectReader& reader) {
    NewExport input;
    const auto list = reader.choice<ExportList>("list", true);
    input.list = list.value_or(ExportList::work_orders);
    input.format = reader.choice<models::ExportFormat>("format", true).value_or(models::ExportFormat::csv);
    auto filters = reader.object("filters", false);
    if (!filters) return input;
    if (!list) return input;  // which filters there are depends on it
    for (const auto* name : filters_of(*list))
      if (auto value = filters->text(name, false, longest_filter); !value.empty())
        input.filters.emplace(name, std::move(value));
    filters->finish();
    return input;
  });
}

std::string write_filters(const std::map<std::string, std::string>& filters) {
  return filters.empty() ? "{}" : OrderedJson(filters).dump();
}

std::string write(const ExportView& view) { return json_of(view).dump(); }

std::string write(const std::vector<ExportView>& views) {
  auto items = OrderedJson::array();
  for (const auto& view : views) items.push_back(json_of(view));
  return OrderedJson{{"items", std::move(items)}}.dump();
}

}  // namespace api
