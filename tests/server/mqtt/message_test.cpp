// A topic and its payload become readings; what waits is bounded, and each topic has its turn.
#include <gtest/gtest.h>

#include "server/mqtt/codec_message.h"
#include "server/mqtt/inbox.h"
#include "server/mqtt/settings.h"

namespace {

const models::Time arrived = *models::parse_rfc3339("2026-01-12T20:00:00+08:00");

std::string wrong_field(const std::string& topic, const std::string& payload) {
  const auto read = mqtt::parse_message(topic, payload, arrived);
  return read ? "" : read.error().fields.at(0).field;
}

TEST(MqttMessage, TheTopicSaysOfWhichDeviceItIs) {
  const auto object = mqtt::parse_message("facility/LC-HP-1", R"({"return_temperature": 21.5})", arrived);
  ASSERT_TRUE(object);
  EXPECT_EQ(object->at(0).facility_code, "LC-HP-1");
  EXPECT_EQ(object->at(0).at, arrived);
  EXPECT_EQ(object->at(0).values.at("return_temperature"), 21.5);

  const auto number = mqtt::parse_message("circuit/C-7/current", "0.02", arrived);
  ASSERT_TRUE(number);
  EXPECT_EQ(number->at(0).circuit, "C-7");
  EXPECT_EQ(number->at(0).values.at("current"), 0.02);

  const auto timed = mqtt::parse_message(
      "facility/LC-HP-1", R"({"at": "2026-01-12T19:59:00+08:00", "values": {"power": 900}})", arrived);
  ASSERT_TRUE(timed);
  EXPECT_EQ(timed->at(0).at, arrived - std::chrono::minutes{1});

  const auto batch = mqtt::parse_message(
      "batch",
      R"({"readings": [{"circuit": "C-7", "at": "2026-01-12T19:59:00+08:00", "values": {"current": 1}}]})",
      arrived);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->at(0).circuit, "C-7");
}

TEST(MqttMessage, WhatIsWrongIsNamed) {
  for (const auto* topic :
       {"", "facility", "facility/", "facility//power", "lamp/X", "facility/A/b/c", "batch/1"})
    EXPECT_EQ(wrong_field(topic, "{}"), "topic") << topic;
  EXPECT_EQ(wrong_field("facility/A", "{"), "payload");
  EXPECT_EQ(wrong_field("facility/A", ""), "payload");
  EXPECT_EQ(wrong_field("facility/A", "\xff\xfe"), "payload");
  EXPECT_EQ(wrong_field("facility/A", "12"), "readings[0].values");
  EXPECT_EQ(wrong_field("facility/A", R"({"power": "much"})"), "readings[0].values.power");
  EXPECT_EQ(wrong_field("facility/A/power", R"({"power": 1})"), "readings[0].values.power");
  EXPECT_EQ(wrong_field("facility/A", R"({"values": {}, "facility_code": "B"})"), "facility_code");
  EXPECT_EQ(wrong_field("facility/A", R"({"at": "now", "values": {"power": 1}})"), "readings[0].at");
  EXPECT_EQ(wrong_field("facility/" + std::string(65, 'A'), R"({"power": 1})"), "readings[0].facility_code");
  EXPECT_EQ(wrong_field("facility/A", std::string(60'000, '[')), "payload");
}

mqtt::Message message(const std::string& topic, int number) {
  return {topic, std::to_string(number), arrived};
}

std::string taken(mqtt::Inbox& inbox, std::size_t most) {
  std::string all;
  for (const auto& one : inbox.take(most, std::chrono::milliseconds{0})) all += one.topic + one.payload + " ";
  return all;
}

TEST(MqttInbox, AFloodDelaysNobodyElseAndLosesOnlyItsOwn) {
  mqtt::Inbox inbox(10, 4);
  for (int i = 0; i < 1000; ++i) inbox.put(message("flood", i));
  inbox.put(message("a", 1));
  inbox.put(message("b", 1));
  inbox.put(message("a", 2));
  EXPECT_EQ(inbox.waiting(), 7U);
  EXPECT_EQ(inbox.dropped(), 996U);
  EXPECT_EQ(taken(inbox, 4), "flood996 a1 b1 flood997 ");
  EXPECT_EQ(taken(inbox, 10), "a2 flood998 flood999 ");
  EXPECT_EQ(taken(inbox, 10), "");
}

TEST(MqttInbox, AFullInboxKeepsTheNewestOfThoseInIt) {
  mqtt::Inbox inbox(3, 3);
  inbox.put(message("a", 1));
  inbox.put(message("b", 1));
  inbox.put(message("c", 1));
  inbox.put(message("d", 1));  // nobody's place is taken from them
  inbox.put(message("b", 2));
  EXPECT_EQ(inbox.dropped(), 2U);
  EXPECT_EQ(taken(inbox, 10), "a1 b2 c1 ");
}

TEST(MqttInbox, WhatADeviceSaysUnderSeveralTopicsStaysInItsOrder) {
  mqtt::Inbox inbox(10, 10);
  inbox.put(message("facility/A/power", 1));
  inbox.put(message("facility/A/power", 2));
  inbox.put(message("facility/A/return_temperature", 3));
  inbox.put(message("facility/B", 4));
  inbox.put(message("facility/A", 5));
  EXPECT_EQ(taken(inbox, 10),
            "facility/A/power1 facility/B4 facility/A/power2 facility/A/return_temperature3 facility/A5 ");
}

TEST(MqttInbox, ClosedItGivesAndTakesNothing) {
  mqtt::Inbox inbox(3, 3);
  inbox.put(message("a", 1));
  inbox.close();
  inbox.put(message("a", 2));
  EXPECT_EQ(taken(inbox, 10), "");
}

TEST(MqttSettings, WhatDoesNotBelongTogetherIsSaid) {
  mqtt::Settings settings;
  settings.prefix = "#";
  EXPECT_EQ(mqtt::wrong_with(settings), "") << "nobody is listened to";
  settings.broker = "127.0.0.1:1883";
  for (const auto* prefix : {"", "#", "a/+/b", "/a", "a/"}) {
    settings.prefix = prefix;
    EXPECT_TRUE(mqtt::wrong_with(settings).starts_with("mqtt.prefix")) << prefix;
  }
  settings.prefix = "a/b";
  settings.password = "secret";
  EXPECT_TRUE(mqtt::wrong_with(settings).starts_with("mqtt.password_file"));
  settings.username = "town";
  EXPECT_EQ(mqtt::wrong_with(settings), "");
}

}  // namespace
