#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "server/replay/plan.h"
#include "server/replay/request_words.h"

namespace replay {
namespace {

using models::Duration;
using models::SlaTarget;

// A class may have 50 policies; some room is left for those a person adds.
constexpr std::size_t most_kinds = 45;
constexpr std::size_t most_skills = 8;
constexpr Duration longest_limit = std::chrono::days{366};
constexpr Duration longest_estimate = std::chrono::days{7};

std::string code_part(const std::string& type) {
  std::string part;
  for (const char c : type) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))
      part.push_back(c);
    else if (c >= 'A' && c <= 'Z')
      part.push_back(static_cast<char>(c - 'A' + 'a'));
    else if (!part.empty() && part.back() != '-')
      part.push_back('-');
  }
  constexpr std::size_t longest = 24;
  part.resize(std::min(part.size(), longest));
  while (!part.empty() && part.back() == '-') part.pop_back();
  return part;
}

// A code that stays the same whatever other types the file has; a name in another script becomes a number.
std::string code_of(const std::string& facility_class, const std::string& type,
                    std::set<std::string>& taken) {
  std::string part = code_part(type);
  if (part.empty()) part = "t" + std::to_string(Chance(0, type).below(1'000'000));
  std::string code = facility_class + "-" + part;
  for (int i = 2; !taken.insert(code).second; ++i)
    code = facility_class + "-" + part + "-" + std::to_string(i);
  return code;
}

Duration scaled(Duration real, double compress, double part) {
  const double seconds = static_cast<double>(real.count()) * part / (compress > 0 ? compress : 1);
  return std::clamp(Duration{std::llround(seconds)}, Duration{1}, longest_limit);
}

models::SlaPolicy policy_of(const std::string& facility_class, const std::string& code,
                            const models::LocalizedText& name, Duration resolve, double compress) {
  models::SlaPolicy policy;
  policy.code = code;
  policy.facility_class = facility_class;
  policy.name = name;
  policy.basis = "the middle one of the times in the replayed file";
  if (compress > 0) policy.basis += ", divided by the time compression of the run";
  const auto set = [&](SlaTarget target, double part) {
    policy.limits.at(static_cast<std::size_t>(target)) = {scaled(resolve, compress, part), "24x7"};
  };
  set(SlaTarget::contact, 0.125);
  set(SlaTarget::arrive, 0.5);
  set(SlaTarget::resolve, 1);
  return policy;
}

}  // namespace

dispatch::ClassDefinition derive_class(const std::string& code, const std::vector<TypePromise>& promises,
                                       double compress) {
  dispatch::ClassDefinition definition;
  definition.facility_class.code = code;
  definition.facility_class.name = {"回放 " + code, "Replay of " + code};
  definition.facility_class.icon = "🔁";
  definition.calendars.push_back({"24x7", {"全天", "Always"}, 8 * 3600, {}, "Asia/Shanghai"});
  std::set<std::string> taken;
  for (std::size_t i = 0; i < promises.size() && i < most_kinds; ++i) {
    const auto& promise = promises[i];
    const bool rest = i + 1 == most_kinds && promises.size() > most_kinds;
    models::FaultKind kind;
    kind.code = code_of(code, rest ? "all other types" : promise.type, taken);
    kind.facility_class = code;
    kind.name = rest ? models::LocalizedText{"其他类型", "All other types"}
                     : models::LocalizedText{chinese_name_of(promise.type), promise.type};
    kind.policy = kind.code;
    kind.skill = code + "-skill-" + std::to_string(i % most_skills + 1);
    kind.estimate = std::clamp(promise.resolve / 8, Duration{60}, longest_estimate);
    kind.evidence = "request type of the replayed file";
    definition.policies.push_back(policy_of(code, kind.code, kind.name, promise.resolve, compress));
    definition.kinds.push_back(std::move(kind));
  }
  return definition;
}

}  // namespace replay
