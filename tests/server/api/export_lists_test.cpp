// The lists of desk and office as files: their rows, and nothing of a person in clear.
#include "models/delivery.h"
#include "models/outage.h"
#include "models/phone_call.h"
#include "models/reading.h"
#include "models/transfer.h"
#include "tests/server/api/export_fixture.h"

namespace {

class ExportListsTest : public support::ExportApiTest {
 protected:
  void SetUp() override {
    ExportApiTest::SetUp();
    order_ = *models::WorkOrderId::parse(open_order());
    number_ = get("/api/v1/work-orders/" + order_.text(), supervisor_).json()["number"];
  }
  template <class Work>
  void store(Work work) {
    database_->write_now([&](models::Transaction& tx) {
      work(tx);
      return true;
    });
  }
  /// The rows of a file, each by its columns.
  std::vector<std::map<std::string, std::string>> rows(const std::string& list, const std::string& token,
                                                       const Json& filters = Json::object()) {
    const auto file = file_of({{"list", list}, {"format", "csv"}, {"filters", filters}}, token).body;
    for (const std::string secret : {"王秀兰", "5550-0142", "13800000142"})
      EXPECT_EQ(file.find(secret), std::string::npos) << list << ": " << secret;
    std::vector<std::vector<std::string>> table;
    for (const auto& line : lines(file.substr(3))) {
      table.emplace_back(1);
      for (const char c : line)
        if (c == ',')
          table.back().emplace_back();
        else
          table.back().back() += c;
    }
    std::vector<std::map<std::string, std::string>> all;
    for (std::size_t row = 1; row < table.size(); ++row) {
      EXPECT_EQ(table[row].size(), table[0].size()) << list;
      all.emplace_back();
      for (std::size_t i = 0; i < std::min(table[row].size(), table[0].size()); ++i)
        all.back()[table[0][i]] = table[row][i];
    }
    return all;
  }

  models::WorkOrderId order_;
  std::string number_;
};

TEST_F(ExportListsTest, RequestsWithWhoDecided) {
  models::Request asked;
  asked.work_order = order_;
  asked.kind = models::RequestKind::shelve;
  asked.state = models::RequestState::approved;
  asked.reason = "funds";
  asked.note = "等资金 电话13800000142";
  asked.resident_word = "王家说可以等 13800000142";
  asked.crew = town_.heat;
  asked.by_name = "老张";
  asked.at = now_;
  asked.decided_by_name = "主任";
  store([&](auto& tx) {
    tx.requests().insert(asked);
    asked.kind = models::RequestKind::pause;
    asked.state = models::RequestState::pending;
    tx.requests().insert(asked);
  });
  const auto all = rows("requests", dispatcher_);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].at("kind"), "pause") << "newest first";
  EXPECT_EQ(all[1].at("work_order"), number_);
  EXPECT_EQ(all[1].at("decided_by"), "主任");
  EXPECT_EQ(all[1].at("note"), "等资金 电话138****0142");
  std::string code;
  database_->read_now([&](models::Transaction& tx) { code = tx.crews().find(town_.heat)->code; });
  EXPECT_EQ(all[1].at("crew"), code);
  EXPECT_EQ(rows("requests", dispatcher_, {{"kind", "shelve"}}).size(), 1U);
  EXPECT_EQ(rows("requests", dispatcher_, {{"state", "refused"}}).size(), 0U);
}

TEST_F(ExportListsTest, AlertsAndChecksAlsoOfTheOthers) {
  models::Alert alert;
  alert.work_order = order_;
  alert.trigger = models::AlertTrigger::review;
  alert.who = models::AlertReader::town_leader;
  alert.at = now_;
  models::Recheck check;
  check.work_order = order_;
  check.drawn_at = now_;
  check.passed = false;
  check.note = "灯还不亮";
  check.done_at = now_;
  store([&](auto& tx) {
    alert.id = tx.escalations().insert(alert);
    alert.acknowledged_at = now_;
    alert.acknowledged_by = town_.supervisor.account;
    alert.acknowledged_by_name = "主任";
    tx.escalations().update(alert);
    tx.rechecks().insert(check);
  });
  EXPECT_EQ(rows("alerts", supervisor_).size(), 0U) << "as the list has them";
  const auto alerts = rows("alerts", supervisor_, {{"open", "false"}, {"everybodys", "true"}});
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].at("who"), "town_leader");
  EXPECT_EQ(alerts[0].at("acknowledged_by"), "主任");
  const auto checks = rows("rechecks", supervisor_, {{"open", "false"}});
  ASSERT_EQ(checks.size(), 1U);
  EXPECT_EQ(checks[0].at("passed"), "no");
  EXPECT_EQ(checks[0].at("work_order"), number_);
}

