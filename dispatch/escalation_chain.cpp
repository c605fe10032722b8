#include "dispatch/escalation_chain.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "dispatch/change.h"
#include "dispatch/permissions.h"
#include "dispatch/text.h"
#include "models/names.h"

// The chains themselves: which there are, which one fits, and what is wrong with one.
namespace dispatch {
namespace {

using models::AlertReader;
using models::AlertTrigger;
using models::EscalationChain;
using models::EscalationStep;
using models::Severity;
using std::chrono::minutes;
using enum AlertReader;
using enum AlertTrigger;

constexpr std::size_t most_chains = 200, most_steps = 10, most_following = 10;
constexpr models::Duration longest_step = std::chrono::days{30};
constexpr int minutes_of_a_day = 24 * 60;

// In the program, so that a data folder of an earlier program has them too; the town's own go before them.
const std::vector<EscalationChain>& shipped() {
  const models::QuietHours night{22 * 60, 7 * 60};
  static const std::vector<EscalationChain> chains{
      {"breach",
       {"超时", "Breach"},
       breach,
       {},
       "",
       "",
       {{minutes{0}, dispatcher}, {minutes{120}, supervisor}},
       night,
       ""},
      {"breach-danger",
       {"危险超时", "Breach of danger"},
       breach,
       Severity::danger,
       "",
       "",
       {{minutes{0}, dispatcher}, {minutes{15}, supervisor}, {minutes{45}, town_leader}},
       {},
       ""},
      {"unsigned",
       {"未签收", "Not signed for"},
       unsigned_,
       {},
       "",
       "",
       {{minutes{15}, crew_lead}, {minutes{30}, dispatcher}, {minutes{60}, supervisor}},
       night,
       ""},
      {"unsigned-danger",
       {"危险未签收", "Danger not signed for"},
       unsigned_,
       Severity::danger,
       "",
       "",
       {{minutes{15}, crew_lead},
        {minutes{30}, dispatcher},
        {minutes{45}, supervisor},
        {minutes{60}, town_leader}},
       {},
       ""},
      {"warning",
       {"预警", "Warning"},
       warning,
       {},
       "",
       "",
       {{minutes{0}, crew_lead}, {minutes{60}, dispatcher}},
       night,
       ""},
      {"warning-danger",
       {"危险预警", "Warning of danger"},
       warning,
       Severity::danger,
       "",
       "",
       {{minutes{0}, crew_lead}, {minutes{5}, dispatcher}, {minutes{15}, supervisor}},
       {},
       ""},
  };
  return chains;
}

const EscalationChain* find_chain(const std::vector<EscalationChain>& chains, const std::string& code) {
  for (const auto& chain : chains)
    if (chain.code == code) return &chain;
  return nullptr;
}

/// Checks one chain against the others, itself in its new form among them.
class ChainCheck {
 public:
  ChainCheck(models::Transaction& tx, const EscalationChain& chain, const std::vector<EscalationChain>& all)
      : tx_(tx), chain_(chain), all_(all) {}

  Fields run() {
    fields_.code("code", chain_.code);
    fields_.names("name", chain_.name);
    if (chain_.trigger == review) fields_.add("trigger", "not_allowed", "a review is told without a chain");
    if (!chain_.facility_class.empty() && !tx_.catalog().find_class(chain_.facility_class))
      fields_.add("class", "unknown", "there is no such facility class");
    if (!chain_.village_code.empty() && !tx_.villages().find(chain_.village_code))
      fields_.add("village", "unknown", "there is no such village");
    check_steps();
    check_quiet();
    if (fields_.good()) check_way();
    return fields_;
  }

 private:
  void check_steps() {
    const auto& steps = chain_.steps;
    if (steps.empty()) fields_.add("steps", "required", "a chain tells at least one person");
    if (steps.size() > most_steps)
      fields_.add("steps", "too_long", "a chain has at most " + std::to_string(most_steps) + " steps");
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const auto here = "steps[" + std::to_string(i) + "].after";
      if (steps[i].after < models::Duration{0} || steps[i].after > longest_step)
        fields_.add(here, "out_of_range", "a step comes after 0 seconds to 30 days");
      if (i > 0 && steps[i].after <= steps[i - 1].after)
        fields_.add(here, "out_of_range", "each step comes later than the one before");
    }
  }

