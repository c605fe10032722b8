// Screens copied out of village chat groups; every name, number and house in them is invented.
#include <gtest/gtest.h>

#include "dispatch/chat_reading.h"
#include "dispatch/chat_stamp.h"

namespace {

using dispatch::LeftOut;

constexpr int beijing = 8 * 3600;
const models::Time now = *models::parse_rfc3339("2026-11-26T10:00:00+08:00");  // a Thursday

std::string local(std::optional<models::Time> at) {
  return at ? models::to_rfc3339(*at + std::chrono::hours{8}).substr(0, 16) : "-";
}

TEST(ChatStamp, ReadsEveryFormOfTheProgram) {
  const auto today = std::chrono::floor<std::chrono::days>(now + std::chrono::hours{8});
  struct Case {
    const char* text;
    const char* day;  // - : none
    int minutes;      // -1: none
    std::size_t length;
  };
  const Case cases[] = {
      {"2026/11/26 9:12:33", "2026-11-26", 9 * 60 + 12, 18},
      {"2026-11-26 09:12", "2026-11-26", 9 * 60 + 12, 16},
      {"2026年11月5日 上午9:12", "2026-11-05", 9 * 60 + 12, 0},
      {"11月25日 晚上8:05", "2026-11-25", 20 * 60 + 5, 0},
      {"12月31日 09:00", "2025-12-31", 9 * 60, 0},
      {"昨天 18:30", "2026-11-25", 18 * 60 + 30, 0},
      {"前天 中午12:30", "2026-11-24", 12 * 60 + 30, 0},
      {"星期二 09:12", "2026-11-24", 9 * 60 + 12, 0},
      {"星期四 09:12", "2026-11-26", 9 * 60 + 12, 0},
      {"周日 凌晨12:40", "2026-11-22", 40, 0},
      {"中午1:05", "-", 13 * 60 + 5, 0},
      {"09:12", "-", 9 * 60 + 12, 5},
      {"09：12", "-", 9 * 60 + 12, 0},
  };
  for (const auto& one : cases) {
    const auto read = dispatch::read_stamp(one.text, today);
    ASSERT_TRUE(read) << one.text;
    const auto day = read->stamp.day ? models::to_rfc3339(models::Time{*read->stamp.day}).substr(0, 10) : "-";
    EXPECT_EQ(day, one.day) << one.text;
    const auto time = read->stamp.time_of_day;
    EXPECT_EQ(time ? static_cast<int>(time->count() / 60) : -1, one.minutes) << one.text;
    EXPECT_EQ(read->length, one.length != 0 ? one.length : std::string_view(one.text).size()) << one.text;
  }
  for (const auto* text : {"", "路灯", "25:00", "9点", "2026-13-01", "2月30日", "星期八 09:00", "12:345"})
    EXPECT_FALSE(dispatch::read_stamp(text, today)) << text;
}

struct Screen {
  const char* what;
  const char* text;
  std::vector<std::string> messages;  // sender|time|text|pictures
};

const std::vector<Screen>& screens() {
  static const std::vector<Screen> all{
      {"copied on a desk: name with a colon",
       "张大妈:\n东街路灯不亮了\n\n李四:\n收到\n",
       {"张大妈|-|东街路灯不亮了|0", "李四|-|收到|0"}},
      {"name and whole time on a line",
       "胡各庄-张三 2026/11/26 9:12:33\n厕所堵了\n味儿太大\n李四 2026/11/26 9:13:01\n[图片]\n",
       {"胡各庄-张三|2026-11-26T09:12|厕所堵了\n味儿太大|0", "李四|2026-11-26T09:13||1"}},
      {"sent on by mail: day between dashes, time behind the name",
       "—————  2026-11-25  —————\n\n\n王秀兰  18:02\n\n家里暖气不热\n\n\n王秀兰  18:03\n\n老人八十了\n",
       {"王秀兰|2026-11-25T18:02|家里暖气不热|0", "王秀兰|2026-11-25T18:03|老人八十了|0"}},
      {"read off a phone: the time stands alone above",
       "昨天 晚上8:15\n张三：\n门口灯一直闪\n上午9:40\n李四：\n[图片]这个杆子\n",
       {"张三|2026-11-25T20:15|门口灯一直闪|0", "李四|2026-11-26T09:40|这个杆子|1"}},
      {"the time in front, with a number behind the name",
       "2026-11-26 9:12:33 张三(10001)\n水管漏了\n2026-11-26 9:14:00 李四(10002)\n哪儿\n",
       {"张三|2026-11-26T09:12|水管漏了|0", "李四|2026-11-26T09:14|哪儿|0"}},
      {"one line each",
       "[09:12] 张三: 路灯不亮\n[09:13] 李四：厕所没水\n",
       {"张三|2026-11-26T09:12|路灯不亮|0", "李四|2026-11-26T09:13|厕所没水|0"}},
      {"a time later than now was yesterday's", "张三 23:50\n停电了\n", {"张三|2026-11-25T23:50|停电了|0"}},
      {"notices of the program are nobody's words",
       "张三 09:12\n路灯坏了\n\"李四\"邀请\"王五\"加入了群聊\n张三撤回了一条消息\n李四 "
       "09:20\n我拍了拍自己\n好的\n",
       {"张三|2026-11-26T09:12|路灯坏了|0", "李四|2026-11-26T09:20|好的|0"}},
      {"a form in the words is no sender",
       "张三 09:12\n地点：\n东街\n电话：\n13800000001\n故障：\n路灯不亮\n",
       {"张三|2026-11-26T09:12|地点：\n东街\n电话：\n13800000001\n故障：\n路灯不亮|0"}},
      {"a sentence with a time in it is no sender",
       "张三 09:12\n9:30 来人看看吧，灯坏了\n我说了，你等着 9:40\n",
       {"张三|2026-11-26T09:12|9:30 来人看看吧，灯坏了\n我说了，你等着 9:40|0"}},
      {"no sender at all", "路灯不亮了，东街口\n", {"|-|路灯不亮了，东街口|0"}},
      {"Windows line ends and wide spaces",
       "张三　09:12\r\n路灯　不亮\r\n",
       {"张三|2026-11-26T09:12|路灯 不亮|0"}},
  };
  return all;
}

TEST(ChatReading, TakesScreensApart) {
  for (const auto& screen : screens()) {
    std::vector<std::string> got;
    for (const auto& message : dispatch::read_chat(screen.text, now, beijing))
      got.push_back(message.sender + "|" + local(message.at) + "|" + message.text + "|" +
                    std::to_string(message.pictures));
    EXPECT_EQ(got, screen.messages) << screen.what;
  }
}

dispatch::ChatTown town() {
  dispatch::ChatTown town;
  const auto village = [&](const char* code, const char* name) {
    models::Village one;
    one.code = code;
    one.name = name;
    town.villages.push_back(one);
  };
  village("A", "胡各庄");
  village("B", "大东各庄");
  village("C", "东各庄");
  const auto add = [&](const char* code, const char* name) {
    models::FacilityClass one;
    one.code = code;
    one.name = {name, name};
    town.classes.push_back(one);
  };
  add("streetlight", "路灯");
  add("toilet", "公共厕所");
  add("heater", "煤改电取暖机");
  const auto kind = [&](const char* code, const char* of, std::vector<std::string> wording) {
    models::FaultKind one;
    one.code = code;
    one.facility_class = of;
    one.wording = std::move(wording);
    town.kinds.push_back(one);
  };
  kind("SL-01", "streetlight", {"路灯不亮", "灯不亮"});
  kind("WC-01", "toilet", {"厕所堵了", "冲不下去"});
  kind("WC-04", "toilet", {"没水"});
  kind("HP-01", "heater", {"不热", "家里冰凉"});
  return town;
}

TEST(ChatProposals, SayWhatEachMessageMayBeAbout) {
  struct Case {
    const char* text;
    LeftOut left_out;
    const char *village, *facility_class, *kind, *code, *phone;
  };
  const Case cases[] = {
      {"张三 09:12\n胡各庄东街路灯不亮了，电话138 0000 0001", LeftOut::nothing, "A", "streetlight", "SL-01",
       "", "138 0000 0001"},
      {"大东各庄-李四 09:12\n厕所堵了", LeftOut::nothing, "B", "toilet", "WC-01", "", ""},
      {"李四 09:12\nLC-SL-243-0001 这根杆歪了", LeftOut::nothing, "", "", "", "LC-SL-243-0001", ""},
      {"李四 09:12\n暖气没水了", LeftOut::nothing, "", "heater", "", "", ""},
      {"李四 09:12\n路灯修好了吗", LeftOut::question, "", "streetlight", "", "", ""},
      {"李四 09:12\n收到，谢谢", LeftOut::thanks, "", "", "", "", ""},
      {"李四 09:12\n修好了，路灯不亮的事解决了，谢谢", LeftOut::thanks, "", "streetlight", "SL-01", "", ""},
      {"李四 09:12\n明天开会", LeftOut::chatter, "", "", "", "", ""},
      {"李四 09:12\n[图片]", LeftOut::chatter, "", "", "", "", ""},
      {"李四 09:12\n村里停电了 010-5551-0142", LeftOut::nothing, "", "", "", "", "010-5551-0142"},
  };
  for (const auto& one : cases) {
    const auto got = dispatch::propose_reports(one.text, town(), now, beijing);
    ASSERT_TRUE(got) << one.text;
    ASSERT_EQ(got->size(), 1U) << one.text;
    const auto& proposal = got->front();
    EXPECT_EQ(proposal.left_out, one.left_out) << one.text;
    EXPECT_EQ(proposal.village_code, one.village) << one.text;
    EXPECT_EQ(proposal.facility_class, one.facility_class) << one.text;
    EXPECT_EQ(proposal.fault_kind, one.kind) << one.text;
    EXPECT_EQ(proposal.facility_code, one.code) << one.text;
    EXPECT_EQ(proposal.phone, one.phone) << one.text;
  }
}

TEST(ChatProposals, JoinWhatOneSenderWroteInPieces) {
  const auto got = dispatch::propose_reports(
      "张三 09:12\n在吗\n张三 09:13\n东街灯不亮\n张三 09:14\n[图片]\n李四 09:15\n我家也是\n张三 09:16\n急\n"
      "张三 09:40\n厕所堵了\n",
      town(), now, beijing);
  ASSERT_TRUE(got);
  ASSERT_EQ(got->size(), 4U);
  EXPECT_EQ((*got)[0].message.text, "在吗\n东街灯不亮");
  EXPECT_EQ((*got)[0].message.pictures, 1);
  EXPECT_EQ((*got)[3].message.text, "厕所堵了") << "24 minutes later it is another thing";
}

TEST(ChatProposals, RefuseWhatIsNoChat) {
  const auto wrong = [](const std::string& text) {
    const auto got = dispatch::propose_reports(text, town(), now, beijing);
    return got ? std::string("nothing") : got.error().fields.front().code;
  };
  EXPECT_EQ(wrong(""), "required");
  EXPECT_EQ(wrong(" \n \n"), "required");
  EXPECT_EQ(wrong("张三撤回了一条消息"), "bad_format");
  EXPECT_EQ(wrong(std::string(60'001, 'x')), "too_long");
  std::string many;
  for (int i = 0; i < 301; ++i) many += "a 09:12\nb\n";
  EXPECT_EQ(wrong(many), "too_long");
}

}  // namespace