TEST_F(ExportListsTest, CallsAndOutages) {
  models::PhoneCall call;
  call.external_id = "c-1";
  call.caller = "13800000142";
  call.callee = "84220101";
  call.began_at = now_;
  call.recorded_at = now_;
  call.recorded_by = town_.operator_.account;
  models::Outage outage;
  outage.reason = models::OutageReason::power_cut;
  outage.words = "全村停电, 请等";
  outage.parent = order_;
  outage.declared_at = now_;
  outage.declared_by = town_.supervisor.account;
  outage.declared_by_name = "主任";
  store([&](auto& tx) {
    tx.phone_calls().insert(call);
    tx.outages().insert(outage);
  });
  const auto calls = rows("calls", operator_);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].at("caller"), "138****0142");
  EXPECT_EQ(rows("calls", operator_, {{"since", "2030-01-01T00:00:00Z"}}).size(), 0U);
  const auto file = file_of({{"list", "outages"}, {"format", "csv"}}, supervisor_).body;
  EXPECT_NE(file.find("power_cut,\"全村停电, 请等\"," + number_ + ",0,"), std::string::npos) << file;
}

TEST_F(ExportListsTest, MessagesAndOrdersHandedOver) {
  store([&](auto& tx) {
    models::Destination group;
    group.name = "抢修群";
    group.carrier = models::Carrier::wecom_robot;
    group.address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send";
    group.secret = "the-robots-own-key";
    models::Delivery one;
    one.destination = tx.deliveries().insert(group);
    one.message = "msg_1";
    one.work_order = order_;
    one.state = models::DeliveryState::dead;
    one.tries = 9;
    one.created_at = now_;
    one.last_error = "HTTP 500";
    one.event = tx.events().last();
    models::Transfer transfer;
    transfer.work_order = order_;
    transfer.destination = one.destination;
    transfer.destination_name = "市平台";
    transfer.delivery = tx.deliveries().insert(one);
    transfer.reference = "r-1";
    transfer.service_code = "001";
    transfer.state = models::TransferState::followed;
    transfer.their_id = "SR-7";
    transfer.at = now_;
    transfer.by = town_.supervisor.account;
    tx.deliveries().transfers().insert(transfer);
  });
  const auto messages = rows("deliveries", supervisor_);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].at("destination"), "抢修群");
  EXPECT_EQ(messages[0].at("tries"), "9");
  EXPECT_EQ(messages[0].at("work_order"), number_);
  EXPECT_EQ(rows("deliveries", supervisor_, {{"state", "sent"}}).size(), 0U);
  const auto transfers = rows("transfers", supervisor_);
  ASSERT_EQ(transfers.size(), 1U);
  EXPECT_EQ(transfers[0].at("their_id"), "SR-7");
  EXPECT_EQ(ask({{"list", "deliveries"}, {"format", "csv"}}, operator_).status, 403);
}

TEST_F(ExportListsTest, WhatIsOutsideOnesVillagesIsInNoFile) {
  store([&](auto& tx) {
    models::Outage outage;
    outage.parent = order_;
    outage.declared_at = now_;
    outage.declared_by = town_.supervisor.account;
    tx.outages().insert(outage);
  });
  ASSERT_EQ(rows("outages", operator_).size(), 1U);
  store([&](auto& tx) {
    auto account = *tx.accounts().find(town_.operator_.account);
    account.villages = {support::SmallTown::village_b};
    tx.accounts().update(account);
  });
  sessions_.remove_of(town_.operator_.account);
  for (const std::string list : {"outages", "work_orders", "requests", "call_backs"})
    EXPECT_TRUE(rows(list, operator_).empty()) << list;
}

