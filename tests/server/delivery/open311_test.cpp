// Another office's Open311 server, well behaved and hostile: an order is given to it, and followed there.
#include "server/delivery/open311.h"

#include <gtest/gtest.h>

#include "server/delivery/codec_open311.h"
#include "server/delivery/sender.h"
#include "tests/server/delivery/fakes.h"
#include "tests/support/small_town.h"
#include "tests/support/storage_fixture.h"

namespace {

using fakes::Received;
using models::TransferState;

http::Response json(const std::string& body, int status = 200) {
  return http::Response::make(status, "application/json; charset=utf-8", body);
}
http::Response xml(const std::string& body, int status = 200) {
  return http::Response::make(status, "text/xml; charset=utf-8", body);
}
bool is_post(const Received& got) { return got.body.find("service_code=") != std::string::npos; }

class Open311Test : public testing::Test {
 protected:
  Open311Test() : database_(support::open_storage(folder_.path())), now_(support::monday_morning()) {
    write([&](models::Transaction& tx) {
      town_ = support::build_small_town(tx);
      order_ = support::open_order_for(tx, town_.operator_,
                                       support::call("Li", "13800000002", "SL-DARK", town_.lone_lamp), now_)
                   .work_order->id;
    });
  }
  template <class Work>
  void write(const Work& work) {
    database_->write_now([&](models::Transaction& tx) {
      work(tx);
      return true;
    });
  }
  delivery::SenderOptions options(bool inside = true) {
    delivery::SenderOptions made;
    made.clock = [this] { return now_; };
    made.wire.private_addresses = inside;
    made.wire.whole_time = std::chrono::milliseconds{400};
    made.on_error = [](const std::string&, const std::string& what) { ADD_FAILURE() << what; };
    return made;
  }
  models::Destination there(const std::string& url) {
    models::Destination one;
    one.name = "区里";
    one.carrier = models::Carrier::open311;
    one.address = url;
    one.secret = "k&y";
    one.options["jurisdiction"] = "区.example";
    dispatch::put_service(one, "SL-DARK", "L-7");
    return one;
  }
  models::TransferId give(const models::Destination& to,
                          std::vector<std::pair<std::string, std::string>> answers = {}) {
    models::TransferId id;
    write([&](models::Transaction& tx) {
      const auto saved = dispatch::save_destination(tx, town_.supervisor, to);
      ASSERT_TRUE(saved) << saved.error().detail;
      destination_ = saved->id;
      const auto made = dispatch::transfer_order(
          tx, town_.dispatcher, {order_, saved->id, "", "灯不亮 <b>&", false, std::move(answers)}, now_);
      ASSERT_TRUE(made) << made.error().detail;
      id = made->id;
    });
    return id;
  }
  models::Transfer stored(models::TransferId id) {
    models::Transfer found;
    database_->read_now([&](models::Transaction& tx) { found = *tx.deliveries().transfers().find(id); });
    return found;
  }
  models::Delivery message(models::TransferId id) {
    models::Delivery found;
    database_->read_now([&](models::Transaction& tx) { found = *tx.deliveries().find(stored(id).delivery); });
    return found;
  }
  models::WorkOrderState order_state() {
    models::WorkOrderState state{};
    database_->read_now([&](models::Transaction& tx) { state = tx.work_orders().find(order_)->state; });
    return state;
  }

