#include "server/api/codec_import.h"

#include "models/names.h"
#include "server/api/codec_writer.h"
#include "server/imports/fault_words.h"

namespace api {
namespace {

OrderedJson json_of(const models::ImportFault& fault) {
  const auto words = imports::words_of(fault.detail);
  return {{"line", fault.line},
          {"column", fault.column},
          {"code", fault.code},
          {"reason", {{"zh", words.zh}, {"en", words.en}}}};
}

OrderedJson json_of(const ImportView& view) {
  const auto& one = view.one;
  auto faults = OrderedJson::array();
  for (const auto& fault : one.faults) faults.push_back(json_of(fault));
  OrderedJson problem(nullptr);
  if (one.problem != models::ImportProblem::none)
    problem = {{"code", models::name(one.problem)},
               {"detail", one.problem == models::ImportProblem::interrupted
                              ? "The server was stopped meanwhile; nothing was written: send the file again."
                              : "It could not be taken in; the server's log says why. Nothing was written."}};
  return {{"id", one.id.text()},
          {"register", models::name(one.into)},
          {"format", models::name(one.format)},
          {"file", one.file},
          {"dry_run", one.dry_run},
          {"skip_bad", one.skip_bad},
          {"state", models::name(one.state)},
          {"problem", std::move(problem)},
          {"bytes", one.bytes},
          {"rows", view.rows.value_or(one.rows)},
          {"rows_in_all", one.rows_in_all ? OrderedJson(*one.rows_in_all) : OrderedJson(nullptr)},
          {"made", one.made},
          {"changed", one.changed},
          {"same", one.same},
          {"bad", one.bad},
          {"faults_in_all", one.faults_in_all},
          {"faults", std::move(faults)},
          {"made_at", models::to_rfc3339(one.made_at)},
          {"started_at", api::json_of(one.started_at)},
          {"ended_at", api::json_of(one.ended_at)},
          {"gone_at", one.ended() ? OrderedJson(models::to_rfc3339(view.gone_at)) : OrderedJson(nullptr)}};
}

}  // namespace

std::string write(const ImportView& view) {
  return json_of(view).dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

std::string write(const std::vector<ImportView>& views) {
  auto items = OrderedJson::array();
  for (const auto& view : views) items.push_back(json_of(view));
  return OrderedJson{{"items", std::move(items)}}.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace api
