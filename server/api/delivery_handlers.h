#pragma once
#include "server/api/handlers.h"

namespace api {

// deliveries.cpp
Reply list_destinations(Context& context, Call& call);
Reply create_destination(Context& context, Call& call);
Reply save_destination(Context& context, Call& call);
Reply list_message_templates(Context& context, Call& call);
Reply save_message_template(Context& context, Call& call);
Reply list_deliveries(Context& context, Call& call);
Reply send_delivery_again(Context& context, Call& call);
Reply send_deliveries_again(Context& context, Call& call);
Reply test_destination(Context& context, Call& call);

// push.cpp
Reply get_push_key(Context& context, Call& call);
Reply subscribe_to_push(Context& context, Call& call);
Reply unsubscribe_from_push(Context& context, Call& call);
Reply get_public_push_key(Context& context, Call& call);
Reply subscribe_report_phone(Context& context, Call& call);
Reply unsubscribe_report_phone(Context& context, Call& call);

}  // namespace api