  void check_quiet() {
    if (!chain_.quiet) return;
    const auto [from, to] = *chain_.quiet;
    if (from < 0 || from >= minutes_of_a_day || to < 0 || to >= minutes_of_a_day || from == to)
      fields_.add("quiet", "out_of_range", "quiet hours go from one minute of the day to another");
    if (chain_.severity == Severity::danger)
      fields_.add("quiet", "not_allowed", "danger knows no quiet hours: leave them out");
  }

  /// Follows the chains to their end: none may come twice, and nobody may be told twice.
  void check_way() {
    std::set<std::string> seen;
    std::set<AlertReader> told;
    for (const auto* chain = &chain_; chain != nullptr;) {
      if (!seen.insert(chain->code).second)
        return fields_.add("then", "not_allowed",
                           "the chains go round in a cycle: '" + chain->code + "' comes again");
      for (const auto& step : chain->steps)
        if (!told.insert(step.who).second)
          return fields_.add(chain == &chain_ ? "steps" : "then", "not_allowed",
                             "'" + std::string(models::name(step.who)) +
                                 "' would be told twice on the way: each goes one step further up");
      if (chain->then.empty()) return;
      const auto& then = chain->then;
      chain = then == chain_.code ? &chain_ : find_chain(all_, then);
      if (chain == nullptr) return fields_.add("then", "unknown", "there is no chain '" + then + "'");
    }
  }

  models::Transaction& tx_;
  const EscalationChain& chain_;
  const std::vector<EscalationChain>& all_;
  Fields fields_;
};

/// A change of one chain may close a cycle that begins at another.
std::optional<models::Error> check_others(models::Transaction& tx, const std::vector<EscalationChain>& all) {
  for (const auto& each : all) {
    const auto fields = ChainCheck(tx, each, all).run();
    for (const auto& wrong : fields.wrong())
      if (wrong.field == "then" || wrong.field == "steps")
        return models::invalid("then", "not_allowed",
                               "with this the chain '" + each.code + "' is wrong: " + wrong.detail);
  }
  return std::nullopt;
}

}  // namespace

std::vector<EscalationChain> escalation_chains(models::Transaction& tx) {
  std::map<std::string, EscalationChain> all;
  for (const auto& chain : shipped()) all[chain.code] = chain;
  for (auto& chain : tx.escalations().chains()) all[chain.code] = std::move(chain);
  std::vector<EscalationChain> list;
  for (auto& [code, chain] : all) list.push_back(std::move(chain));
  return list;
}

models::Result<EscalationChain> save_chain(models::Transaction& tx, const models::Actor& actor,
                                           const EscalationChain& chain) {
  if (const auto allowed = require(actor, Permission::register_write); !allowed) return allowed.error();
  auto all = escalation_chains(tx);
  const auto fields = ChainCheck(tx, chain, all).run();
  if (!fields.good()) return fields.error();
  const auto known =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.code == chain.code; });
  if (known == all.end() && all.size() >= most_chains)
    return models::conflict("the town has " + std::to_string(most_chains) + " chains, the most it can have");
  if (known == all.end())
    all.push_back(chain);
  else
    *known = chain;
  if (auto wrong = check_others(tx, all)) return *std::move(wrong);
  tx.escalations().save(chain);
  return chain;
}

std::vector<EscalationStep> all_steps(const std::vector<EscalationChain>& chains,
                                      const EscalationChain& first) {
  std::vector<EscalationStep> steps;
  models::Duration passed{0};
  const auto* chain = &first;
  for (std::size_t i = 0; chain != nullptr && i < most_following; ++i) {
    for (const auto& step : chain->steps) steps.push_back({passed + step.after, step.who});
    if (!steps.empty()) passed = steps.back().after;
    chain = chain->then.empty() ? nullptr : find_chain(chains, chain->then);
  }
  return steps;
}

models::Time after_quiet(models::Time at, const std::optional<models::QuietHours>& quiet) {
  if (!quiet) return at;
  const auto offset = models::Duration{town_utc_offset_seconds};
  const auto local = at + offset;
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  const auto seconds = local - midnight;
  const models::Duration from = minutes{quiet->from_minute}, to = minutes{quiet->to_minute};
  const bool over_midnight = from > to;
  const bool is_quiet = over_midnight ? seconds >= from || seconds < to : seconds >= from && seconds < to;
  if (!is_quiet) return at;
  const bool tomorrow = over_midnight && seconds >= from;
  return models::Time{midnight} + to + (tomorrow ? std::chrono::days{1} : std::chrono::days{0}) - offset;
}

}  // namespace dispatch
