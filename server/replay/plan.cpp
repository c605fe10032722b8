#include "server/replay/plan.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "server/replay/request_words.h"

namespace replay {
namespace {

using models::Duration;

constexpr std::size_t reports_for_each_crew = 500;
constexpr std::size_t fewest_crews = 4, most_crews = 200;
constexpr int crew_capacity = 1000;
constexpr std::size_t longest_reference = 64;

std::string reference_part(const std::string& text) {
  std::string part;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '_' || c == '.';
    part.push_back(plain ? c : '-');
  }
  if (part.empty() || part.front() == '-' || part.front() == '_' || part.front() == '.') part.insert(0, "n");
  return part;
}

/// Nobody's number: one for each place, so that two calls about one place come from one household.
std::string phone_of(const std::optional<models::Position>& position) {
  if (!position) return {};
  const auto key = std::to_string(position->latitude) + " " + std::to_string(position->longitude);
  Chance chance(0, key);
  std::string digits = std::to_string(chance.below(100'000'000));
  digits.insert(0, 8 - digits.size(), '0');
  return "555-" + digits.substr(0, 4) + "-" + digits.substr(4);
}

void decide_fate(PlannedReport& planned, const SourceRow& row, Chance& chance) {
  switch (status_of(row.status, row.closed.has_value())) {
    case SourceStatus::closed:
      return;
    case SourceStatus::cancelled:
      planned.fate = chance.happens(0.5) ? Fate::reject : Fate::cancel;
      planned.reason = "withdrawn by the reporter";
      return;
    case SourceStatus::referred:
      planned.fate = Fate::reject;
      planned.reason = "referred to another agency";
      return;
    case SourceStatus::open:
      planned.fate = Fate::stay_open;
      return;
    case SourceStatus::pending:
      planned.fate = Fate::stay_paused;
      return;
  }
}

Duration duration_of(const SourceRow& row, Duration otherwise) {
  if (row.closed && *row.closed > row.created) return *row.closed - row.created;
  if (row.service && *row.service > row.created) return *row.service - row.created;
  return row.closed ? Duration{0} : otherwise;
}

// A promised day without an hour lasts until its end.
std::optional<models::Time> promised_until(const SourceRow& row) {
  if (!row.service) return std::nullopt;
  const bool day_alone = *row.service == std::chrono::floor<std::chrono::days>(*row.service);
  return day_alone ? *row.service + std::chrono::days{1} : *row.service;
}

std::vector<models::Position> spread_bases(const std::vector<SourceRow>& rows, std::size_t count) {
  std::vector<models::Position> found;
  for (const auto& row : rows)
    if (row.position) found.push_back(*row.position);
  std::vector<models::Position> bases;
  for (std::size_t i = 0; i < count && !found.empty(); ++i)
    bases.push_back(found[(2 * i + 1) * found.size() / (2 * count)]);
  return bases;
}

std::map<std::string, const models::FaultKind*> kinds_by_type(const std::vector<TypePromise>& promises,
                                                              const dispatch::ClassDefinition& definition) {
  std::map<std::string, const models::FaultKind*> kinds;
  for (std::size_t i = 0; i < promises.size(); ++i)
    kinds[promises[i].type] = &definition.kinds[std::min(i, definition.kinds.size() - 1)];
  return kinds;
}

PlannedReport plan_row(const SourceRow& row, const models::FaultKind& kind, Duration otherwise,
                       std::uint64_t seed) {
  Chance chance(seed, row.number);
  PlannedReport planned;
  planned.number = row.number;
  planned.group = row.type;
  const auto way = way_of(row.source);
  planned.door = way.resident ? Door::resident : Door::staff;
  planned.takes = duration_of(row, otherwise);
  planned.report.channel = way.channel;
  planned.report.reporter.phone = way.channel == models::Channel::inspection ? "" : phone_of(row.position);
  planned.report.place.position = row.position;
  planned.report.facility_class = kind.facility_class;
  planned.report.fault_kind = kind.code;
  planned.report.description = row.type + " (replayed request " + row.number + ", " +
                               (row.source.empty() ? "unknown source" : row.source) + ")";
  planned.script = draw_script(chance);
  decide_fate(planned, row, chance);
  return planned;
}

}  // namespace

Script draw_script(Chance& chance) {
  using models::Outcome;
  Script script;
  const double outcome = chance.unit();
  if (outcome < 0.05)
    script.outcome = Outcome::temporary;
  else if (outcome < 0.09)
    script.outcome = Outcome::working_normally;
  else if (outcome < 0.10)
    script.outcome = Outcome::not_repairable;
  else if (outcome < 0.11)
    script.outcome = Outcome::not_ours;
  else if (outcome < 0.12)
    script.outcome = Outcome::false_report;
  script.contact = chance.happens(0.3);
  script.pause = chance.happens(0.15);
  script.note = chance.happens(0.2);
  // An order with a child cannot come back: the work went on in the child.
  const double again = chance.unit();
  if (script.outcome != Outcome::temporary && again < 0.03)
    script.reopening = again < 0.015 ? Reopening::after_resolution : Reopening::after_closure;
  return script;
}

