// Devices publish to a real broker, and the town's hotline has an order.
#include "server/mqtt/intake.h"

#include <fstream>
#include <functional>
#include <mutex>
#include <thread>

#include "tests/server/api/fixture.h"
#include "tests/server/mqtt/broker.h"
#include "tests/support/refusing_database.h"

namespace {

using namespace std::chrono_literals;
using mqtt_test::Broker;
using mqtt_test::Publisher;

class MqttIntakeTest : public ApiTest {
 protected:
  MqttIntakeTest() {
    models::ReadingRule rule;
    rule.code = "cold";
    rule.name = {"回水变凉", "cold"};
    rule.facility_class = "heater";
    rule.fault_kind = "HP-COOL";
    rule.when = {"return_temperature", true, 30};
    rule.clears_at = 33;
    rule.fresh = 20min;
    readings_->rules = {rule};
  }
  mqtt::IntakeOptions options(const std::string& broker) {
    mqtt::IntakeOptions options;
    options.settings.broker = broker;
    options.settings.longest_pause = 1s;
    options.clock = [this] {
      const std::lock_guard lock(mutex_);
      return now_ + std::chrono::seconds{ticks_++};  // each message a second after the one before
    };
    options.on_error = [this](const std::string&, const std::string& what) {
      const std::lock_guard lock(mutex_);
      troubles_ += what + "\n";
    };
    return options;
  }
  static bool comes(const std::function<bool()>& what) {
    for (int tries = 0; tries < 1000; ++tries) {
      if (what()) return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }
  std::string troubles() {
    const std::lock_guard lock(mutex_);
    return troubles_;
  }
  std::size_t orders() { return get("/api/v1/work-orders", operator_).json()["items"].size(); }

  std::mutex mutex_;
  std::string troubles_;
  int ticks_ = 0;
};

TEST_F(MqttIntakeTest, AHeaterThatGoesColdBecomesOneOrder) {
  Broker broker;
  mqtt::Intake intake(*database_, readings_, options(broker.address()));
  intake.start();
  ASSERT_TRUE(comes([&] { return intake.counters().connected.load(); })) << troubles();
  Publisher device(broker);
  for (int i = 0; i < 100; ++i)
    device.publish("lamplighter/readings/facility/LC-HP-1", R"({"return_temperature": 20})");
  device.publish("elsewhere/facility/LC-HP-1", R"({"return_temperature": 20})");
  device.publish("lamplighter/readings/facility/LC-HP-1/return_temperature", "19.5");
  ASSERT_TRUE(comes([&] { return intake.counters().messages >= 101 && intake.inbox().waiting() == 0; }));
  intake.stop();
  EXPECT_EQ(intake.counters().messages, 101U);
  EXPECT_EQ(readings_->taken + static_cast<std::int64_t>(intake.inbox().dropped()), 101);
  EXPECT_EQ(readings_->reports, 1);
  EXPECT_EQ(orders(), 1U);
}

TEST_F(MqttIntakeTest, GarbageIsCountedAndHarmsNobody) {
  Broker broker;
  auto asked = options(broker.address());
  asked.settings.message_bytes = 2000;
  mqtt::Intake intake(*database_, readings_, asked);
  intake.start();
  ASSERT_TRUE(comes([&] { return intake.counters().connected.load(); })) << troubles();
  Publisher device(broker);
  device.publish("lamplighter/readings/facility/LC-HP-1",
                 std::string(100'000, 'x'));  // the broker keeps it back
  device.publish("lamplighter/readings/facility/LC-HP-1", std::string(2'500, 'x'));
  device.publish("lamplighter/readings/facility/LC-HP-1", "{");
  device.publish("lamplighter/readings/weather", "12");
  device.publish("lamplighter/readings/facility/NOBODY", R"({"return_temperature": 20})");
  device.publish("lamplighter/readings/facility/LC-HP-1", R"({"return_temperature": 20})");
  ASSERT_TRUE(comes([&] { return readings_->taken == 1; })) << troubles();
  intake.stop();
  EXPECT_EQ(intake.counters().unfit, 1U);
  EXPECT_EQ(intake.unreadable(), 2U);
  EXPECT_EQ(readings_->refused, 1);
  EXPECT_EQ(orders(), 1U);
  EXPECT_NE(troubles().find("lamplighter/readings/facility/LC-HP-1 cannot be read: payload"),
            std::string::npos)
      << troubles();
}

TEST_F(MqttIntakeTest, WhatABrokerKeepsForNewcomersIsOfNoKnownTime) {
  Broker broker;
  Publisher device(broker);
  device.publish("lamplighter/readings/facility/LC-HP-1", R"({"return_temperature": 20})", true);
  mqtt::Intake intake(*database_, readings_, options(broker.address()));
  intake.start();
  ASSERT_TRUE(comes([&] { return intake.counters().messages == 1; })) << troubles();
  device.publish("lamplighter/readings/facility/LC-HP-1", R"({"return_temperature": 35})");
  ASSERT_TRUE(comes([&] { return readings_->taken == 1; })) << troubles();
  intake.stop();
  EXPECT_EQ(orders(), 0U);
}

TEST_F(MqttIntakeTest, ABrokerThatGoesAwayIsFoundAgain) {
  Broker broker;
  mqtt::Intake intake(*database_, readings_, options(broker.address()));
  intake.start();
  ASSERT_TRUE(comes([&] { return intake.counters().connected.load(); })) << troubles();
  broker.stop();
  ASSERT_TRUE(comes([&] { return !intake.counters().connected.load(); }));
  broker.start();
  ASSERT_TRUE(comes([&] { return intake.counters().connected.load(); })) << troubles();
  EXPECT_FALSE(troubles().empty());
  Publisher device(broker);
  ASSERT_TRUE(comes([&] {
    device.publish("lamplighter/readings/facility/LC-HP-1", R"({"return_temperature": 20})");
    return readings_->taken > 0;
  })) << troubles();
  intake.stop();
}

TEST_F(MqttIntakeTest, AWrongPasswordIsSaidAndNothingIsTaken) {
  const auto accounts = support::TemporaryFolder{};
  const auto file = (accounts.path() / "accounts").string();
  std::ofstream(file).close();
  ASSERT_EQ(
      std::system(
          ("mosquitto_passwd -b -c " + file + " town right >/dev/null 2>&1 && chmod 644 " + file).c_str()),
      0);
  std::filesystem::permissions(accounts.path(),
                               std::filesystem::perms::others_exec | std::filesystem::perms::owner_all);
  Broker broker("allow_anonymous false\npassword_file " + file + "\n");
  auto asked = options(broker.address());
  asked.settings.username = "town";
  asked.settings.password = "wrong";
  mqtt::Intake refused(*database_, readings_, asked);
  refused.start();
  ASSERT_TRUE(comes([&] { return !troubles().empty(); }));
  refused.stop();
  EXPECT_FALSE(refused.counters().connected);
  EXPECT_NE(troubles().find("Not authorized"), std::string::npos) << troubles();

  asked.settings.password = "right";
  mqtt::Intake let_in(*database_, readings_, asked);
  let_in.start();
  ASSERT_TRUE(comes([&] { return let_in.counters().connected.load(); })) << troubles();
  Publisher(broker, "town", "right")
      .publish("lamplighter/readings/facility/LC-HP-1", R"({"return_temperature": 20})");
  EXPECT_TRUE(comes([&] { return readings_->taken == 1; })) << troubles();
  let_in.stop();
}

TEST_F(MqttIntakeTest, WhatWasHeardBeforeTheDutyBeganIsTakenIn) {
  support::RefusingDatabase database(*database_, 0);
  mqtt::Intake intake(database, readings_, options("127.0.0.1:1"));
  database.let_another_be_on_duty(true);
  intake.put("facility/LC-HP-1", R"({"return_temperature": 20})", false);
  intake.put("facility/LC-HP-1", R"({"return_temperature": 19})", false);
  intake.take_waiting();
  EXPECT_EQ(readings_->taken, 0) << "the other one does it";
  database.let_another_be_on_duty(false);  // it went, and had noted neither
  intake.take_waiting();
  EXPECT_EQ(readings_->taken, 2);
  EXPECT_EQ(orders(), 1U);
  intake.take_waiting();
  EXPECT_EQ(readings_->taken, 2) << "once";
}

TEST_F(MqttIntakeTest, WhatCannotBeStoredIsTriedUntilItIs) {
  support::RefusingDatabase database(*database_, 2);
  mqtt::Intake intake(database, readings_, options("127.0.0.1:1"));
  intake.put("facility/LC-HP-1", R"({"return_temperature": 20})", false);
  EXPECT_EQ(intake.take_waiting(), 1U);
  EXPECT_EQ(database.left(), 0);
  EXPECT_EQ(readings_->taken, 1);
  EXPECT_EQ(orders(), 1U);
  EXPECT_NE(troubles().find("no space"), std::string::npos) << troubles();
}

}  // namespace
