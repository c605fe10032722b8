#include "server/planning/vrptw_file.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>
#include <unordered_set>

namespace planning {
namespace {

using dispatch::search::Problem;

constexpr double coordinate_limit = 1e6;
constexpr double value_limit = dispatch::search::value_limit / 10.0;
constexpr std::size_t name_limit = 200;

models::Error wrong(std::size_t line, const std::string& detail) {
  return {models::ErrorCode::invalid, "line " + std::to_string(line) + ": " + detail};
}

// The lines with their words, blank ones left out.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  bool next() {
    while (!rest_.empty()) {
      const auto end = rest_.find('\n');
      std::string_view line = rest_.substr(0, end);
      rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
      ++number_;
      split(line);
      if (!words_.empty()) return true;
    }
    words_.clear();
    return false;
  }
  std::size_t number() const { return number_; }
  const std::vector<std::string_view>& words() const { return words_; }

 private:
  void split(std::string_view line) {
    constexpr std::string_view blank = " \t\r\v\f";
    words_.clear();
    for (auto start = line.find_first_not_of(blank); start != std::string_view::npos;
         start = line.find_first_not_of(blank)) {
      line.remove_prefix(start);
      const auto end = std::min(line.find_first_of(blank), line.size());
      words_.push_back(line.substr(0, end));
      line.remove_prefix(end);
    }
  }

  std::string_view rest_;
  std::size_t number_ = 0;
  std::vector<std::string_view> words_;
};

std::optional<double> number_in(std::string_view word) {
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::vector<double>> numbers_in(const std::vector<std::string_view>& words) {
  std::vector<double> values;
  for (const auto word : words) {
    const auto value = number_in(word);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

struct Point {
  double x = 0;
  double y = 0;
};

std::int32_t tenths(double value) { return static_cast<std::int32_t>(std::floor(value * 10 + 1e-6)); }

// number, x, y, demand, ready, due, service
std::string take_stop(const std::vector<double>& row, VrptwInstance& instance, std::vector<Point>& points) {
  const auto outside = [](double value, double limit) { return value < 0 || value > limit; };
  if (row[0] != std::floor(row[0]) || outside(row[0], 1e9)) return "the customer's number is not a number";
  if (std::abs(row[1]) > coordinate_limit || std::abs(row[2]) > coordinate_limit)
    return "a coordinate is out of range";
  for (std::size_t i = 3; i < row.size(); ++i)
    if (outside(row[i], value_limit)) return "a demand or time is negative or too large";
  if (row[3] != std::floor(row[3])) return "the demand is not whole";
  instance.numbers.push_back(static_cast<int>(row[0]));
  points.push_back({row[1], row[2]});
  instance.problem.stops.push_back(
      {static_cast<std::int32_t>(row[3]), tenths(row[4]), tenths(row[5]), tenths(row[6])});
  return {};
}

void fill_travel(Problem& problem, const std::vector<Point>& points) {
  const int size = static_cast<int>(points.size());
  problem.travel = dispatch::search::Matrix(size);
  for (int from = 0; from < size; ++from) {
    std::int32_t* row = problem.travel.row(from);
    for (int to = 0; to < size; ++to) {
      const double x = points[from].x - points[to].x;
      const double y = points[from].y - points[to].y;
      row[to] = static_cast<std::int32_t>(10 * std::sqrt(x * x + y * y));
    }
  }
}

std::optional<models::Error> read_head(Lines& lines, VrptwInstance& instance) {
  if (!lines.next()) return wrong(1, "the file is empty");
  instance.name = std::string(lines.words().front().substr(0, name_limit));
  while (lines.next()) {
    const auto values = numbers_in(lines.words());
    if (!values) continue;  // headings
    const auto& row = *values;
    if (row.size() != 2) return wrong(lines.number(), "expected the number of vehicles and their capacity");
    if (row[0] < 0 || row[0] > 1e6 || row[1] < 0 || row[1] > dispatch::search::value_limit)
      return wrong(lines.number(), "the number of vehicles or their capacity is out of range");
    instance.problem.fleet = static_cast<int>(row[0]);
    instance.problem.capacity = static_cast<std::int32_t>(row[1]);
    return std::nullopt;
  }
  return wrong(lines.number(), "the file ends before the number of vehicles and their capacity");
}

}  // namespace

models::Result<VrptwInstance> parse_vrptw(std::string_view text) {
  Lines lines(text);
  VrptwInstance instance;
  std::vector<Point> points;
  if (const auto error = read_head(lines, instance)) return *error;
  std::unordered_set<int> seen;
  while (lines.next()) {
    const auto values = numbers_in(lines.words());
    if (!values) {
      if (points.empty()) continue;  // headings
      return wrong(lines.number(), "a customer's line holds something that is no number");
    }
    if (values->size() != 7)
      return wrong(lines.number(),
                   "a customer has seven numbers, here are " + std::to_string(values->size()));
    if (static_cast<int>(points.size()) > dispatch::search::customers_limit)
      return wrong(lines.number(), "too many customers");
    if (const auto fault = take_stop(*values, instance, points); !fault.empty())
      return wrong(lines.number(), fault);
    if (!seen.insert(instance.numbers.back()).second)
      return wrong(lines.number(), "this customer's number stands twice");
  }
  if (points.empty()) return wrong(lines.number(), "the file ends before the depot");
  if (instance.numbers.front() != 0) return wrong(lines.number(), "the first row is not the depot, number 0");
  fill_travel(instance.problem, points);
  if (const auto fault = dispatch::search::fault(instance.problem); !fault.empty())
    return models::Error{models::ErrorCode::invalid, fault};
  return instance;
}

models::Result<VrptwInstance> read_vrptw(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return models::Error{models::ErrorCode::not_found, "cannot open " + file.string()};
  std::string text(vrptw_file_limit_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.bad()) return models::Error{models::ErrorCode::unavailable, "cannot read " + file.string()};
  if (text.size() > vrptw_file_limit_bytes)
    return models::Error{models::ErrorCode::invalid, file.string() + " is larger than 8 MiB"};
  auto parsed = parse_vrptw(text);
  if (!parsed) return models::Error{parsed.error().code, file.string() + ": " + parsed.error().detail};
  return parsed;
}

}  // namespace planning
