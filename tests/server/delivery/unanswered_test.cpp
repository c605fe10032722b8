// A danger order that no telephone answers: after two minutes the chat group and the duty telephone hear of
// it.
#include <gtest/gtest.h>

#include "dispatch/lifecycle.h"
#include "dispatch/push.h"
#include "dispatch/short_messages.h"
#include "server/delivery/sender.h"
#include "tests/server/delivery/telephone_companies.h"
#include "tests/support/small_town.h"
#include "tests/support/storage_fixture.h"

namespace {

using models::Carrier;
using models::EventKind;

class UnansweredStory : public testing::Test {
 protected:
  UnansweredStory()
      : database_(support::open_storage(folder_.path())),
        now_(support::monday_morning()),
        group_(fakes::wecom("group-key", [this] { return models::to_unix(now_); })),
        company_("LTAI-key", "the secret", [this] { return models::to_unix(now_); }) {
    write([&](models::Transaction& tx) { town_ = support::build_small_town(tx); });
    delivery::SenderOptions options;
    options.clock = [this] { return now_; };
    options.wire.private_addresses = true;
    options.on_error = [](const std::string&, const std::string& what) { ADD_FAILURE() << what; };
    sender_ = std::make_unique<delivery::Sender>(*database_, options);
    models::Destination group;
    group.name = "值班群";
    group.carrier = Carrier::wecom_robot;
    group.address = group_.url("/cgi-bin/webhook/send");
    group.secret = "group-key";
    group.about = {EventKind::work_order_unanswered};
    add(group);
    models::Destination duty;
    duty.name = "值班手机";
    duty.carrier = Carrier::aliyun_sms;
    duty.address = "13900000002";
    duty.secret = "the secret";
    duty.options = {{"key", "LTAI-key"}, {"sign", "潞城镇政府"}, {"server", company_.url()}};
    dispatch::put_template(duty, {EventKind::work_order_unanswered, "SMS_154950909", {"number", "village"}});
    add(duty);
  }
  template <class Work>
  void write(const Work& work) {
    database_->write_now([&](models::Transaction& tx) {
      work(tx);
      return true;
    });
  }
  void add(const models::Destination& one) {
    write([&](models::Transaction& tx) {
      const auto saved = dispatch::save_destination(tx, town_.supervisor, one);
      ASSERT_TRUE(saved) << saved.error().detail;
    });
  }
  models::WorkOrder open_danger() {
    models::WorkOrder order;
    auto call = support::call("王秀兰", "13812345678", "HP-NOHEAT", town_.heater);
    call.danger = true;
    write([&](models::Transaction& tx) {
      order = support::open_order_for(tx, town_.operator_, call, now_).work_order.value();
    });
    return order;
  }
  /// What the watcher and the sender do by themselves.
  void after(std::chrono::seconds time) {
    now_ += time;
    write([&](models::Transaction& tx) { dispatch::watch_unanswered(tx, now_, 50); });
    sender_->send_due();
  }

  support::TemporaryFolder folder_;
  std::unique_ptr<storage::Database> database_;
  models::Time now_;
  support::SmallTown town_;
  fakes::Receiver group_;
  fakes::Aliyun company_;
  std::unique_ptr<delivery::Sender> sender_;
};

TEST_F(UnansweredStory, AfterTwoMinutesTheChatGroupAndTheDutyTelephoneAreToldOnce) {
  const auto order = open_danger();
  ASSERT_EQ(order.severity, models::Severity::danger);
  ASSERT_EQ(order.state, models::WorkOrderState::assigned);
  after(std::chrono::seconds{119});
  EXPECT_TRUE(group_.received().empty());
  EXPECT_TRUE(company_.taken().empty());
  after(std::chrono::seconds{1});
  ASSERT_EQ(group_.received().size(), 1u);
  EXPECT_NE(group_.received()[0].body.find(order.number), std::string::npos);
  EXPECT_EQ(group_.received()[0].body.find("13812345678"), std::string::npos);
  EXPECT_EQ(group_.received()[0].body.find("王秀兰"), std::string::npos);
  ASSERT_EQ(company_.taken().size(), 1u);
  EXPECT_EQ(company_.taken()[0].number, "13900000002");
  EXPECT_NE(company_.taken()[0].values.find(order.number), std::string::npos);
  company_.give_receipts(true);
  for (int minute = 0; minute < 10; ++minute) after(std::chrono::minutes{1});
  EXPECT_EQ(group_.received().size(), 1u) << "once";
  EXPECT_EQ(company_.taken().size(), 1u);
  EXPECT_TRUE(company_.wrong().empty()) << company_.wrong().front();
}

TEST_F(UnansweredStory, WhoAcceptsInTimeLeavesTheOthersInPeace) {
  const auto order = open_danger();
  now_ += std::chrono::seconds{100};
  write([&](models::Transaction& tx) {
    const auto& member = town_.member_of(order.crew);
    ASSERT_TRUE(dispatch::accept(tx, {member, order.id, std::nullopt, now_}));
  });
  after(std::chrono::minutes{10});
  EXPECT_TRUE(group_.received().empty());
  EXPECT_TRUE(company_.taken().empty());
}

}  // namespace
