#pragma once
#include "server/api/handlers.h"

// A district over its towns, and a town under its district.
namespace api {

// district.cpp
Reply get_district(Context& context, Call& call);
Reply list_town_orders(Context& context, Call& call);

// inherited_rules.cpp
Reply list_inherited_rules(Context& context, Call& call);
Reply take_rule_back(Context& context, Call& call);

}  // namespace api
