#include "dispatch/exports.h"

#include <gtest/gtest.h>

#include "models/names.h"

namespace {

using models::ExportFormat;
using models::ExportList;
using models::Role;

models::Actor actor(Role role) { return {models::AccountId{1}, role, "x", models::CrewId{1}}; }

std::string refusal(const models::Result<void>& result) {
  if (result) return "";
  if (!result.error().fields.empty()) return result.error().fields.front().code;
  return result.error().code == models::ErrorCode::forbidden         ? "forbidden"
         : result.error().code == models::ErrorCode::unauthenticated ? "unauthenticated"
                                                                     : "other";
}

TEST(Exports, WhoTakesWhichListOut) {
  // Columns: work_orders reports facilities villages crews city_orders events audit
  struct Row {
    Role role;
    const char* may;
  };
  constexpr Row rows[] = {
      {Role::resident, "--------"},    {Role::village_reporter, "--------"}, {Role::operator_, "xxxxxxx-"},
      {Role::crew_member, "--------"}, {Role::crew_lead, "--------"},        {Role::checker, "xxxxx-x-"},
      {Role::dispatcher, "xxxxxxx-"},  {Role::supervisor, "xxxxxxxx"},       {Role::auditor, "xxxxx-xx"},
      {Role::admin, "xxxxx-x-"},       {Role::town_leader, "xxxxx-x-"},
  };
  for (const auto& row : rows)
    for (int i = 0; i < 8; ++i) {
      const auto list = static_cast<ExportList>(i);
      EXPECT_EQ(refusal(dispatch::may_export(actor(row.role), list, ExportFormat::csv)),
                row.may[i] == 'x' ? "" : "forbidden")
          << models::name(row.role) << " " << models::name(list);
    }
  EXPECT_EQ(
      refusal(dispatch::may_export(models::Actor::anonymous(), ExportList::villages, ExportFormat::csv)),
      "unauthenticated");
}

TEST(Exports, AnAccessTokenThatReadsIsEnoughAndOneForACalendarIsNot) {
  auto reader = actor(Role::supervisor);
  reader.scope = models::Scope::read;
  EXPECT_TRUE(dispatch::may_export(reader, ExportList::audit, ExportFormat::csv));
  reader.scope = models::Scope::calendar;
  EXPECT_EQ(refusal(dispatch::may_export(reader, ExportList::villages, ExportFormat::csv)), "forbidden");
}

TEST(Exports, WhoIsLimitedToAVillageTakesNoAuditLogOut) {
  auto limited = actor(Role::supervisor);
  limited.villages = {"110112119243"};
  EXPECT_TRUE(dispatch::may_export(limited, ExportList::work_orders, ExportFormat::xlsx));
  EXPECT_EQ(refusal(dispatch::may_export(limited, ExportList::audit, ExportFormat::xlsx)), "forbidden");
}

TEST(Exports, OnlyWhatHasAPlaceStandsOnAMap) {
  for (int i = 0; i < 8; ++i) {
    const auto list = static_cast<ExportList>(i);
    EXPECT_EQ(refusal(dispatch::may_export(actor(Role::supervisor), list, ExportFormat::geojson)),
              i < 5 ? "" : "not_allowed")
        << models::name(list);
  }
}

TEST(Exports, TooManyRowsAreRefusedBeforeTheyAreRead) {
  struct Row {
    std::int64_t rows;
    ExportFormat format;
    std::int64_t most;
    const char* field;
  };
  constexpr Row rows[] = {
      {0, ExportFormat::csv, 10, ""},
      {10, ExportFormat::csv, 10, ""},
      {11, ExportFormat::csv, 10, "filters"},
      {11, ExportFormat::xlsx, 10, "filters"},
      {1'048'575, ExportFormat::xlsx, 2'000'000, ""},
      {1'048'576, ExportFormat::xlsx, 2'000'000, "format"},
      {1'048'576, ExportFormat::csv, 2'000'000, ""},
      {1'048'576, ExportFormat::geojson, 2'000'000, ""},
  };
  for (const auto& row : rows) {
    const auto checked = dispatch::check_rows(row.rows, row.format, row.most);
    EXPECT_EQ(checked ? "" : checked.error().fields.at(0).field, row.field) << row.rows;
  }
}

}  // namespace
