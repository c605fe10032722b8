#include "server/api/codec_import.h"

#include <array>
#include <utility>

#include "models/names.h"
#include "server/api/codec_writer.h"

namespace api {
namespace {

/// Why a cell is not good, in Chinese; in English its own words say it.
std::string_view chinese_of(std::string_view code) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 13> words{
      {{"required", "必填，不能空着"},
       {"bad_format", "格式不对"},
       {"unknown", "没有登记过，系统里找不到"},
       {"out_of_range", "超出允许的范围"},
       {"too_long", "太长"},
       {"not_allowed", "不能这样填"},
       {"mismatch", "和已经登记的不一致"},
       {"twice", "文件里前面已经有这一个"},
       {"formula", "单元格里是公式，请改成固定的值"},
       {"masked", "这是脱敏后的内容，请填原文，或删掉这一列"},
       {"unreadable", "文件读不下去"},
       {"not_utf8", "文字编码不对"},
       {"changed", "读取时登记已经变了，请重新试一遍"}}};
  for (const auto& [known, zh] : words)
    if (known == code) return zh;
  return "这里不对";
}

OrderedJson json_of(const models::ImportFault& fault) {
  return {{"line", fault.line},
          {"column", fault.column},
          {"code", fault.code},
          {"reason", {{"zh", chinese_of(fault.code)}, {"en", fault.detail}}}};
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
