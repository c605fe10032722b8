// A decision's text has two readers: the quick one for what is written ordinarily, and one that knows all of
// JSON.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "server/storage/sql/codec_columns.h"
#include "server/storage/sql/plain_decision.h"
#include "tests/support/storage_samples.h"
#include "tests/support/storage_text.h"

namespace {

using models::AssignmentDecision;

std::string in_full(const AssignmentDecision& decision) {
  models::WorkOrder order;
  order.assignment = decision;
  return support::text(order);
}

AssignmentDecision full_decision() {
  support::Town town;
  town.crews = {models::CrewId{3}, models::CrewId{4}};
  town.facilities = {models::FacilityId{5}};
  town.account = models::AccountId{6};
  AssignmentDecision decision = *support::full_order(town, 1).assignment;
  decision.seed = 20'261'128;
  decision.reason = "住户有钥匙";
  decision.notes = {"position_unknown"};
  return decision;
}

/// Read by the quick reader, and with spaces in it, which only the other one takes.
void expect_both_read(const AssignmentDecision& decision) {
  const auto text = sql::to_json_text(decision);
  AssignmentDecision quick, thorough;
  EXPECT_TRUE(sql::read_plain(text, quick)) << text;
  const auto spaced = nlohmann::ordered_json::parse(text).dump(1);
  AssignmentDecision refused;
  EXPECT_FALSE(sql::read_plain(spaced, refused));
  sql::from_json_text(spaced, thorough);
  EXPECT_EQ(in_full(quick), in_full(decision));
  EXPECT_EQ(in_full(thorough), in_full(decision));
}

TEST(DecisionText, IsReadQuicklyAndTheSame) {
  expect_both_read(full_decision());
  AssignmentDecision nothing;
  expect_both_read(nothing);  // as before the planning engine: no part of the engine
  nothing.engine_version = "plan-1";
  expect_both_read(nothing);
  auto no_words = full_decision();
  no_words.violations.clear();
  no_words.notes.clear();
  no_words.chosen.reset();
  no_words.postponed_to.reset();
  expect_both_read(no_words);
}

TEST(DecisionText, WhatIsNotOrdinaryIsReadAllTheSame) {
  auto decision = full_decision();
  const auto expect_read = [&](const char* what) {
    AssignmentDecision read, refused;
    const auto text = sql::to_json_text(decision);
    EXPECT_FALSE(sql::read_plain(text, refused)) << what;
    sql::from_json_text(text, read);
    EXPECT_EQ(in_full(read), in_full(decision)) << what;
  };
  decision.reason = support::odd_text();
  expect_read("signs that are escaped");
  decision = full_decision();
  decision.seed = 18'446'744'073'709'551'615U;
  expect_read("a seed of twenty digits");
}

TEST(DecisionText, APartOfItIsNone) {
  const auto text = sql::to_json_text(full_decision());
  for (std::size_t length = 0; length < text.size(); ++length) {
    AssignmentDecision decision;
    EXPECT_FALSE(sql::read_plain(text.substr(0, length), decision)) << length;
    EXPECT_THROW(sql::from_json_text(text.substr(0, length), decision), std::runtime_error) << length;
  }
  AssignmentDecision decision;
  EXPECT_THROW(sql::from_json_text(text + "}", decision), std::runtime_error);
}

}  // namespace
