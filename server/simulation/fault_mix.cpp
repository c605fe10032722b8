#include "server/simulation/fault_mix.h"

#include <array>

namespace simulation {
namespace {

struct Mix {
  std::string_view code;
  double usual;
  double freezing;
  double summer;
};

constexpr std::array<Mix, 54> mix{{
    {"HP-01", 30, 38, 0},     {"HP-02", 20, 20, 0},   {"HP-03", 8, 8, 6},       {"HP-04", 1.5, 2, 0.5},
    {"HP-05", 7, 7, 0},       {"HP-06", 6, 5, 3},     {"HP-07", 5, 5, 0},       {"HP-08", 9, 9, 2},
    {"HP-09", 4, 6, 0},       {"HP-10", 1, 1, 0.3},   {"HP-11", 0.3, 0.3, 0.2}, {"HP-12", 0.3, 0.3, 0.1},
    {"HP-13", 1, 1, 0},       {"HP-14", 0.2, 2.5, 0}, {"HP-15", 1.5, 1, 0.5},   {"HP-16", 3, 1.5, 4},
    {"HP-17", 1.5, 1, 4},     {"HP-18", 0.1, 0, 1},   {"HP-19", 0.3, 0.2, 2},   {"SL-01", 50, 50, 50},
    {"SL-02", 6, 6, 7},       {"SL-03", 10, 10, 8},   {"SL-04", 6, 6, 6},       {"SL-05", 5, 5, 5},
    {"SL-06", 1, 1, 1},       {"SL-07", 1, 1, 1},     {"SL-08", 0.2, 0.2, 0.8}, {"SL-09", 0.8, 0.8, 0.8},
    {"SL-10", 0.8, 0.8, 1},   {"SL-11", 2, 1.5, 3},   {"SL-12", 6, 8, 4},       {"SL-13", 2, 1, 8},
    {"SL-14", 3, 2, 3},       {"SL-15", 4, 3, 4},     {"WC-01", 16, 14, 18},    {"WC-02", 8, 14, 8},
    {"WC-03", 10, 12, 10},    {"WC-04", 8, 8, 8},     {"WC-05", 1, 30, 0},      {"WC-06", 10, 10, 10},
    {"WC-07", 8, 8, 8},       {"WC-08", 8, 6, 8},     {"WC-09", 4, 3, 4},       {"WC-10", 2, 2, 2},
    {"WC-11", 2, 2, 2},       {"WC-12", 1, 1, 1},     {"WC-13", 5, 5, 6},       {"WC-14", 0.4, 0.2, 0.5},
    {"WC-15", 0.4, 0.4, 0.6}, {"WC-16", 8, 5, 14},    {"WC-17", 8, 6, 8},       {"WC-18", 2, 2, 2},
    {"WC-19", 1, 1, 1},       {"WC-20", 0, 0, 8},
}};

constexpr std::array<double, 24> daytime{0, 0, 0, 0, 0, 1, 3, 6, 8, 9, 8, 6,
                                         4, 4, 6, 6, 6, 5, 4, 3, 2, 1, 0, 0};
// The house is felt to be cold in the morning and when people come home.
constexpr std::array<double, 24> cold_home{1, 1, 1, 1, 2, 5, 8, 9, 7, 5, 4, 3,
                                           3, 3, 3, 3, 4, 6, 8, 8, 7, 5, 3, 2};

}  // namespace

double weight_of_kind(std::string_view code, bool season, bool freezing) {
  for (const auto& one : mix)
    if (one.code == code) return freezing ? one.freezing : season ? one.usual : one.summer;
  return 1;
}

double weight_of_hour(Calls calls, int hour_of_day) {
  const auto at = static_cast<std::size_t>(hour_of_day % 24);
  return calls == Calls::daytime ? daytime.at(at) : cold_home.at(at);
}

}  // namespace simulation