TEST_F(ExportListsTest, ReadingsOfMoreDevicesThanOnePage) {
  const int devices = 450;
  store([&](auto& tx) {
    for (int i = 0; i < devices; ++i) {
      models::Facility lamp;
      lamp.code = "T-" + std::to_string(1000 + i);
      lamp.facility_class = "streetlight";
      lamp.village_code = support::SmallTown::village_a;
      lamp.position = models::Position{39.9, 116.7, "synthetic"};
      models::ReadingState state;
      state.facility = tx.facilities().insert(lamp);
      state.last = {{"current", {0.5, now_}}, {"voltage", {231, now_}}};
      state.watches["dark"] = {now_, now_, {}};
      state.readings = 3;
      state.changed_at = now_;
      tx.readings().save(state);
    }
  });
  const auto all = rows("readings", supervisor_);
  ASSERT_EQ(all.size(), 2U * devices);
  EXPECT_EQ(all[0].at("measure"), "current");
  EXPECT_EQ(all[0].at("value"), "0.5");
  EXPECT_EQ(all[0].at("rules"), "dark");
  std::set<std::string> lamps;
  for (const auto& row : all) lamps.insert(row.at("facility"));
  EXPECT_EQ(lamps.size(), static_cast<std::size_t>(devices));
  const auto map = Json::parse(file_of({{"list", "readings"}, {"format", "geojson"}}, supervisor_).body);
  EXPECT_EQ(map["features"].size(), 2U * devices);
}

TEST_F(ExportListsTest, AccountsWithoutWhatSignsThemIn) {
  const auto file = file_of({{"list", "accounts"}, {"format", "csv"}}, admin_).body;
  EXPECT_EQ(file.find("$argon2id"), std::string::npos);
  const auto all = rows("accounts", admin_, {{"q", "supervisor"}});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].at("role"), "supervisor");
  EXPECT_EQ(all[0].at("active"), "yes");
  for (const auto& token : {supervisor_, operator_, dispatcher_})
    EXPECT_EQ(ask({{"list", "accounts"}, {"format", "csv"}}, token).status, 403);
}

TEST_F(ExportListsTest, CallBacksAsTheDeskHasThem) {
  const auto found = get("/api/v1/call-backs", operator_).json()["items"].size();
  EXPECT_EQ(rows("call_backs", operator_).size(), found);
  store([&](auto& tx) {
    auto order = *tx.work_orders().find(order_);
    order.state = models::WorkOrderState::resolved;
    order.resolved_at = now_;
    tx.work_orders().update(order);
  });
  const auto due = rows("call_backs", operator_);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].at("reporter"), "王**");
  EXPECT_EQ(due[0].at("due"), "yes");
  EXPECT_EQ(due[0].at("reason"), "no_message");
}

TEST_F(ExportListsTest, WhatIsWrongInTheirFiltersIsNamed) {
  const std::vector<std::pair<Json, std::string>> table{
      {{{"list", "requests"}, {"filters", {{"kind", "wish"}}}}, "filters.kind"},
      {{{"list", "alerts"}, {"filters", {{"open", "maybe"}}}}, "filters.open"},
      {{{"list", "outages"}, {"filters", {{"running", "1"}}}}, "filters.running"},
      {{{"list", "calls"}, {"filters", {{"since", "yesterday"}}}}, "filters.since"},
      {{{"list", "deliveries"}, {"filters", {{"destination", "x"}}}}, "filters.destination"},
      {{{"list", "transfers"}, {"filters", {{"state", "lost"}}}}, "filters.state"},
      {{{"list", "readings"}, {"filters", {{"q", "x"}}}}, "filters.q"},
  };
  for (auto [wish, field] : table) {
    wish["format"] = "csv";
    const auto got = ask(wish, supervisor_);
    EXPECT_EQ(got.status, 422) << wish.dump();
    EXPECT_EQ(got.wrong_fields(), std::vector<std::string>{field}) << wish.dump();
  }
}

}  // namespace
