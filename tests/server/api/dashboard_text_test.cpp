#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "server/api/codec_register.h"

namespace {

// Every figure differs, so that none can stand under another's name.
TEST(DashboardText, EveryFigureStandsUnderItsOwnName) {
  models::Dashboard board;
  board.by_state = {{models::WorkOrderState::open, 1}, {models::WorkOrderState::under_way, 2}};
  board.reports_waiting = 3;
  board.reports_today = 4;
  board.opened_today = 5;
  board.closed_today = 6;
  board.repaired_today = 7;
  board.breached_today = 8;
  board.by_village = {{"V \"1\"", 9, 10, 11, 12}, {"", 13, 14, 15, 16}};
  board.by_class = {{"SL", 17, 18, 19, 20}};
  const auto row = [](const char* key, int open, int late, int due_soon, int danger) {
    return nlohmann::json{
        {"key", key}, {"open", open}, {"late", late}, {"due_soon", due_soon}, {"danger", danger}};
  };
  const nlohmann::json expected{
      {"at", "1970-01-01T00:16:40Z"},
      {"by_state", {{"open", 1}, {"under_way", 2}}},
      {"reports_waiting", 3},
      {"reports_today", 4},
      {"opened_today", 5},
      {"closed_today", 6},
      {"repaired_today", 7},
      {"breached_today", 8},
      {"by_village", nlohmann::json::array({row("V \"1\"", 9, 10, 11, 12), row("", 13, 14, 15, 16)})},
      {"by_class", nlohmann::json::array({row("SL", 17, 18, 19, 20)})},
      {"by_crew", nlohmann::json::array()}};
  EXPECT_EQ(nlohmann::json::parse(api::write(board, models::from_unix(1000))), expected);
}

}  // namespace