  support::TemporaryFolder folder_;
  std::unique_ptr<storage::Database> database_;
  models::Time now_;
  support::SmallTown town_;
  models::WorkOrderId order_;
  models::DestinationId destination_;
};

TEST_F(Open311Test, AnOrderGoesOutAsTheProtocolSaysAndIsFollowed) {
  std::string status = "open", notes;
  fakes::Receiver receiver([&](const Received& got, auto) {
    if (is_post(got)) return json(R"([{"service_request_id": 638344, "service_notice": "谢谢"}])");
    if (got.target.starts_with("/v2/requests/638344.json"))
      return json(R"([{"service_request_id":"638344","status":")" + status + R"(","status_notes":")" + notes +
                  R"("}])");
    return json("[]", 404);
  });
  const auto id = give(there(receiver.url("/v2/")), {{"danger", "d1"}, {"danger", "d2"}, {"pole", "7 号"}});
  delivery::Sender sender(*database_, options());
  EXPECT_EQ(sender.send_due(), 1);
  const auto sent = receiver.received().at(0);
  EXPECT_TRUE(sent.target.starts_with("/v2/requests.json?jurisdiction_id=")) << sent.target;
  EXPECT_EQ(sent.header("Content-Type"), "application/x-www-form-urlencoded; charset=utf-8");
  for (const auto* part :
       {"api_key=k%26y&", "service_code=L-7", "attribute%5Bdanger%5D%5B%5D=d1",
        "attribute%5Bdanger%5D%5B%5D=d2", "attribute%5Bpole%5D=7", "%3Cb%3E%26", "external_id=LC"})
    EXPECT_NE(sent.body.find(part), std::string::npos) << part << " in " << sent.body;
  EXPECT_EQ(sent.body.find("13800000002"), std::string::npos);
  EXPECT_EQ(stored(id).state, TransferState::followed);
  EXPECT_EQ(stored(id).their_id, "638344");
  EXPECT_EQ(sender.send_due(), 0) << "not asked at once";
  now_ += std::chrono::minutes{1};
  EXPECT_EQ(sender.send_due(), 1);
  status = "closed";
  notes = "已更换";
  now_ += std::chrono::minutes{6};
  EXPECT_EQ(sender.send_due(), 1);
  EXPECT_EQ(stored(id).state, TransferState::ended);
  EXPECT_EQ(stored(id).their_words, "已更换");
  EXPECT_NE(order_state(), models::WorkOrderState::closed) << "another's word closes nothing here";
  EXPECT_NE(order_state(), models::WorkOrderState::resolved);
}

TEST_F(Open311Test, AServerThatKnowsOnlyXmlIsUnderstood) {
  bool known = false;
  fakes::Receiver receiver([&](const Received& got, auto) {
    if (is_post(got))
      return xml(
          "<?xml "
          "version=\"1.0\"?><service_requests><request><token>12345</token></request></service_requests>");
    if (got.target.starts_with("/tokens/12345.xml"))
      return xml("<service_requests><request><service_request_id>" + std::string(known ? "A:1" : "") +
                 "</service_request_id><token>12345</token></request></service_requests>");
    if (got.target.starts_with("/requests/A%3A1.xml"))
      return xml(
          "<service_requests><request><service_request_id>A:1</service_request_id><status>CLOSED</status>"
          "<status_notes>&lt;b&gt;done &amp; dusted</status_notes></request></service_requests>");
    return xml("<errors><error><code>404</code><description>no</description></error></errors>", 404);
  });
  auto to = there(receiver.url(""));
  to.options["format"] = "xml";
  const auto id = give(to);
  delivery::Sender sender(*database_, options());
  sender.send_due();
  EXPECT_EQ(stored(id).state, TransferState::pending);
  now_ += std::chrono::seconds{31};
  sender.send_due();
  EXPECT_EQ(stored(id).state, TransferState::pending) << "no number yet";
  known = true;
  now_ += std::chrono::seconds{31};
  sender.send_due();
  EXPECT_EQ(stored(id).their_id, "A:1");
  now_ += std::chrono::minutes{6};
  sender.send_due();
  EXPECT_EQ(stored(id).state, TransferState::ended);
  EXPECT_EQ(stored(id).their_words, "<b>done & dusted") << "words, shown as words";
}

TEST_F(Open311Test, WhatIsGarbageIsNeverTakenForAnAnswer) {
  for (const std::string body :
       {"", "not found", "{", "[]", "[[[]]]", "null", "42", "\"x\"", "<html><body>ok</body></html>", "<a",
        "<a/>", "[{\"foo\":1}]",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><r><request>&e;</request></r>"}) {
    fakes::Receiver receiver([&](const Received&, auto) { return json(body); });
    delivery::Wire wire(options().wire);
    models::Transfer transfer;
    transfer.service_code = "L-7";
    transfer.reference = "LC/1";
    const auto tried = delivery::send_transfer(wire, there(receiver.url("")), transfer, now_);
    EXPECT_FALSE(tried.taken) << body;
    EXPECT_FALSE(tried.error.empty()) << body;
    EXPECT_TRUE(tried.doubtful) << body << ": perhaps it has it";
  }
  const std::string deep(5000, '[');
  EXPECT_FALSE(delivery::read_records(deep + std::string(5000, ']')));
  std::string many = "[{}";
  for (int i = 0; i < 6000; ++i) many += ",{}";
  EXPECT_FALSE(delivery::read_records(many + "]"));
  const auto odd = delivery::read_records("[{\"a\":\"x\\u0000\\u0007y\\n\",\"b\":null,\"c\":[1]}]");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->at(0).at("a"), "xy");
  EXPECT_EQ(odd->at(0).at("b"), "");
  EXPECT_FALSE(odd->at(0).contains("c"));
  EXPECT_EQ(delivery::cleaned("\xff\xfe灯", 2), "") << "cut between characters";
}

