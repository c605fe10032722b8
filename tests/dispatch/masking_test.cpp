#include "dispatch/masking.h"

#include <gtest/gtest.h>

#include "dispatch/text.h"

namespace {

struct Pair {
  const char* clear;
  const char* masked;
};

TEST(Masking, Names) {
  for (const auto& [clear, masked] :
       {Pair{"王秀兰", "王**"}, {"李", "李**"}, {"欧阳修", "欧**"}, {"Anna Smith", "A**"}, {"", ""}})
    EXPECT_EQ(dispatch::mask_name(clear), masked) << clear;
}

TEST(Masking, Phones) {
  for (const auto& [clear, masked] : {Pair{"13812341234", "138****1234"},
                                      {"010-5550-0142", "010-****-0142"},
                                      {"+86 138 1234 1234", "+86 1** **** 1234"},
                                      {"69551234", "****1234"},
                                      {"12345", "*****"},
                                      {"", ""}})
    EXPECT_EQ(dispatch::mask_phone(clear), masked) << clear;
}

TEST(Masking, Addresses) {
  for (const auto& [clear, masked] : {Pair{"东街12号", "东街***"},
                                      {"大豆各庄村东街12号", "大豆各庄***"},
                                      {"12号", "***"},
                                      {"小学门口", "小学***"},
                                      {"路", "路***"},
                                      {"", ""}})
    EXPECT_EQ(dispatch::mask_address(clear), masked) << clear;
}

TEST(Masking, NumbersInFreeWords) {
  for (const auto& [clear, masked] : {Pair{"打13812341234找王师傅", "打138****1234找王师傅"},
                                      {"电话 010-5550-0142。", "电话 010-****-0142。"},
                                      {"69551234 或 138 1234 1234", "****1234 或 138 **** 1234"},
                                      {"2026-11-26 来过，花了120元", "2026-11-26 来过，花了120元"},
                                      {"见 LC20261126-0042", "见 LC20261126-0042"},
                                      {"LC-HP-243-0017 的灯", "LC-HP-243-0017 的灯"},
                                      {"39.909187, 116.703212", "39.909187, 116.703212"},
                                      {"", ""}})
    EXPECT_EQ(dispatch::mask_numbers(clear), masked) << clear;
}

TEST(Masking, FindsIdentityNumbersByTheirCheckDigit) {
  for (const auto* text :
       {"11010519491231002X", "身份证11010519491231002x号", "440308 19990101 0012", "110105-19491231-002X"})
    EXPECT_TRUE(dispatch::holds_identity_number(text)) << text;
  for (const auto* text : {"110105194912310021", "123456789012345678", "11010519491331002X", "13812341234",
                           "110112119243", "", "1101051949123100", "911010519491231002X"})
    EXPECT_FALSE(dispatch::holds_identity_number(text)) << text;
}

TEST(Masking, AnIdentityNumberIsRefusedInWhateverFieldOfWords) {
  dispatch::Fields fields;
  fields.text("description", "我的身份证是11010519491231002X", 4000, dispatch::Lines::many);
  ASSERT_FALSE(fields.good());
  EXPECT_EQ(fields.wrong().front().field, "description");
  EXPECT_EQ(fields.wrong().front().code, "personal");
}

TEST(Masking, AHomeSaysNothingOfItsHousehold) {
  models::Facility heater;
  heater.name = "兴各庄 12号 王秀兰家";
  heater.household = "王秀兰";
  heater.phone = "010-5551-0017";
  heater.address = "东街12号";
  heater.duties.owner = "王秀兰（农户）";
  const auto masked = dispatch::masked(heater);
  EXPECT_EQ(masked.name, "兴各庄 **号 王**家");
  EXPECT_EQ(masked.household, "王**");
  EXPECT_EQ(masked.phone, "010-****-0017");
  EXPECT_EQ(masked.address, "东街***");
  EXPECT_EQ(masked.duties.owner, "王**（农户）");
  models::Facility lamp;
  lamp.name = "学校门口 3号灯";
  lamp.address = "学校门口";
  EXPECT_EQ(dispatch::masked(lamp).name, lamp.name);
  EXPECT_EQ(dispatch::masked(lamp).address, lamp.address);
}

}  // namespace
