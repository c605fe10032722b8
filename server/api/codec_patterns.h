#pragma once
#include <array>
#include <string>
#include <vector>

#include "dispatch/five_haves.h"
#include "dispatch/patterns.h"
#include "server/api/codec_figures.h"
#include "server/api/views.h"

namespace api {

struct RepeaterView {
  dispatch::Repeater repeater;
  std::optional<FacilityReference> facility;
};

struct CrewLoadView {
  dispatch::CrewLoad load;
  std::string contractor;
  int orders_in_hand = 0;
  int capacity = 0;
  bool on_shift = false;
};

/// What a page of patterns shows.
struct PatternsView {
  std::int64_t orders = 0;
  dispatch::WeekGrid grid;
  std::vector<dispatch::VillageCount> villages;
  std::vector<RepeaterView> repeaters;
  std::vector<CrewLoadView> crews;
  std::vector<dispatch::Fairness> fairness;
};

std::string write(const FiguresAsked& asked, const PatternsView& view);
std::string write(const FiguresAsked& asked, const std::array<dispatch::HaveEvidence, 5>& haves);

}  // namespace api