TEST_F(Open311Test, RefusalsAreFinalAndTheirWordsAreKeptWithoutOurKey) {
  fakes::Receiver receiver([&](const Received&, auto) {
    return json(R"([{"code":"400","description":"attribute[x] is missing; your key k&y is fine"}])", 400);
  });
  const auto id = give(there(receiver.url("")));
  delivery::Sender sender(*database_, options());
  EXPECT_EQ(sender.send_due(), 1);
  EXPECT_EQ(message(id).state, models::DeliveryState::dead);
  EXPECT_EQ(stored(id).last_error, "HTTP 400: attribute[x] is missing; your key *** is fine");
  EXPECT_FALSE(stored(id).doubtful);
}

TEST_F(Open311Test, AfterADoubtfulTryTheirListIsLookedThroughFirst) {
  int posts = 0;
  fakes::Receiver receiver([&](const Received& got, auto) {
    if (is_post(got)) {
      ++posts;
      return json("[]", 500);  // it has it, and says that it broke
    }
    if (got.target.starts_with("/requests.json"))
      return json(
          R"([{"service_request_id":"1","description":"another"},{"service_request_id":"2","description":"灯（)" +
          stored({1}).reference + "）\"}]");
    return json("[]", 404);
  });
  const auto id = give(there(receiver.url("")));
  delivery::Sender sender(*database_, options());
  EXPECT_EQ(sender.send_due(), 1);
  EXPECT_TRUE(stored(id).doubtful);
  now_ += std::chrono::minutes{1};
  EXPECT_EQ(sender.send_due(), 1);
  EXPECT_EQ(posts, 1) << "not sent twice";
  EXPECT_EQ(stored(id).their_id, "2");
  EXPECT_EQ(stored(id).state, TransferState::followed);
}

TEST_F(Open311Test, SlowServersAndClosedDoorsHoldUpNothingElse) {
  fakes::Receiver slow([&](const Received&, auto) {
    std::this_thread::sleep_for(std::chrono::milliseconds{700});
    return json("[]");
  });
  const auto id = give(there(slow.url("")));
  delivery::Sender sender(*database_, options());
  EXPECT_EQ(sender.send_due(), 1);
  EXPECT_TRUE(stored(id).doubtful) << "a time-out: perhaps it has it";
  EXPECT_EQ(message(id).state, models::DeliveryState::waiting);
  EXPECT_EQ(message(id).tries, 1);
}

TEST_F(Open311Test, AnAddressInsideIsNotAsked) {
  fakes::Receiver receiver([&](const Received&, auto) { return json("[]"); });
  const auto id = give(there(receiver.url("")));
  delivery::Sender sender(*database_, options(false));
  EXPECT_EQ(sender.send_due(), 1);
  EXPECT_TRUE(receiver.received().empty());
  EXPECT_EQ(message(id).state, models::DeliveryState::dead);
  EXPECT_NE(stored(id).last_error.find("delivery.private_addresses"), std::string::npos);
}

TEST_F(Open311Test, AnswersAboutAnotherRequestOrInNoStateChangeNothing) {
  std::string answer;
  int status = 200;
  fakes::Receiver receiver([&](const Received& got, auto) {
    return is_post(got) ? json(R"([{"service_request_id":"7"}])") : json(answer, status);
  });
  const auto id = give(there(receiver.url("")));
  delivery::Sender sender(*database_, options());
  sender.send_due();
  ASSERT_EQ(stored(id).state, TransferState::followed);
  const std::vector<std::tuple<std::string, int, std::string>> cases{
      {R"([{"service_request_id":"8","status":"closed"}])", 200, "another request than 7"},
      {R"([{"service_request_id":"7","status":"done"}])", 200, "neither open nor closed: 'done'"},
      {"<html>login</html>", 200, "none of Open311's"},
      {"oops", 500, "HTTP 500"},
      {R"([{"code":404,"description":"not found"}])", 404, "HTTP 404: not found"},
      {"", 302, "HTTP 302: it leads elsewhere"}};
  for (const auto& [body, code, words] : cases) {
    answer = body;
    status = code;
    now_ = stored(id).next_at.value();
    EXPECT_EQ(sender.send_due(), 1);
    EXPECT_EQ(stored(id).state, TransferState::followed) << body;
    EXPECT_NE(stored(id).last_error.find(words), std::string::npos) << stored(id).last_error;
  }
  EXPECT_EQ(stored(id).failures, 6);
}

