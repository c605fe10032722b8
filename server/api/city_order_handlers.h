#pragma once
#include "server/api/handlers.h"

// Orders of the city's hotline 12345.
namespace api {

// city_orders.cpp
Reply list_city_orders(Context& context, Call& call);
Reply take_city_order(Context& context, Call& call);
Reply import_city_orders(Context& context, Call& call);
Reply get_city_feedback(Context& context, Call& call);
Reply give_city_feedback(Context& context, Call& call);

}  // namespace api
