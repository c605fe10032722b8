#include "server/api/open_data.h"

#include <sstream>

#include "dispatch/masking.h"
#include "models/export.h"
#include "server/api/conditional.h"
#include "server/api/export_handlers.h"
#include "server/api/problem.h"
#include "server/exports/cells.h"
#include "server/exports/codec_geojson.h"
#include "server/town/table_writer.h"

namespace api {
namespace {

// What stands in a home is nobody else's business, not even where it stands.
void write_facilities(models::Transaction& tx, town::TableWriter& writer) {
  writer.write({"code", "class", "name", "village", "latitude", "longitude", "circuit", "active"});
  exports::Cells cells(8);
  models::FacilityQuery query;
  query.limit = 200;
  do {
    auto page = tx.facilities().search(query);
    for (const auto& one : page.items) {
      if (dispatch::in_a_home(one)) continue;
      cells.begin()
          .add(one.code)
          .add(one.facility_class)
          .add(one.name)
          .add(one.village_code)
          .add(one.position)
          .add(one.circuit)
          .add(one.active);
      writer.write(cells.all());
    }
    query.cursor = std::move(page.next);
  } while (!query.cursor.empty());
  writer.finish();
}

void write_counts(models::Transaction& tx, town::TableWriter& writer, int utc_offset_seconds) {
  writer.write({"month", "village", "class", "simulated", "received", "closed", "cancelled"});
  exports::Cells cells(7);
  for (const auto& one : tx.exports().monthly_counts(utc_offset_seconds)) {
    cells.begin()
        .add(one.month)
        .add(one.village_code)
        .add(one.facility_class)
        .add(one.simulated)
        .add(one.received)
        .add(one.closed)
        .add(one.cancelled);
    writer.write(cells.all());
  }
  writer.finish();
}

std::optional<std::string> make(models::Transaction& tx, std::string_view file, int utc_offset_seconds) {
  std::ostringstream stream;
  if (file == "facilities.csv")
    write_facilities(tx, *town::open_csv_writer(stream));
  else if (file == "facilities.geojson")
    write_facilities(tx, *exports::open_geojson_writer(stream));
  else if (file == "work-orders.csv")
    write_counts(tx, *town::open_csv_writer(stream), utc_offset_seconds);
  else
    return std::nullopt;
  return stream.str();
}

}  // namespace

std::shared_ptr<const std::string> OpenData::find(const std::string& file, models::Time now) const {
  const std::lock_guard lock(mutex_);
  const auto found = files_.find(file);
  const bool fresh = found != files_.end() && now >= found->second.at && now - found->second.at < kept;
  return fresh ? found->second.text : nullptr;
}

void OpenData::keep(const std::string& file, std::string text, models::Time now) {
  const std::lock_guard lock(mutex_);
  files_[file] = {std::make_shared<const std::string>(std::move(text)), now};
}

Reply get_open_data(Context& context, Call& call) {
  if (!context.settings.open_data)
    co_return to_problem(404, "This town publishes no open data.", &call.request);
  const std::string file(call.request.param("file"));
  auto& cache = *context.open_data;
  http::Response failed;
  if (!cache.find(file, call.now)) {
    Rule rule = [&](models::Transaction& tx, const Call& who) -> Answer {
      if (cache.find(file, who.now)) return http::Response::empty(200);
      auto text = make(tx, file, context.settings.utc_offset_seconds);
      if (!text) return models::not_found("There is no such file.");
      cache.keep(file, *std::move(text), who.now);
      return http::Response::empty(200);
    };
    failed = co_await answer_read(context, call, std::move(rule));
    if (failed.status != 200) co_return failed;
  }
  const auto text = cache.find(file, call.now);
  if (!text) co_return to_problem(503, "Try again shortly.", &call.request);
  auto response = conditional(
      call.request, file.ends_with(".csv") ? "text/csv; charset=utf-8" : "application/geo+json", *text);
  response.header("Cache-Control", "public, max-age=3600");
  co_return response;
}

}  // namespace api
