#include "server/api/images.h"

#include <spdlog/spdlog.h>

#include <atomic>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/api/picture_module.h"

namespace api {
namespace {

namespace asio = boost::asio;

models::Result<Image> remake_now(PictureModule& module, const std::string& uploaded,
                                 const ImageLimits& limits) {
  auto made = module.remake({uploaded, limits.pixels, limits.longest_side});
  switch (made.trouble) {
    case pictures::Trouble::none:
      break;
    case pictures::Trouble::unreadable:
      return models::invalid(
          "body", "bad_format",
          "The body is no picture that can be read (" + made.why + "): send a whole JPEG, PNG or WebP.");
    case pictures::Trouble::too_large:
      return models::invalid(
          "body", "out_of_range",
          "The picture has more than " + std::to_string(limits.pixels / 1'000'000) + " million pixels.");
    case pictures::Trouble::no_decoder:
      return models::Error{models::ErrorCode::unavailable,
                           "Pictures cannot be taken in at this moment: a part of the program is missing or "
                           "broken, and its log says which. Everything else works; send the picture later."};
  }
  return Image{std::move(made.bytes), made.width, made.height, made.picture_hash};
}

}  // namespace

struct Images::State {
  explicit State(ImageLimits limits_)
      : limits(std::move(limits_)),
        module(limits.module.empty() ? PictureModule::usual_file() : limits.module),
        pool(static_cast<std::size_t>(limits.threads)) {}
  ImageLimits limits;
  PictureModule module;
  std::atomic<int> waiting{0};
  asio::thread_pool pool;
};

Images::Images(ImageLimits limits) : state_(std::make_unique<State>(std::move(limits))) {
  // The start tells of it; only pictures wait for it to be mended.
  if (const auto wrong = state_->module.examine(); !wrong.empty()) spdlog::error("{}", wrong);
}
Images::~Images() { stop(); }
void Images::stop() { state_->pool.join(); }

asio::awaitable<models::Result<Image>> Images::remake(std::string uploaded) {
  if (state_->waiting.fetch_add(1) >= state_->limits.queue) {
    state_->waiting.fetch_sub(1);
    co_return models::Error{models::ErrorCode::unavailable,
                            "Too many pictures arrive at this moment: try again shortly."};
  }
  const auto back = co_await asio::this_coro::executor;
  const asio::use_awaitable_t<> token;
  co_await asio::post(asio::bind_executor(state_->pool.get_executor(), token));
  models::Result<Image> image = models::Error{};
  std::exception_ptr failure;
  try {
    image = remake_now(state_->module, uploaded, state_->limits);
  } catch (...) {
    failure = std::current_exception();
  }
  state_->waiting.fetch_sub(1);
  co_await asio::post(asio::bind_executor(back, token));
  if (failure) std::rethrow_exception(failure);
  co_return image;
}

}  // namespace api
