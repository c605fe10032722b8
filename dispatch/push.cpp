#include "dispatch/push.h"

#include <algorithm>
#include <vector>

#include "dispatch/assignment/shift.h"
#include "dispatch/change.h"
#include "dispatch/outbox.h"
#include "dispatch/permissions.h"
#include "dispatch/text.h"

namespace dispatch {
namespace {

using models::Carrier;
using models::Destination;
using models::EventKind;
using models::WorkOrder;

constexpr std::size_t longest_endpoint = 1000, most_telephones = 10;
constexpr std::size_t p256dh_characters = 87, auth_characters = 22;
constexpr models::Duration look_ahead = std::chrono::days{7};
constexpr int most_in_planning = 200, events_at_once = 200;

bool is_base64url(const std::string& text, std::size_t characters) {
  return text.size() == characters && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_';
         });
}

// Browsers' makers are reached by https only; plain http is for a service on this very machine, and the
// sender refuses it unless private addresses are allowed.
bool is_endpoint(const std::string& text) {
  const bool scheme = text.starts_with("https://") || text.starts_with("http://127.0.0.1:") ||
                      text.starts_with("http://localhost:");
  return scheme && text.size() > 12 && text.size() <= longest_endpoint &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '"'; }) &&
         text.find('@') == std::string::npos;
}

const std::string& option(const Destination& destination, const char* name) {
  static const std::string none;
  const auto found = destination.options.find(name);
  return found == destination.options.end() ? none : found->second;
}

std::vector<Destination> telephones_of(models::Transaction& tx, models::AccountId account) {
  auto all = tx.deliveries().destinations();
  std::erase_if(all, [&](const auto& one) {
    return one.carrier != Carrier::web_push || option(one, "account") != account.text();
  });
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return all;
}

bool is_told(EventKind kind) {
  return kind == EventKind::work_order_assigned || kind == EventKind::work_order_reopened ||
         kind == EventKind::work_order_cancelled || kind == EventKind::work_order_unanswered ||
         kind == EventKind::work_order_handed_over || kind == EventKind::work_order_withdrawn ||
         kind == EventKind::sla_warned;
}

/// Whether somebody who belongs to the order's crew is still signed in there.
bool is_there(models::Transaction& tx, const Destination& telephone, const WorkOrder& order,
              models::Time now) {
  const auto session = tx.sessions().find(option(telephone, "session"));
  if (!session || session->expires_at <= now) return false;
  const auto account = tx.accounts().find(session->account);
  return account && !account->disabled && account->crew == order.crew;
}

bool was_told(models::Transaction& tx, const WorkOrder& order) {
  models::EventQuery query;
  query.work_order = order.id;
  query.limit = events_at_once;
  bool told = false;
  for (;;) {
    const auto events = tx.events().list(query);
    for (const auto& event : events) {
      if (event.kind == EventKind::work_order_assigned) told = false;
      if (event.kind == EventKind::work_order_unanswered) told = true;
    }
    if (events.size() < static_cast<std::size_t>(events_at_once)) return told;
    query.after = events.back().id;
  }
}

std::vector<WorkOrder> unanswered(models::Transaction& tx, models::Time now) {
  // The most urgent come first: with the first that is no danger there are no more.
  std::vector<WorkOrder> found;
  for (auto& order : tx.work_orders().in_planning(most_in_planning)) {
    if (order.severity != models::Severity::danger) break;
    if (order.state == models::WorkOrderState::assigned && order.assigned_at &&
        *order.assigned_at + longest_unanswered <= now && !was_told(tx, order))
      found.push_back(std::move(order));
  }
  return found;
}

}  // namespace

void check_subscription(Fields& fields, const NewSubscription& input) {
  if (!is_endpoint(input.endpoint))
    fields.add("endpoint", "bad_format", "endpoint is the https address that the browser gave");
  if (!is_base64url(input.p256dh, p256dh_characters))
    fields.add("p256dh", "bad_format", "p256dh is the base64url of 65 bytes");
  if (!is_base64url(input.auth, auth_characters))
    fields.add("auth", "bad_format", "auth is the base64url of 16 bytes");
  if (input.language != "zh" && input.language != "en")
    fields.add("language", "unknown", "language is zh or en");
}

models::Result<Destination> subscribe(models::Transaction& tx, const models::Actor& actor,
                                      const std::string& session, const NewSubscription& input) {
  if (const auto allowed = require(actor, Permission::work_order_work); !allowed) return allowed.error();
  if (!is_crew(actor.role) || !actor.crew)
    return models::forbidden("messages to a telephone are for crews: your account is of none");
  Fields fields;
  check_subscription(fields, input);
  if (!fields.good()) return fields.error();
  for (const auto& one : tx.deliveries().destinations())
    if (one.carrier == Carrier::web_push && one.address == input.endpoint) tx.deliveries().remove(one.id);
  const auto own = telephones_of(tx, actor.account);
  for (std::size_t i = 0; i + most_telephones <= own.size(); ++i) tx.deliveries().remove(own[i].id);
  Destination telephone;
  telephone.name = actor.name;
  telephone.carrier = Carrier::web_push;
  telephone.address = input.endpoint;
  telephone.secret = input.auth;
  telephone.language = input.language;
  telephone.options = {{"account", actor.account.text()},
                       {"crew", actor.crew.text()},
                       {"p256dh", input.p256dh},
                       {"session", session}};
  telephone.id = tx.deliveries().insert(telephone);
  return telephone;
}

models::Result<void> unsubscribe(models::Transaction& tx, const models::Actor& actor,
                                 const std::string& endpoint) {
  if (const auto allowed = require(actor, Permission::work_order_work); !allowed) return allowed.error();
  for (const auto& one : telephones_of(tx, actor.account))
    if (one.address == endpoint) tx.deliveries().remove(one.id);
  return {};
}

std::optional<models::Time> push_at(models::Transaction& tx, const Destination& telephone, EventKind kind,
                                    const WorkOrder& order, models::Time now) {
  if (!order.crew || !is_told(kind) || option(telephone, "crew") != order.crew.text()) return std::nullopt;
  if (!is_there(tx, telephone, order, now)) {
    tx.deliveries().remove(telephone.id);
    return std::nullopt;
  }
  if (order.severity == models::Severity::danger) return now;
  const auto crew = tx.crews().find(order.crew);
  if (!crew || (is_urgent(order) && crew->on_call)) return now;
  const auto shift = assignment::shift_of(*crew, now, look_ahead);
  return shift ? std::max(now, shift->from) : now;
}

int watch_unanswered(models::Transaction& tx, models::Time now, int limit) {
  int told = 0;
  for (const auto& found : unanswered(tx, now)) {
    if (told == limit) break;
    // What is in planning has no description: the whole order is read anew.
    const auto order = tx.work_orders().find(found.id);
    tell(tx, models::Actor::program(), now, EventKind::work_order_unanswered, *order,
         {{"assigned_at", models::to_rfc3339(*order->assigned_at)},
          {"channels", channels_for(tx, EventKind::work_order_unanswered, *order)}});
    ++told;
  }
  return told;
}

bool any_unanswered(models::Transaction& tx, models::Time now) { return !unanswered(tx, now).empty(); }

}  // namespace dispatch
