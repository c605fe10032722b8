#include "bench/dispatch/technicians.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace bench {
namespace {

namespace fs = std::filesystem;

/// The lines of a file as numbers; what is no number ends a line's list, [..] is read as one list.
struct Line {
  int number = 0;
  std::vector<double> numbers;
  std::vector<std::vector<int>> lists;
};

Line parse(const std::string& text, int number) {
  Line line;
  line.number = number;
  std::size_t at = 0;
  while (at < text.size()) {
    if (std::isspace(static_cast<unsigned char>(text[at]))) {
      ++at;
    } else if (text[at] == '[') {
      const auto end = text.find(']', at);
      if (end == std::string::npos) break;
      std::istringstream inside(text.substr(at + 1, end - at - 1));
      std::vector<int> list;
      for (std::string word; std::getline(inside, word, ',');) list.push_back(std::stoi(word));
      line.lists.push_back(std::move(list));
      at = end + 1;
    } else {
      std::size_t used = 0;
      try {
        line.numbers.push_back(std::stod(text.substr(at), &used));
      } catch (const std::invalid_argument&) {
        break;
      }
      at += used;
    }
  }
  return line;
}

std::vector<Line> lines_of(const fs::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::vector<Line> lines;
  int number = 0;
  for (std::string text; std::getline(in, text);) lines.push_back(parse(text, ++number));
  return lines;
}

[[noreturn]] void wrong(const fs::path& file, const Line& line, const std::string& what) {
  throw std::runtime_error(file.string() + ":" + std::to_string(line.number) + ": " + what);
}

std::uint64_t bits(const fs::path& file, const Line& line, const std::vector<int>& list, int first) {
  std::uint64_t set = 0;
  for (const int one : list) {
    if (one < 0 || first + one > 63) wrong(file, line, "a skill or tool beyond 64 kinds");
    set |= 1ULL << (first + one);
  }
  return set;
}

/// Requests are known from the start (-1) or from a time of the day on.
std::map<int, int> releases_of(const fs::path& file) {
  std::map<int, int> releases;
  for (const auto& line : lines_of(file))
    if (line.numbers.size() == 2 && line.lists.empty())
      releases[static_cast<int>(line.numbers[0])] = std::max(0, static_cast<int>(line.numbers[1]));
  return releases;
}

TechnicianDay read_pillac(const fs::path& file) {
  TechnicianDay day;
  day.set = "pillac";
  day.name = file.stem().string();
  int technicians = -1, skills = 0;
  for (const auto& line : lines_of(file)) {
    if (technicians < 0 && line.numbers.size() == 4 && line.lists.empty()) {
      technicians = static_cast<int>(line.numbers[0]);
      skills = static_cast<int>(line.numbers[1]);
    }
    if (line.numbers.size() != 6 || line.lists.size() != 3) continue;
    const auto id = static_cast<int>(line.numbers[0]);
    const auto able = bits(file, line, line.lists[0], 0) | bits(file, line, line.lists[1], skills);
    if (id == 0) {
      day.day_end = static_cast<int>(line.numbers[4]);
    } else if (id <= technicians) {
      day.technicians.push_back({line.numbers[1], line.numbers[2], able, line.lists[2]});
    } else {
      TechnicianTask task;
      task.id = id;
      task.x = line.numbers[1];
      task.y = line.numbers[2];
      task.open = static_cast<int>(line.numbers[3]);
      task.close = static_cast<int>(line.numbers[4]);
      task.service = static_cast<int>(line.numbers[5]);
      task.skills = able;
      task.parts = line.lists[2];
      day.tasks.push_back(std::move(task));
    }
  }
  if (day.technicians.empty() || day.tasks.empty())
    throw std::runtime_error(file.string() + ": no technicians or no requests");
  return day;
}

/// A technician of level 3 has the bits of levels 1, 2 and 3 of that domain.
TechnicianDay read_kovacs(const fs::path& file, const fs::path& people) {
  TechnicianDay day;
  day.set = "kovacs";
  day.name = file.stem().string();
  int levels = 0, domains = 0;
  const auto size = day.name.find('_');
  if (size == std::string::npos || std::sscanf(day.name.c_str() + size, "_%dx%d", &domains, &levels) != 2 ||
      domains < 1 || levels < 1 || domains * levels > 64)
    throw std::runtime_error(file.string() + ": its name does not say DOMAINSxLEVELS");
  std::optional<TechnicianTask> depot;
  for (const auto& line : lines_of(file)) {
    if (line.numbers.size() != static_cast<std::size_t>(8 + domains * levels)) continue;
    TechnicianTask task;
    task.id = static_cast<int>(line.numbers[0]);
    task.x = line.numbers[1];
    task.y = line.numbers[2];
    task.open = static_cast<int>(line.numbers[4]);
    task.close = static_cast<int>(line.numbers[5]);
    task.service = static_cast<int>(line.numbers[6]);
    double wanted = 0;
    for (int i = 0; i < domains * levels; ++i) {
      const double people_wanted = line.numbers[static_cast<std::size_t>(8 + i)];
      wanted += people_wanted;
      if (people_wanted > 0) task.skills |= 1ULL << i;
    }
    task.outsourcing = 200 + std::pow(wanted, 1.5);
    if (depot) {
      day.tasks.push_back(std::move(task));
    } else {
      depot = task;
      day.day_end = task.close;
    }
  }
  for (const auto& line : lines_of(people)) {
    if (!depot || line.numbers.size() != static_cast<std::size_t>(1 + domains)) continue;
    Technician technician{depot->x, depot->y, 0, {}};
    for (int domain = 0; domain < domains; ++domain)
      for (int level = 0; level < static_cast<int>(line.numbers[static_cast<std::size_t>(1 + domain)]);
           ++level)
        technician.skills |= 1ULL << (domain * levels + level);
    day.technicians.push_back(std::move(technician));
  }
  if (day.technicians.empty() || day.tasks.empty())
    throw std::runtime_error(file.string() + ": no technicians or no tasks");
  return day;
}

/// Solomon's file is the day; Lackner's says when each customer becomes known. Vans come back when they are
/// empty: a load is a part that runs out.
TechnicianDay read_lackner(const fs::path& file, const fs::path& base) {
  TechnicianDay day;
  day.set = "lackner";
  day.name = file.stem().string();
  day.base = base.stem().string();
  const auto releases = releases_of(file);
  int vans = 0, load = 0;
  double x = 0, y = 0;
  for (const auto& line : lines_of(base)) {
    if (line.numbers.size() == 2 && vans == 0) {
      vans = static_cast<int>(line.numbers[0]);
      load = static_cast<int>(line.numbers[1]);
    }
    if (line.numbers.size() != 7) continue;
    TechnicianTask task;
    task.id = static_cast<int>(line.numbers[0]);
    task.x = line.numbers[1];
    task.y = line.numbers[2];
    task.parts = {static_cast<int>(line.numbers[3])};
    task.open = static_cast<int>(line.numbers[4]);
    task.close = static_cast<int>(line.numbers[5]);
    task.service = static_cast<int>(line.numbers[6]);
    if (task.id == 0) {
      x = task.x;
      y = task.y;
      day.day_end = task.close;
      continue;
    }
    if (const auto found = releases.find(task.id); found != releases.end()) task.release = found->second;
    day.tasks.push_back(std::move(task));
  }
  if (vans < 1 || day.tasks.empty()) throw std::runtime_error(base.string() + ": no vans or no customers");
  day.technicians.assign(static_cast<std::size_t>(vans), Technician{x, y, 0, {load}});
  return day;
}

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::vector<TechnicianDay> read_technician_days(const std::string& folder,
                                                std::vector<std::string>& left_out) {
  const fs::path root = folder;
  std::vector<TechnicianDay> days;
  for (const auto& file : files_of(root / "trsp_pillac")) {
    const auto name = file.stem().string();
    const auto cut = name.find("_rd_");
    const auto base = file.parent_path() / (name.substr(0, cut) + ".txt");
    if (!fs::exists(base)) {
      left_out.push_back(name + ": " + base.filename().string() + " is not there");
      continue;
    }
    auto day = read_pillac(base);
    day.name = name;
    if (cut != std::string::npos) {
      const auto releases = releases_of(file);
      for (auto& task : day.tasks)
        if (const auto found = releases.find(task.id); found != releases.end()) task.release = found->second;
    }
    days.push_back(std::move(day));
  }
  for (const auto& file : files_of(root / "strsp_kovacs" / "tasks_noTeam")) {
    const auto people =
        root / "strsp_kovacs" / "technicians_noTeam" / ("technicians_" + file.filename().string());
    if (fs::exists(people))
      days.push_back(read_kovacs(file, people));
    else
      left_out.push_back(file.stem().string() + ": its technicians are not there");
  }
  for (const auto& file : files_of(root / "dvrptw_lackner")) {
    const auto name = file.stem().string();
    const auto base = root / (name.substr(0, name.find('_')) + ".txt");
    if (fs::exists(base))
      days.push_back(read_lackner(file, base));
    else
      left_out.push_back(name + ": " + base.filename().string() + " is not there");
  }
  return days;
}

}  // namespace bench
