#include <boost/asio/use_awaitable.hpp>
#include <random>
#include <utility>

#include "server/http/percent.h"
#include "server/replay/campaign.h"
#include "server/town/codec_class.h"

namespace replay {
namespace asio = boost::asio;

namespace {

constexpr int page_size = 200;

std::string random_password() {
  constexpr std::string_view letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  std::random_device device;
  std::string password;
  for (int i = 0; i < 24; ++i) password.push_back(letters[device() % letters.size()]);
  return password;
}

[[noreturn]] void fail(const std::string& what, const ApiReply& reply) {
  throw std::runtime_error(what + ": " + std::to_string(reply.status) + " " + problem_of(reply.body));
}

asio::awaitable<SignedIn> make_account(Campaign& campaign, std::string part, std::string role,
                                       std::string crew) {
  SignedIn account;
  account.username = "replay-" + campaign.run + "-" + part;
  account.display_name = "Replay " + campaign.run + " " + part;
  account.password = random_password();
  ApiCall call(RequestKind::set_up, http::Method::post, "/accounts", &campaign.admin);
  call.body = write_account(account.username, account.password, account.display_name, role, crew);
  const ApiReply reply = co_await campaign.api.send(std::move(call));
  if (!reply.good()) fail("making the account " + account.username, reply);
  co_await campaign.api.sign_in(account);
  co_await campaign.api.choose_password(account, random_password());
  campaign.ledger.works_for_us(account.display_name);
  co_return account;
}

asio::awaitable<TownCrew> save_crew(Campaign& campaign, const models::Crew& crew) {
  ApiCall call(RequestKind::set_up, http::Method::put, "/crews/" + http::percent_encoded(crew.code),
               &campaign.admin);
  call.body = town::write_crew(crew);
  const ApiReply reply = co_await campaign.api.send(std::move(call));
  if (!reply.good()) fail("making the crew " + crew.code, reply);
  co_return parse_crew(reply.body);
}

asio::awaitable<void> save_class(Campaign& campaign, std::string code, std::string body) {
  ApiCall call(RequestKind::set_up, http::Method::put, "/facility-classes/" + http::percent_encoded(code),
               &campaign.admin);
  call.body = std::move(body);
  const ApiReply reply = co_await campaign.api.send(std::move(call));
  if (!reply.good()) fail("saving the class " + code, reply);
}

asio::awaitable<std::string> get(Campaign& campaign, std::string target) {
  ApiCall call(RequestKind::set_up, http::Method::get, target, &campaign.admin);
  ApiReply reply = co_await campaign.api.send(std::move(call));
  if (!reply.good()) fail("GET " + target, reply);
  co_return std::move(reply.body);
}

}  // namespace

asio::awaitable<void> set_up(Campaign& campaign) {
  if (campaign.plan.definition) {
    const auto& definition = *campaign.plan.definition;
    ApiCall call(RequestKind::set_up, http::Method::put,
                 "/facility-classes/" + http::percent_encoded(definition.facility_class.code),
                 &campaign.admin);
    call.body = town::write_class(definition);
    const ApiReply reply = co_await campaign.api.send(std::move(call));
    if (!reply.good()) fail("making the class " + definition.facility_class.code, reply);
  }
  campaign.hotline = co_await make_account(campaign, "operator", "operator", "");
  campaign.supervisor = co_await make_account(campaign, "supervisor", "supervisor", "");
  campaign.checker = co_await make_account(campaign, "checker", "checker", "");
  for (const auto& crew : campaign.plan.crews) {
    const TownCrew saved = co_await save_crew(campaign, crew);
    campaign.own_crews.push_back(saved.id);
    campaign.crews[saved.id] = co_await make_account(campaign, crew.code, "crew_lead", saved.id);
  }
  if (campaign.plan.definition) co_return;
  // On the town's own register its own crews are sent as well: somebody has to play each of them.
  const std::string crews = co_await get(campaign, "/crews");
  for (const auto& crew : parse_crews(crews)) {
    if (!crew.active || campaign.crews.contains(crew.id)) continue;
    campaign.crews[crew.id] = co_await make_account(campaign, crew.code, "crew_lead", crew.id);
  }
}

asio::awaitable<TownRegister> read_town(Campaign& campaign) {
  TownRegister town;
  const std::string villages = co_await get(campaign, "/villages");
  town.villages = parse_villages(villages);
  const std::string classes = co_await get(campaign, "/facility-classes");
  parse_classes(classes, town);
  campaign.closing_rules = parse_closing_rules(classes);
  for (const auto& rules : campaign.closing_rules) co_await save_class(campaign, rules.code, rules.without);
  const std::string kinds = co_await get(campaign, "/fault-kinds");
  town.kinds = parse_kinds(kinds);
  // Classes that an earlier replay made have no facilities of their own and no place in a winter week.
  std::erase_if(town.classes, [](const std::string& code) { return code.starts_with("replay-"); });
  std::string cursor;
  do {
    std::string target = "/facilities?limit=" + std::to_string(page_size);
    if (!cursor.empty()) target += "&cursor=" + http::percent_encoded(cursor);
    const std::string text = co_await get(campaign, target);
    auto page = parse_facilities(text);
    for (auto& facility : page.items) town.facilities.push_back(std::move(facility));
    cursor = page.next;
  } while (!cursor.empty());
  co_return town;
}

asio::awaitable<void> tear_down(Campaign& campaign) {
  for (const auto& rules : campaign.closing_rules) co_await save_class(campaign, rules.code, rules.as_it_is);
  for (auto crew : campaign.plan.crews) {
    crew.active = false;
    (void)co_await save_crew(campaign, crew);
  }
}

}  // namespace replay
