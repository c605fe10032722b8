#pragma once
#include "server/api/handlers.h"

// What the desk alone needs.
namespace api {

// calls.cpp
Reply receive_call(Context& context, Call& call);
Reply list_calls(Context& context, Call& call);
Reply take_call(Context& context, Call& call);
Reply link_call(Context& context, Call& call);
Reply look_up_caller(Context& context, Call& call);

// chat.cpp
Reply read_chat(Context& context, Call& call);

// outages.cpp
Reply declare_outage(Context& context, Call& call);
Reply list_outages(Context& context, Call& call);
Reply get_outage(Context& context, Call& call);
Reply end_outage(Context& context, Call& call);

}  // namespace api
