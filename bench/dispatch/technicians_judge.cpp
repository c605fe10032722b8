#include <algorithm>
#include <cmath>

#include "bench/dispatch/technicians.h"

namespace bench {
namespace {

// Times were planned in sixtieths of a unit, rounded up.
constexpr double tolerance = 0.02;

std::string of(const TechnicianDay& day, const TechnicianVisit& visit, const std::string& what) {
  return "technician " + std::to_string(visit.technician + 1) + ", task " +
         std::to_string(day.tasks[static_cast<std::size_t>(visit.task)].id) + ": " + what;
}

struct Where {
  double x = 0, y = 0, free = 0;
  std::vector<int> stock;
  bool out = false;
};

std::string rule_broken(const TechnicianDay& day, const TechnicianVisit& visit, Where& where) {
  const auto& task = day.tasks[static_cast<std::size_t>(visit.task)];
  const auto& who = day.technicians[static_cast<std::size_t>(visit.technician)];
  const double drive = std::hypot(task.x - where.x, task.y - where.y);
  if ((task.skills & ~who.skills) != 0) return of(day, visit, "a skill or tool is missing");
  if (visit.depart < task.release - tolerance) return of(day, visit, "left before anybody knew of it");
  if (visit.depart < where.free - tolerance) return of(day, visit, "left before it was free");
  if (visit.start < visit.depart + drive - tolerance) return of(day, visit, "began before it arrived");
  if (visit.start < task.open - tolerance) return of(day, visit, "began before the window opened");
  if (visit.end < visit.start + task.service - tolerance) return of(day, visit, "ended too early");
  for (std::size_t part = 0; part < task.parts.size(); ++part) {
    if (part >= where.stock.size() ? task.parts[part] > 0 : (where.stock[part] -= task.parts[part]) < 0)
      return of(day, visit, "the van had no such part left");
  }
  return {};
}

}  // namespace

TechnicianResult judge(const TechnicianDay& day, const std::vector<TechnicianVisit>& visits) {
  TechnicianResult result;
  std::vector<int> seen(day.tasks.size());
  std::vector<Where> where;
  for (const auto& technician : day.technicians)
    where.push_back({technician.x, technician.y, 0, technician.stock, false});
  for (const auto& visit : visits) {
    auto& at = where[static_cast<std::size_t>(visit.technician)];
    const auto& task = day.tasks[static_cast<std::size_t>(visit.task)];
    if (result.broken.empty()) result.broken = rule_broken(day, visit, at);
    if (++seen[static_cast<std::size_t>(visit.task)] > 1 && result.broken.empty())
      result.broken = of(day, visit, "visited twice");
    result.driven += std::hypot(task.x - at.x, task.y - at.y);
    at.x = task.x;
    at.y = task.y;
    at.free = visit.end;
    at.out = true;
    if (visit.start <= task.close + tolerance) {
      ++result.served;
    } else {
      ++result.late;
      result.late_by += visit.start - task.close;
    }
  }
  for (std::size_t i = 0; i < where.size(); ++i) {
    const auto& home = day.technicians[i];
    const double back = std::hypot(home.x - where[i].x, home.y - where[i].y);
    result.driven += back;
    if (where[i].out && where[i].free + back > day.day_end + tolerance && result.broken.empty())
      result.broken = "technician " + std::to_string(i + 1) + ": home after the day's end";
  }
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (seen[i] > 0) continue;
    ++result.unserved;
    result.outsourcing += day.tasks[i].outsourcing;
  }
  return result;
}

}  // namespace bench
