#pragma once
#include "server/api/handlers.h"

// What the supervisor's board alone needs.
namespace api {

// patterns.cpp
Reply get_patterns(Context& context, Call& call);
Reply get_five_haves(Context& context, Call& call);

// month_report.cpp
Reply get_month_report(Context& context, Call& call);

}  // namespace api
