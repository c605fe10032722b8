#include "server/api/shared_answers.h"

#include <algorithm>
#include <utility>

#include "dispatch/reach.h"
#include "models/names.h"
#include "server/storage/database.h"

namespace api {
namespace {

void add(std::string& key, const std::vector<std::string>& words) {
  for (const auto& word : words) key.append(word).push_back(',');
  key.push_back(';');
}

// What an answer may depend on besides the account itself. Only who has a reach of their own is alone in it.
std::string key_of(const Call& call) {
  const auto& actor = call.actor;
  std::string key;
  key.reserve(call.request.target.size() + 64);
  key.append(models::name(actor.role)).push_back(';');
  key.append(actor.crew.text()).push_back(';');
  add(key, actor.villages);
  add(key, actor.classes);
  add(key, actor.towns);
  key.append(actor.contractor ? "contractor;" : ";");
  key.append(std::to_string(static_cast<int>(actor.scope))).push_back(';');
  if (dispatch::reach_of(actor).recorded_by) key.append(actor.account.text());
  return key.append(";").append(call.request.target);
}

SharedAnswers::Kept kept(http::Response response) {
  response.shared_body = std::make_shared<const std::string>(std::move(response.body));
  response.body.clear();
  return std::make_shared<const http::Response>(std::move(response));
}

bool holds(const std::vector<models::AccountId>& accounts, models::AccountId who) {
  return std::find(accounts.begin(), accounts.end(), who) != accounts.end();
}

}  // namespace

void SharedAnswers::turn_to(const Moment& moment) {
  if (moment == moment_) return;
  moment_ = moment;
  bytes_ = 0;
  answers_.clear();
}

SharedAnswers::Kept SharedAnswers::find(const Moment& moment, const std::string& key, models::AccountId who) {
  const std::lock_guard lock(mutex_);
  turn_to(moment);
  const auto found = answers_.find(key);
  if (found == answers_.end() || holds(found->second.others, who)) return nullptr;
  return found->second.response;
}

void SharedAnswers::keep(const Moment& moment, const std::string& key, Kept response,
                         std::vector<models::AccountId> others) {
  const auto bytes = key.size() + response->shared_body->size();
  const std::lock_guard lock(mutex_);
  if (moment != moment_ || answers_.size() >= most_answers || bytes_ + bytes > most_bytes) return;
  if (answers_.try_emplace(key, Answer{std::move(response), std::move(others)}).second) bytes_ += bytes;
}

boost::asio::awaitable<http::Response> answer_shared(Context& context, Call& call, SharedRule rule,
                                                     Reading reading) {
  const auto changes = context.database.changes();
  if (!changes || !context.shared_answers) {
    Rule alone = [&rule](models::Transaction& tx, const Call& who) { return rule(tx, who).answer; };
    auto response = co_await answer_read(context, call, std::move(alone), reading);
    co_return response;
  }
  auto& shared = *context.shared_answers;
  const SharedAnswers::Moment moment{*changes, call.now};
  const auto key = key_of(call);
  if (const auto ready = shared.find(moment, key, call.actor.account)) co_return *ready;
  Rule once = [&](models::Transaction& tx, const Call& who) -> Answer {
    // Another screen may have asked for it while this one waited for its turn.
    if (const auto ready = shared.find(moment, key, who.actor.account)) return *ready;
    auto made = rule(tx, who);
    if (!made.answer || made.answer->status != 200 || holds(made.others, who.actor.account))
      return std::move(made.answer);
    const auto ready = kept(std::move(*made.answer));
    shared.keep(moment, key, ready, std::move(made.others));
    return *ready;
  };
  auto response = co_await answer_read(context, call, std::move(once), reading);
  co_return response;
}

}  // namespace api
