#include "dispatch/request_reasons.h"

#include <algorithm>
#include <map>
#include <string>

#include "dispatch/permissions.h"
#include "dispatch/text.h"
#include "models/names.h"

namespace dispatch {
namespace {

using models::RequestKind;
using models::RequestReason;
using std::chrono::hours;
using enum RequestKind;
using enum models::Proof;

constexpr models::Duration longest_of_all = std::chrono::days{366};
constexpr std::size_t most_reasons = 200;
constexpr models::Duration no_time{0}, day = hours{24}, three_days = hours{72}, week = hours{168},
                                       quarter = std::chrono::days{90};

// In the program, so that a data folder of an earlier program has them too; the town's own go before them.
const std::vector<RequestReason>& shipped() {
  static const std::vector<RequestReason> reasons{
      {"duplicate", {"重复工单", "Duplicate order"}, {void_}, no_time, {}},
      {"false_report", {"误报", "False report"}, {void_}, no_time, {photo}},
      {"must_dig", {"需要开挖", "The ground must be dug up"}, {extension}, week, {photo}},
      {"no_access", {"无法进入", "No access"}, {pause}, day, {}, false},
      {"not_ours", {"非本镇职责", "Not the town's duty"}, {return_, void_}, no_time, {}},
      {"other", {"其他", "Other"}, {pause}, day, {}},
      {"other_skill", {"需要别的专业", "Another trade is needed"}, {return_}, no_time, {}},
      {"overlapping_duty", {"职能交叉", "Overlapping duties"}, {return_}, no_time, {}},
      {"power_company", {"等电力公司", "Waiting for the power company"}, {pause, extension}, week, {}},
      {"reporter_withdrew", {"报修人撤回", "The reporter withdrew it"}, {void_}, no_time, {resident_word}},
      {"resident_asks",
       {"居民另约时间", "The resident asks for another day"},
       {pause, extension},
       three_days,
       {resident_word}},
      {"unclear_ownership", {"权属不清", "Unclear ownership"}, {return_}, no_time, {}},
      {"waiting_funds", {"待落实资金", "Waiting for funds"}, {shelve}, quarter, {}},
      {"waiting_part", {"等配件", "Waiting for a part"}, {pause, extension}, week, {part_order_number}},
      {"waiting_relocation", {"待拆迁", "Waiting for the relocation"}, {shelve}, quarter, {}},
      {"waiting_season", {"待季节施工", "Waiting for the season"}, {shelve}, quarter, {}},
      {"weather", {"天气", "Weather"}, {pause}, day, {}, false},
      {"wrong_area", {"属地不符", "Another area's"}, {return_}, no_time, {}},
  };
  return reasons;
}

bool asks_for_time(const RequestReason& reason) {
  return reason.serves(pause) || reason.serves(extension) || reason.serves(shelve);
}

}  // namespace

std::vector<RequestReason> request_reasons(models::Transaction& tx) {
  std::map<std::string, RequestReason> all;
  for (const auto& reason : shipped()) all[reason.code] = reason;
  for (auto& reason : tx.requests().reasons()) all[reason.code] = std::move(reason);
  std::vector<RequestReason> list;
  for (auto& [code, reason] : all) list.push_back(std::move(reason));
  return list;
}

std::optional<RequestReason> find_reason(models::Transaction& tx, std::string_view code) {
  if (auto own = tx.requests().find_reason(code)) return own;
  for (const auto& reason : shipped())
    if (reason.code == code) return reason;
  return std::nullopt;
}

models::Result<RequestReason> save_reason(models::Transaction& tx, const models::Actor& actor,
                                          const RequestReason& reason) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  Fields fields;
  fields.code("code", reason.code);
  fields.names("name", reason.name);
  if (reason.kinds.empty()) fields.add("kinds", "required", "say what it is a reason for");
  if (asks_for_time(reason) && (reason.longest <= no_time || reason.longest > longest_of_all))
    fields.add("longest", "out_of_range",
               "a reason to stand still or to take longer lasts 1 second to 366 days");
  if (!asks_for_time(reason) && reason.longest != no_time)
    fields.add("longest", "not_allowed", "a reason to hand back or to void asks for no time: leave it out");
  const bool only_pause = reason.kinds.size() == 1 && reason.serves(pause);
  if (!reason.needs_approval && !only_pause)
    fields.add("needs_approval", "not_allowed", "only a pause may do without another person's approval");
  if (!fields.good()) return fields.error();
  const auto known = tx.requests().reasons();
  const bool is_new =
      std::none_of(known.begin(), known.end(), [&](const auto& each) { return each.code == reason.code; });
  if (is_new && known.size() >= most_reasons)
    return models::conflict("the town has " + std::to_string(most_reasons) +
                            " reasons, the most it can have");
  tx.requests().save(reason);
  return reason;
}

}  // namespace dispatch
