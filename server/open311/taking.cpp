#include "dispatch/intake.h"
#include "models/foreign_report.h"
#include "server/api/images.h"
#include "server/auth/tokens.h"
#include "server/open311/endpoint.h"
#include "server/open311/intake.h"
#include "server/open311/services.h"
#include "server/storage/database.h"
#include "server/storage/photo_files.h"

// POST requests: a form becomes a report; the same form again gets the first answer.
namespace open311 {
namespace {

constexpr models::Duration repeated_within = std::chrono::hours{24};

std::optional<models::ForeignReport> earlier(models::Transaction& tx, models::AccountId client,
                                             const std::string& reference, models::Time now) {
  auto found = tx.foreign_reports().find_by_reference(client, reference);
  // A number of the sender's own stands for good; the same words may one day be said again.
  if (found && reference.starts_with("sent:") && now - found->at > repeated_within) return std::nullopt;
  return found;
}

http::Response acknowledge(const Asked& asked, const models::ForeignReport& taken, const Sent& sent) {
  const auto type = type_of(asked.settings, sent.report.fault_kind);
  auto node = Node::object("request");
  if (type == "realtime") node.add(Node::words("service_request_id", taken.report.text()));
  if (type == "batch") node.add(Node::words("token", taken.token));
  node.add(Node::words("service_notice", sent.notice)).add(Node::words("account_id", ""));
  return answer(200, Node::list("service_requests").add(std::move(node)), asked.format);
}

/// The pictures' files; removed again unless they are kept.
struct Pictures {
  explicit Pictures(storage::PhotoFiles& folder) : files(folder) {}
  Pictures(const Pictures&) = delete;
  Pictures& operator=(const Pictures&) = delete;
  ~Pictures() {
    if (kept) return;
    for (const auto& name : names) {
      try {
        files.remove(name);
      } catch (const storage::WriteFailed&) {
        continue;  // a picture that nobody points to does no harm
      }
    }
  }
  storage::PhotoFiles& files;
  std::vector<std::string> names{};
  bool kept = false;
};

boost::asio::awaitable<std::optional<Failure>> store_pictures(Asked& asked, const Form& form,
                                                              Pictures& pictures) {
  if (form.files.size() > asked.settings.photos_per_request)
    co_return Failure{
        400, "A request may have at most " + std::to_string(asked.settings.photos_per_request) + " photos."};
  for (const auto& file : form.files) {
    if (file.bytes.size() > asked.context.settings.photo_bytes)
      co_return Failure{400, file.field + " is larger than a photo may be."};
    std::string bytes = file.bytes;
    auto image = co_await asked.context.images.remake(std::move(bytes));
    if (!image) co_return Failure{400, file.field + ": " + image.error().detail};
    try {
      pictures.names.push_back(pictures.files.save(image->bytes, "jpg"));
    } catch (const storage::WriteFailed& failure) {
      co_return Failure{failure.full() ? 507 : 503, "The photo could not be stored: send it again later."};
    }
  }
  co_return std::nullopt;
}

}  // namespace

Reply take_request(Asked& asked, const Form& form) {
  Sent sent;
  std::optional<models::ForeignReport> known;
  api::Rule read = [&](models::Transaction& tx, const api::Call& who) -> api::Answer {
    auto made = read_request(tx, asked.settings, form);
    if (!made) return made.error();
    sent = *std::move(made);
    known = earlier(tx, who.actor.account, sent.reference, who.now);
    return http::Response::empty(200);
  };
  auto first = co_await reading(asked, std::move(read));
  if (first.status != 200) co_return first;
  if (known) co_return acknowledge(asked, *known, sent);

  Pictures pictures(asked.context.photo_files);
  if (const auto failure = co_await store_pictures(asked, form, pictures))
    co_return answer(*failure, asked.format);
  const auto token = auth::new_report_token(), resident = auth::new_report_token();
  for (const auto& name : pictures.names)
    add_line(sent.report,
             asked.settings.in({"照片：", "Photo: "}) + "/open311/v2/media/" + token + "/" + name);
  bool kept = false;
  api::Rule write = [&](models::Transaction& tx, const api::Call& who) -> api::Answer {
    kept = false;
    if (const auto found = earlier(tx, who.actor.account, sent.reference, who.now))
      return acknowledge(asked, *found, sent);
    const auto report = dispatch::receive_report(tx, who.actor, sent.report, resident, who.now);
    if (!report) return report.error();
    models::ForeignReport foreign{report->id, who.actor.account, token,          sent.reference,
                                  who.now,    sent.sent_bytes,   sent.media_urls};
    foreign.media.insert(foreign.media.end(), pictures.names.begin(), pictures.names.end());
    tx.foreign_reports().insert(foreign);
    kept = true;
    return acknowledge(asked, foreign, sent);
  };
  auto response = co_await changing(asked, std::move(write));
  pictures.kept = kept && response.status == 200;
  co_return response;
}

Reply show_token(Asked& asked) {
  api::Rule rule = [&](models::Transaction& tx, const api::Call&) -> api::Answer {
    const auto found = tx.foreign_reports().find_by_token(asked.id);
    if (!found) return models::not_found("token was not found.");
    const auto report = tx.reports().find(found->report);
    const auto type = type_of(asked.settings, report->fault_kind);
    const bool waiting =
        type == "blackbox" || (type == "batch" && report->state == models::ReportState::received);
    return answer(200,
                  Node::list("service_requests")
                      .add(Node::object("request")
                               .add(Node::words("service_request_id", waiting ? "" : found->report.text()))
                               .add(Node::words("token", found->token))),
                  asked.format);
  };
  auto response = co_await reading(asked, std::move(rule));
  co_return response;
}

Reply show_media(Asked& asked, const std::string& token, const std::string& name) {
  api::Rule rule = [&](models::Transaction& tx, const api::Call&) -> api::Answer {
    const auto found = tx.foreign_reports().find_by_token(token);
    const auto report = found ? tx.reports().find(found->report) : std::nullopt;
    if (!report || report->anonymised_at) return models::not_found("There is no such photo.");
    for (const auto& one : found->media)
      if (one == name) return http::Response::empty(200);
    return models::not_found("There is no such photo.");
  };
  auto response = co_await reading(asked, std::move(rule));
  if (response.status != 200) co_return response;
  const auto bytes = asked.context.photo_files.read(name);
  if (!bytes) co_return answer(Failure{404, "The photo is gone."}, asked.format);
  auto picture = http::Response::make(200, "image/jpeg", *bytes);
  picture.header("Cache-Control", "private, max-age=3600");
  co_return picture;
}

}  // namespace open311