TEST_F(Open311Test, WhatTheyOfferIsReadWithWhatTheyRequireAndTheirUpdatesAreTold) {
  std::string updates = "[]";
  fakes::Receiver receiver([&](const Received& got, auto) {
    if (is_post(got)) return json(R"([{"service_request_id":"7"}])");
    if (got.target.starts_with("/services.json"))
      return json(
          R"([{"service_code":"L-7","service_name":"路灯","metadata":true,"type":"realtime","group":"灯"},
                      {"service_code":9,"service_name":"Pothole","metadata":false,"type":"batch"}])");
    if (got.target.starts_with("/services/L-7.json"))
      return json(R"({"service_code":"L-7","attributes":[
        {"variable":true,"code":"danger","datatype":"multivaluelist","required":true,"description":"危险吗？",
         "values":[{"key":"d1","name":"漏电"},{"key":"none","name":"没有"}]},
        {"variable":true,"code":"free","datatype":"string","required":false,"description":"随便"},
        {"variable":false,"code":"info","datatype":"string","required":true,"description":"只是说明"}]})");
    if (got.target.starts_with("/servicerequestupdates.json")) return json(updates);
    if (got.target.starts_with("/requests/7.json"))
      return json(R"([{"service_request_id":"7","status":"open"}])");
    return json("[]", 404);
  });
  give(there(receiver.url("")));
  write([&](models::Transaction& tx) {
    ASSERT_TRUE(dispatch::test_destination(tx, town_.supervisor, destination_, "t", now_));
  });
  delivery::Sender sender(*database_, options());
  sender.send_due();
  std::optional<models::ForeignOffer> offer;
  database_->read_now(
      [&](models::Transaction& tx) { offer = tx.deliveries().transfers().offer(destination_); });
  ASSERT_TRUE(offer);
  EXPECT_TRUE(offer->updates);
  ASSERT_EQ(offer->services.size(), 2u);
  EXPECT_EQ(offer->services[1].code, "9") << "a number is a code, too";
  ASSERT_EQ(offer->services[0].required.size(), 1u);
  EXPECT_EQ(offer->services[0].required[0].code, "danger");
  EXPECT_TRUE(offer->services[0].required[0].several);
  EXPECT_EQ(offer->services[0].required[0].values.size(), 2u);
  updates = R"([{"update_id":"u1","service_request_id":"7","status":"INVESTIGATING","description":"在看",
                 "updated_datetime":"2026-11-23T00:01:00Z"},
                {"update_id":"u2","service_request_id":"8","status":"CLOSED","description":"别人的",
                 "updated_datetime":"2026-11-23T00:01:00Z"}])";
  now_ += std::chrono::minutes{6};
  sender.send_due();
  std::string notes;
  database_->read_now([&](models::Transaction& tx) {
    for (const auto& note : tx.notes().of_work_order(order_)) notes += note.text + "\n";
  });
  EXPECT_NE(notes.find("INVESTIGATING: 在看"), std::string::npos) << notes;
  EXPECT_EQ(notes.find("别人的"), std::string::npos);
}

TEST_F(Open311Test, ATableThatNamesNoServiceOfTheirsIsSaid) {
  fakes::Receiver receiver([&](const Received& got, auto) {
    if (got.target.starts_with("/services.json"))
      return json(R"([{"service_code":"OTHER","service_name":"x","metadata":false,"type":"realtime"}])");
    return json("[]", 404);
  });
  delivery::Wire wire(options().wire);
  const auto offered = delivery::read_offer(wire, there(receiver.url("")), now_);
  EXPECT_FALSE(offered.tried.taken);
  EXPECT_EQ(offered.tried.error, "their list has no service L-7 (SL-DARK)");
  ASSERT_TRUE(offered.offer);
  EXPECT_FALSE(offered.offer->updates);
}

}  // namespace
