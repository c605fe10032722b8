#pragma once
#include <optional>
#include <string>

#include "dispatch/call_backs.h"
#include "models/error.h"
#include "server/api/views.h"

namespace api {

/// What came of a call.
///
/// Shape   verdict: what the reporter said; later_at: they asked to be called then; neither: nobody answered
struct NewCallBack {
  std::optional<dispatch::Verdict> verdict;
  std::optional<models::Time> later_at;
};

/// One reporter to call, masked.
struct CallBackView {
  dispatch::CallBack one;
  OrderBrief order;
};

models::Result<NewCallBack> parse_callback(const std::string& body);

/// Shape   list: its items are in `views`
std::string write(const dispatch::CallBackList& list, const std::vector<CallBackView>& views,
                  const dispatch::CallBackRules& rules);

}  // namespace api
