#include "models/names.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "models/delivery.h"
#include "models/export.h"
#include "models/ids.h"
#include "models/import.h"
#include "models/transfer.h"

namespace {

template <class Enum>
void each_name_reads_back(int count) {
  std::set<std::string_view> seen;
  for (int i = 0; i < count; ++i) {
    const auto value = static_cast<Enum>(i);
    const auto text = models::name(value);
    EXPECT_TRUE(seen.insert(text).second) << text;
    EXPECT_EQ(models::parse<Enum>(text), value) << text;
    EXPECT_FALSE(models::parse<Enum>(std::string(text) + " ")) << text;
  }
  EXPECT_FALSE(models::parse<Enum>(""));
  EXPECT_THROW((void)models::name(static_cast<Enum>(count)), std::out_of_range)
      << "an enumerator has no test";
}

TEST(Names, EveryEnumReadsBack) {
  each_name_reads_back<models::Severity>(4);
  each_name_reads_back<models::AttributeType>(4);
  each_name_reads_back<models::RuleKind>(4);
  each_name_reads_back<models::SlaTarget>(5);
  each_name_reads_back<models::ClockState>(4);
  each_name_reads_back<models::Role>(12);
  each_name_reads_back<models::Channel>(5);
  each_name_reads_back<models::ReportState>(5);
  each_name_reads_back<models::TriageDecision>(4);
  each_name_reads_back<models::WorkOrderState>(7);
  each_name_reads_back<models::WorkOrderAction>(14);
  each_name_reads_back<models::Outcome>(7);
  each_name_reads_back<models::EventKind>(69);
  each_name_reads_back<models::PlanningMode>(3);
  each_name_reads_back<models::Scope>(5);
  each_name_reads_back<models::Owed>(3);
  each_name_reads_back<models::PlanTrigger>(12);
  each_name_reads_back<models::PublicationState>(3);
  each_name_reads_back<models::RequestKind>(5);
  each_name_reads_back<models::RequestState>(5);
  each_name_reads_back<models::Proof>(3);
  each_name_reads_back<models::AlertTrigger>(4);
  each_name_reads_back<models::AlertReader>(4);
  each_name_reads_back<models::Satisfaction>(5);
  each_name_reads_back<models::VerdictChannel>(3);
  each_name_reads_back<models::AuditKind>(11);
  each_name_reads_back<models::UnmaskReason>(6);
  each_name_reads_back<models::Carrier>(8);
  each_name_reads_back<models::DeliveryState>(5);
  each_name_reads_back<models::FeedbackStage>(3);
  each_name_reads_back<models::ExportList>(20);
  each_name_reads_back<models::ExportFormat>(3);
  each_name_reads_back<models::ExportState>(5);
  each_name_reads_back<models::ExportProblem>(6);
  each_name_reads_back<models::OutageReason>(7);
  each_name_reads_back<models::TransferState>(7);
  each_name_reads_back<models::ImportRegister>(5);
  each_name_reads_back<models::ImportState>(7);
  each_name_reads_back<models::ImportProblem>(3);
}

TEST(Names, OfChosenValues) {
  EXPECT_EQ(models::name(models::Role::operator_), "operator");
  EXPECT_EQ(models::name(models::WorkOrderState::under_way), "under_way");
  EXPECT_EQ(models::name(models::EventKind::sla_breached), "sla_breached");
  EXPECT_FALSE(models::parse<models::Severity>("Danger"));
}

TEST(Ids, ReadOnlyWholePositiveNumbers) {
  EXPECT_EQ(models::CrewId::parse("7"), models::CrewId{7});
  for (const char* text : {"", "0", "-1", "7 ", " 7", "7a", "0x7", "99999999999999999999", "1.0"})
    EXPECT_FALSE(models::CrewId::parse(text)) << text;
}

}  // namespace