std::vector<TypePromise> derive_promises(const std::vector<SourceRow>& rows) {
  struct Times {
    std::size_t count = 0;
    std::vector<Duration> promised, real;
  };
  std::map<std::string, Times> types;
  for (const auto& row : rows) {
    auto& times = types[row.type];
    ++times.count;
    // A date before the report is a slip of the source and says nothing about a promise.
    if (const auto until = promised_until(row); until && *until > row.created)
      times.promised.push_back(*until - row.created);
    if (row.closed && *row.closed > row.created) times.real.push_back(*row.closed - row.created);
  }
  std::vector<TypePromise> promises;
  for (auto& [type, times] : types) {
    auto& known = times.promised.size() * 2 >= times.count ? times.promised : times.real;
    TypePromise promise{type, times.count, std::chrono::hours{24}};
    if (!known.empty()) {
      const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
      std::nth_element(known.begin(), middle, known.end());
      promise.resolve = *middle;
    }
    promises.push_back(std::move(promise));
  }
  std::stable_sort(promises.begin(), promises.end(),
                   [](const TypePromise& one, const TypePromise& other) { return one.count > other.count; });
  return promises;
}

std::string class_code_of(const std::string& file) {
  std::string code = "replay-";
  for (const char c : std::filesystem::path(file).stem().string()) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
    if (plain)
      code.push_back(c);
    else if (c >= 'A' && c <= 'Z')
      code.push_back(static_cast<char>(c - 'A' + 'a'));
    else if (code.back() != '-')
      code.push_back('-');
  }
  constexpr std::size_t longest = 32;
  code.resize(std::min(code.size(), longest));
  while (code.back() == '-') code.pop_back();
  return code;
}

std::string reference_of(const std::string& number, const std::string& run) {
  const std::string suffix = "." + run;
  std::string part = reference_part(number);
  part.resize(std::min(part.size(), longest_reference - suffix.size()));
  return part + suffix;
}

std::vector<models::Crew> simulated_crews(const std::string& prefix, std::size_t count,
                                          const std::vector<std::string>& skills,
                                          const std::vector<models::Position>& bases) {
  std::vector<models::Crew> crews;
  for (std::size_t i = 0; i < count; ++i) {
    models::Crew crew;
    const std::string number = std::to_string(i + 1);
    crew.code = prefix + "-" + number;
    crew.name = {"模拟班组 " + number, "Simulated crew " + number};
    crew.skills = skills;
    crew.capacity = crew_capacity;
    if (!bases.empty()) {
      crew.base = bases[i % bases.size()];
      crew.base->source = "synthetic";
    }
    crews.push_back(std::move(crew));
  }
  return crews;
}

Plan plan_of_file(const ReplayOptions& options, const SourceFile& file, const std::string& run) {
  Plan plan;
  plan.title = std::filesystem::path(options.file).filename().string();
  const auto promises = derive_promises(file.rows);
  plan.definition = derive_class(class_code_of(options.file), promises, options.compress);
  const auto kinds = kinds_by_type(promises, *plan.definition);
  std::map<std::string, Duration> promised;
  for (const auto& promise : promises) promised[promise.type] = promise.resolve;

  std::size_t count = file.rows.size();
  if (options.limit > 0) count = std::min(count, options.limit);
  std::set<std::string> references;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& row = file.rows[i];
    auto planned = plan_row(row, *kinds.at(row.type), promised.at(row.type), options.seed);
    planned.at = row.created - file.rows.front().created;
    auto& reference = planned.report.external_reference;
    reference = reference_of(row.number, run);
    // Two numbers that differ only in signs a reference cannot hold.
    if (!references.insert(reference).second)
      references.insert(reference = reference_of("line-" + std::to_string(row.line), run));
    plan.reports.push_back(std::move(planned));
  }

  std::size_t crews = options.crews > 0 ? static_cast<std::size_t>(options.crews)
                                        : std::max(fewest_crews, count / reports_for_each_crew + 1);
  crews = std::min(crews, most_crews);
  std::set<std::string> skills;
  for (const auto& kind : plan.definition->kinds) skills.insert(kind.skill);
  plan.crews = simulated_crews(plan.definition->facility_class.code, crews, {skills.begin(), skills.end()},
                               spread_bases(file.rows, crews));
  return plan;
}

}  // namespace replay
