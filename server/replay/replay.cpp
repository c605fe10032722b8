#include "server/replay/replay.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <random>

#include "server/replay/campaign.h"
#include "server/replay/source_csv.h"
#include "server/replay/table.h"

namespace replay {
namespace asio = boost::asio;

namespace {

constexpr std::size_t most_bad_rows_printed = 20;
constexpr std::chrono::seconds first_answer_within{5};
constexpr int most_connections = 1024;

std::string new_run() {
  constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";
  std::random_device device;
  std::string run;
  for (int i = 0; i < 8; ++i) run.push_back(letters[device() % letters.size()]);
  return run;
}

std::string wrong_option(const ReplayOptions& options) {
  if (options.file.empty() && !options.winter_week)
    return "give a FILE of service requests, or --winter-week";
  if (!options.file.empty() && options.winter_week) return "give a FILE or --winter-week, not both";
  if (options.reports_per_second > 0 && options.compress > 0)
    return "--speed N and --compress exclude each other";
  if (options.reports_per_second < 0 || options.compress < 0) return "--speed and --compress are above 0";
  if (options.connections < 1 || options.connections > most_connections) return "--connections is 1 to 1024";
  if (options.merge_score < 1 || options.merge_score > 101) return "--merge-score is 1 to 101 (never)";
  if (options.give_up_seconds < 1) return "the time to give up is at least 1 second";
  if (!http::parse_url(options.url)) return "--url is http://HOST:PORT";
  return {};
}

// Nothing when the file cannot be used, which `err` then says.
std::optional<SourceFile> read_file(const ReplayOptions& options, std::ostream& err) {
  SourceFile file;
  try {
    file = read_source(std::filesystem::path(options.file));
  } catch (const SourceError& error) {
    err << options.file;
    if (error.line() > 0) err << ", line " << error.line();
    err << ": " << error.what() << '\n';
    return std::nullopt;
  }
  for (std::size_t i = 0; i < std::min(file.bad.size(), most_bad_rows_printed); ++i)
    err << options.file << ", line " << file.bad[i].line << ": " << file.bad[i].what << '\n';
  if (file.bad.size() > most_bad_rows_printed)
    err << "and " << file.bad.size() - most_bad_rows_printed << " more bad rows\n";
  if (!file.bad.empty() && !options.skip_bad) {
    err << file.bad.size()
        << " bad rows: mend them, or give --skip-bad to leave them out; nothing was sent\n";
    return std::nullopt;
  }
  if (file.rows.empty()) {
    err << options.file << ": there is no usable row\n";
    return std::nullopt;
  }
  return file;
}

struct Run {
  Outcome outcome;
  Observed observed;
};

asio::awaitable<void> perform(Campaign& campaign, const SourceFile* file, Run& run) {
  const auto& options = campaign.options;
  campaign.admin.username = options.user;
  campaign.admin.password = options.password;
  co_await campaign.api.sign_in(campaign.admin);
  campaign.api.give_up_after(std::chrono::seconds{options.give_up_seconds});
  if (file != nullptr) {
    campaign.plan = plan_of_file(options, *file, campaign.run);
  } else {
    const TownRegister town = co_await read_town(campaign);
    campaign.plan = plan_winter_week(options, town, campaign.run);
  }
  if (campaign.plan.reports.empty())
    throw std::runtime_error("there is nothing to send: the register is empty");
  if (options.compress > 0) {
    const auto days = std::chrono::duration<double, std::ratio<86400>>(options.horizon_days);
    campaign.horizon = campaign.plan.reports.back().at + std::chrono::duration_cast<models::Duration>(days);
  }
  co_await set_up(campaign);
  co_await send_all(campaign);
  run.outcome.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - campaign.started).count();
  run.observed = co_await observe(campaign);
  co_await tear_down(campaign);
}

void finish(Campaign& campaign, Run& run) {
  auto& outcome = run.outcome;
  outcome.title = campaign.plan.title;
  outcome.run = campaign.run;
  outcome.turned_away = campaign.turned_away;
  outcome.seconds_behind = std::chrono::duration<double>(campaign.most_behind).count();
  outcome.deadline_scale = campaign.plan.deadline_scale;
  outcome.verdict = compare(campaign.ledger, run.observed);
}

int run_checked(const ReplayOptions& options, std::ostream& out, std::ostream& err) {
  if (const auto wrong = wrong_option(options); !wrong.empty()) {
    err << wrong << '\n';
    return exit_usage;
  }
  std::optional<SourceFile> file;
  if (!options.winter_week) {
    file = read_file(options, err);
    if (!file) return exit_usage;
  }
  const std::string name = new_run();
  const auto url = *http::parse_url(options.url);
  Measures measures;
  asio::io_context io_context(1);
  ApiClient api(io_context, url, static_cast<std::size_t>(options.connections), first_answer_within, name,
                measures);
  Campaign campaign(io_context, options, api, name);
  Run run;
  std::exception_ptr failure;
  asio::co_spawn(io_context, perform(campaign, file ? &*file : nullptr, run),
                 [&failure](std::exception_ptr error) { failure = error; });
  io_context.run();
  if (failure) std::rethrow_exception(failure);
  finish(campaign, run);
  if (!options.json) print_table(out, run.outcome, campaign.ledger, run.observed, measures);
  out << json_line(run.outcome, run.observed, campaign.ledger, measures) << std::endl;
  return run.outcome.verdict.good() ? exit_good : exit_broken;
}

}  // namespace

int run_replay(const ReplayOptions& given, std::ostream& out, std::ostream& err) {
  ReplayOptions options = given;
  // A week that nobody waits for would have every order repaired before the neighbour rings.
  if (options.winter_week && options.compress <= 0 && options.reports_per_second <= 0)
    options.compress = winter_week_compress;
  try {
    return run_checked(options, out, err);
  } catch (const Unreachable& error) {
    err << "the server at " << options.url << " does not answer: " << error.what() << '\n';
    return exit_unreachable;
  } catch (const SignInFailed& error) {
    err << error.what() << '\n';
    return exit_usage;
  } catch (const std::exception& error) {
    err << error.what() << '\n';
    return exit_broken;
  }
}

}  // namespace replay
