#include "server/simulation/foretelling.h"

#include <algorithm>
#include <cstdio>

#include "models/names.h"

namespace simulation {
namespace {

void add(Tenth& tenth, const Foretold& one) {
  ++tenth.count;
  tenth.chance += one.chance;
  tenth.late += one.late ? 1 : 0;
}

double square(double x) { return x * x; }

}  // namespace

std::vector<Foretold> foretell(Town& town, const StudyOptions& options, const World& world,
                               const Staffing& staffing, Seconds every, int runs, bool plain) {
  RunOptions run;
  run.forecast_every = every;
  run.forecast_runs = runs;
  run.plain_chances = plain;
  const auto roster = make_roster(town, options.trade, staffing, world);
  const auto policy = make_policy(PolicyKind::plan, {world.options.seed, options.steps});
  return simulate(town, world, roster, *policy, run).foretold;
}

Foretelling compare(const std::vector<Foretold>& foretold) {
  Foretelling found;
  for (const auto& one : foretold) {
    const auto tenth = static_cast<std::size_t>(std::clamp(one.chance * 10, 0.0, 9.0));
    add(found.tenths.at(tenth), one);
    add(found.by_crew.at(one.has_crew ? 1 : 0).at(tenth), one);
    const double came = one.late ? 1 : 0;
    ++found.count;
    found.brier += square(one.chance - came);
    found.elapsed += square(std::clamp(one.elapsed, 0.0, 1.0) - came);
    found.never += came;
  }
  if (found.count > 0)
    for (auto* sum : {&found.brier, &found.elapsed, &found.never}) *sum /= found.count;
  return found;
}

std::string foretelling_text(const Foretelling& found) {
  std::string text =
      "foretold      promises  mean chance %   came late %   (with a crew: n, late %; without: n, late %)\n";
  char line[160];
  for (std::size_t i = 0; i < found.tenths.size(); ++i) {
    const auto& all = found.tenths.at(i);
    const auto& with = found.by_crew[1].at(i);
    const auto& without = found.by_crew[0].at(i);
    std::snprintf(line, sizeof line, "%3zu - %3zu %% %10d %14.1f %13.1f   %9d %6.1f %9d %6.1f\n", i * 10,
                  i * 10 + 10, all.count, all.mean_chance(), all.share_late(), with.count, with.share_late(),
                  without.count, without.share_late());
    text += line;
  }
  std::snprintf(line, sizeof line,
                "Brier score %.4f; elapsed share of the limit %.4f; nothing is ever late %.4f\n", found.brier,
                found.elapsed, found.never);
  return text + line;
}

std::string foretelling_json(const Foretelling& found) {
  char part[160];
  std::snprintf(part, sizeof part,
                "{\"count\":%d,\"brier\":%.5f,\"brier_elapsed\":%.5f,\"brier_never\":%.5f,\"tenths\":[",
                found.count, found.brier, found.elapsed, found.never);
  std::string json = part;
  for (std::size_t i = 0; i < found.tenths.size(); ++i) {
    const auto& tenth = found.tenths.at(i);
    std::snprintf(part, sizeof part, "%s{\"count\":%d,\"chance\":%.2f,\"late\":%.2f}", i > 0 ? "," : "",
                  tenth.count, tenth.mean_chance(), tenth.share_late());
    json += part;
  }
  return json + "]}\n";
}

std::string foretold_csv(const std::vector<Foretold>& foretold) {
  std::string csv = "order,target,at,chance,elapsed,left,load,lately,has_crew,late\n";
  char line[120];
  for (const auto& one : foretold) {
    std::snprintf(line, sizeof line, "%d,%s,%d,%.4f,%.4f,%d,%.4f,%.4f,%d,%d\n", one.order,
                  std::string(models::name(one.target)).c_str(), one.at, one.chance, one.elapsed, one.left,
                  one.load, one.lately, one.has_crew ? 1 : 0, one.late ? 1 : 0);
    csv += line;
  }
  return csv;
}

}  // namespace simulation
