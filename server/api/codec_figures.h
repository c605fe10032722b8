#pragma once
#include <string>
#include <vector>

#include "dispatch/figures.h"
#include "dispatch/patterns.h"

namespace api {

/// Which figures are asked for.
///
/// Shape   village, facility_class, crew, contractor, facility, circuit: only these; `none` for orders
/// without;
///         weekday, hour: only what was received then, in the town's time
struct FiguresAsked {
  models::FiguresQuery period;
  dispatch::FiguresBy by = dispatch::FiguresBy::all;
  std::string by_word = "all";
  std::string village;
  std::string facility_class;
  std::string crew;
  std::string contractor{};
  std::string facility{};
  std::string circuit{};
  std::optional<int> weekday{};
  std::optional<int> hour{};
  std::optional<dispatch::LoadPart> load{};  ///< of the patterns' orders: only these
};

struct FigureOrderView {
  const models::OrderFacts* order = nullptr;
  dispatch::Standing standing;
};

std::string write_figures(const FiguresAsked& asked, const dispatch::FiguresRow& total,
                          const std::vector<dispatch::FiguresRow>& rows, std::size_t reports_left_out);
std::string write_figure_orders(const std::vector<FigureOrderView>& orders, std::size_t count,
                                const std::string& next);
std::string write_left_out(const std::vector<models::LeftOutReport>& reports, std::size_t from,
                           std::size_t to, const std::string& next);

}  // namespace api
