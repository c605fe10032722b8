// Short messages the whole way: owed, handed over, asked about, never twice.
#include "server/delivery/short_messages.h"

#include <gtest/gtest.h>

#include "models/names.h"
#include "server/delivery/sender.h"
#include "tests/server/delivery/telephone_companies.h"
#include "tests/support/small_town.h"
#include "tests/support/storage_fixture.h"

namespace {

using dispatch::ReviewedTemplate;
using models::Carrier;
using models::DeliveryState;
using models::EventKind;

// help.aliyun.com, 阿里云 SDK / V3 版本请求体 & 签名机制, 固定参数示例.
TEST(ShortMessageSignatures, AliyunsOwnExample) {
  const delivery::AliyunCall call{
      "ecs.cn-shanghai.aliyuncs.com",
      "RunInstances",
      "2014-05-26",
      {{"RegionId", "cn-shanghai"}, {"ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}},
      "2023-10-26T10:22:32Z",
      "3156853299f313e23d1673dc12e1703d"};
  const auto headers = delivery::aliyun_headers(call, "YourAccessKeyId", "YourAccessKeySecret");
  EXPECT_EQ(
      headers.back().second,
      "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
      "x-acs-date;x-acs-signature-nonce;x-acs-version,Signature="
      "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
  EXPECT_EQ(delivery::aliyun_query({{"b", "a b*灯"}, {"a", "~"}}), "a=~&b=a%20b%2A%E7%81%AF");
}

// cloud.tencent.com/document/api/213/30654, 签名方法 v3 (the edition that signs content-type and host).
TEST(ShortMessageSignatures, TencentsOwnExample) {
  EXPECT_EQ(delivery::tencent_authorization(
                "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", "cvm",
                "cvm.tencentcloudapi.com", 1551113065,
                R"({"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]})"),
            "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
            "SignedHeaders=content-type;host, "
            "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168");
}

class ShortMessages : public testing::TestWithParam<Carrier> {
 protected:
  ShortMessages() : database_(support::open_storage(folder_.path())), now_(support::monday_morning()) {
    write([&](models::Transaction& tx) { town_ = support::build_small_town(tx); });
    const auto clock = [this] { return models::to_unix(now_); };
    if (GetParam() == Carrier::aliyun_sms)
      company_ = std::make_unique<fakes::Aliyun>("LTAI-key", "the secret", clock);
    else
      company_ = std::make_unique<fakes::Tencent>("AKID-key", "the secret", clock);
    delivery::SenderOptions options;
    options.clock = [this] { return now_; };
    options.wire.private_addresses = true;
    options.on_error = [](const std::string&, const std::string& what) { ADD_FAILURE() << what; };
    sender_ = std::make_unique<delivery::Sender>(*database_, options);
  }
  void TearDown() override { EXPECT_TRUE(company_->wrong().empty()) << company_->wrong().front(); }
  template <class Work>
  void write(const Work& work) {
    database_->write_now([&](models::Transaction& tx) {
      work(tx);
      return true;
    });
  }
  models::Destination destination(const std::string& address, EventKind about) {
    models::Destination one;
    one.name = "短信";
    one.carrier = GetParam();
    one.address = address;
    one.secret = "the secret";
    one.options = {{"key", GetParam() == Carrier::aliyun_sms ? "LTAI-key" : "AKID-key"},
                   {"sign", "潞城镇政府"},
                   {"app", "1400006666"},
                   {"server", company_->url()}};
    dispatch::put_template(one, ReviewedTemplate{about, "SMS_154950909", {"number", "village"}});
    return one;
  }
  models::DestinationId add(const models::Destination& one) {
    models::DestinationId id;
    write([&](models::Transaction& tx) {
      const auto saved = dispatch::save_destination(tx, town_.supervisor, one);
      ASSERT_TRUE(saved) << saved.error().detail;
      id = saved->id;
    });
    return id;
  }
  void open_order(const std::string& phone = "138 0000 0001") {
    write([&](models::Transaction& tx) {
      support::open_order_for(tx, town_.operator_, support::call("王秀兰", phone, "HP-NOHEAT", town_.heater),
                              now_);
    });
  }
  models::Delivery last() {
    models::Delivery found;
    database_->read_now([&](models::Transaction& tx) { found = tx.deliveries().search({}).items.at(0); });
    return found;
  }
  void after(std::chrono::seconds time) {
    now_ += time;
    sender_->send_due();
  }

  support::TemporaryFolder folder_;
  std::unique_ptr<storage::Database> database_;
  models::Time now_;
  support::SmallTown town_;
  std::unique_ptr<fakes::TelephoneCompany> company_;
  std::unique_ptr<delivery::Sender> sender_;
};
INSTANTIATE_TEST_SUITE_P(Companies, ShortMessages, testing::Values(Carrier::aliyun_sms, Carrier::tencent_sms),
                         [](const auto& one) { return std::string(models::name(one.param)); });

TEST_P(ShortMessages, OneIsSentWhenItsReceiptCameAndNotBefore) {
  add(destination("13900000002", EventKind::work_order_opened));
  open_order();
  sender_->send_due();
  ASSERT_EQ(company_->taken().size(), 1u);
  const auto got = company_->taken().at(0);
  EXPECT_TRUE(got.number == "13900000002" || got.number == "+8613900000002") << got.number;
  EXPECT_EQ(got.sign, "潞城镇政府");
  EXPECT_EQ(got.template_id, "SMS_154950909");
  EXPECT_NE(got.values.find("LC20261123-0001"), std::string::npos) << got.values;
  EXPECT_EQ(got.own_id, last().message);
  EXPECT_EQ(last().state, DeliveryState::handed_over);
  EXPECT_FALSE(last().reference.empty());
  after(std::chrono::seconds{29});
  EXPECT_EQ(company_->asked(), 0);
  after(std::chrono::seconds{1});
  EXPECT_EQ(company_->asked(), 1);
  EXPECT_EQ(last().state, DeliveryState::handed_over);
  company_->give_receipts(true);
  after(std::chrono::minutes{2});
  EXPECT_EQ(last().state, DeliveryState::sent);
  EXPECT_EQ(company_->taken().size(), 1u);
}

TEST_P(ShortMessages, AReporterIsToldUnderTheNumberThatStandsInTheReport) {
  add(destination("reporter", EventKind::report_accepted));
  open_order();
  EXPECT_EQ(last().about, EventKind::report_accepted);
  for (const auto& [name, value] : last().facts) EXPECT_EQ(value.find("138"), std::string::npos) << name;
  sender_->send_due();
  ASSERT_EQ(company_->taken().size(), 1u);
  EXPECT_TRUE(company_->taken().at(0).number.ends_with("13800000001"));
  open_order("010-69591234");
  sender_->send_due();
  EXPECT_EQ(company_->taken().size(), 1u) << "a number in a house takes no short message";
}

TEST_P(ShortMessages, AReporterWhoseNumberIsGoneGetsNone) {
  add(destination("reporter", EventKind::report_accepted));
  open_order();
  write([&](models::Transaction& tx) {
    auto report = *tx.reports().find(last().report);
    report.reporter.phone.clear();
    tx.reports().update(report);
  });
  sender_->send_due();
  EXPECT_TRUE(company_->taken().empty());
  EXPECT_EQ(last().state, DeliveryState::dead);
  EXPECT_NE(last().last_error.find("no longer kept"), std::string::npos);
}

TEST_P(ShortMessages, ARestIsKeptAndTheMessageGoesAfterwards) {
  add(destination("13900000002", EventKind::work_order_opened));
  open_order();
  company_->be(fakes::Mood::busy);
  sender_->send_due();
  EXPECT_EQ(last().state, DeliveryState::waiting);
  EXPECT_GE(*last().next_at - now_, models::Duration{30}) << "what the company asks for";
  company_->be(fakes::Mood::takes);
  after(std::chrono::hours{1});
  EXPECT_EQ(company_->taken().size(), 1u);
}

TEST_P(ShortMessages, AMistakeWaitsForAPersonWithItsWords) {
  add(destination("13900000002", EventKind::work_order_opened));
  open_order();
  company_->be(fakes::Mood::no_template);
  sender_->send_due();
  EXPECT_EQ(last().state, DeliveryState::dead);
  EXPECT_NE(last().last_error.find(GetParam() == Carrier::aliyun_sms ? "isv.SMS_TEMPLATE_ILLEGAL"
                                                                     : "TemplateIncorrectOrUnapproved"),
            std::string::npos);
  EXPECT_EQ(last().tries, 1);
}

TEST_P(ShortMessages, WhatMayHaveBeenTakenIsAskedAboutAndNotSentTwice) {
  add(destination("13900000002", EventKind::work_order_opened));
  open_order();
  company_->be(fakes::Mood::swallows);
  sender_->send_due();
  company_->be(fakes::Mood::takes);
  EXPECT_EQ(last().state, DeliveryState::handed_over);
  EXPECT_TRUE(last().reference.empty());
  company_->give_receipts(true);
  after(std::chrono::seconds{40});
  EXPECT_EQ(last().state, DeliveryState::sent);
  after(std::chrono::hours{1});
  EXPECT_EQ(company_->taken().size(), 1u);
}

TEST_P(ShortMessages, WhatNobodyHasHeardOfForThreeMinutesGoesOutAgain) {
  add(destination("13900000002", EventKind::work_order_opened));
  open_order();
  company_->be(fakes::Mood::loses);
  sender_->send_due();
  company_->be(fakes::Mood::takes);
  for (int i = 0; i < 5; ++i) after(std::chrono::seconds{35});
  EXPECT_TRUE(company_->taken().empty()) << "asked first";
  EXPECT_GE(company_->asked(), 3);
  for (int i = 0; i < 5; ++i) after(std::chrono::seconds{35});
  EXPECT_EQ(company_->taken().size(), 1u);
}

TEST_P(ShortMessages, ACrashBetweenSendingAndWritingDownIsAskedAbout) {
  add(destination("13900000002", EventKind::work_order_opened));
  open_order();
  write([&](models::Transaction& tx) { dispatch::begin_try(tx, last(), now_); });
  sender_->send_due();
  EXPECT_TRUE(company_->taken().empty()) << "perhaps it went out before the crash";
  after(std::chrono::seconds{31});
  EXPECT_EQ(company_->asked(), 1);
  EXPECT_TRUE(company_->taken().empty());
}

TEST_P(ShortMessages, AFailedReceiptIsDeadAndCanBeSentAgain) {
  add(destination("13900000002", EventKind::work_order_opened));
  open_order();
  sender_->send_due();
  company_->give_receipts(false);
  after(std::chrono::seconds{31});
  EXPECT_EQ(last().state, DeliveryState::dead);
  EXPECT_TRUE(last().last_error.starts_with("not delivered: ")) << last().last_error;
  write([&](models::Transaction& tx) {
    EXPECT_EQ(*dispatch::send_all_again(tx, town_.supervisor, {}, now_), 1);
  });
  sender_->send_due();
  EXPECT_EQ(company_->taken().size(), 2u);
}

TEST_P(ShortMessages, ATestSaysThatItIsOne) {
  const auto id = add(destination("13900000002", EventKind::work_order_opened));
  write([&](models::Transaction& tx) {
    EXPECT_TRUE(dispatch::test_destination(tx, town_.supervisor, id, "1", now_));
    EXPECT_FALSE(dispatch::test_destination(tx, town_.operator_, id, "2", now_));
  });
  sender_->send_due();
  ASSERT_EQ(company_->taken().size(), 1u);
  EXPECT_NE(company_->taken().at(0).values.find("测试"), std::string::npos);
}

TEST_P(ShortMessages, EveryMistakeOfADestinationIsNamed) {
  struct Row {
    const char* what;
    void (*spoil)(models::Destination&);
    const char* field;
  };
  const Row rows[] = {
      {"no number", [](auto& one) { one.address = "010-69591234"; }, "address"},
      {"two numbers", [](auto& one) { one.address = "13900000002,13900000003"; }, "address"},
      {"no signature", [](auto& one) { one.options.erase("sign"); }, "sms_sign"},
      {"no key", [](auto& one) { one.options.erase("key"); }, "sms_key"},
      {"no secret", [](auto& one) { one.secret.clear(); }, "secret"},
      {"no template", [](auto& one) { one.options.erase("template.work_order_opened"); }, "sms_templates"},
      {"a variable of a person", [](auto& one) { one.options["template.work_order_opened"] = "SMS_1 name"; },
       "sms_templates"},
      {"too many variables",
       [](auto& one) {
         one.options["template.work_order_opened"] = "SMS_1 due due due due due due due due due";
       },
       "sms_templates"},
      {"what reporters are not told", [](auto& one) { one.address = "reporter"; }, "sms_templates"},
      {"a summary", [](auto& one) { one.digest_above = 3; }, "digest_above"},
      {"a server that is none", [](auto& one) { one.options["server"] = "ftp://a"; }, "sms_server"},
  };
  for (const auto& row : rows) {
    auto one = destination("13900000002", EventKind::work_order_opened);
    row.spoil(one);
    write([&](models::Transaction& tx) {
      const auto saved = dispatch::save_destination(tx, town_.supervisor, one);
      ASSERT_FALSE(saved) << row.what;
      bool named = false;
      for (const auto& field : saved.error().fields) named = named || field.field == row.field;
      EXPECT_TRUE(named) << row.what;
    });
  }
}

}  // namespace
