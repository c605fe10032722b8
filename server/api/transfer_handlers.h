#pragma once
#include "server/api/handlers.h"

namespace api {

// transfers.cpp
Reply list_order_transfers(Context& context, Call& call);
Reply transfer_order(Context& context, Call& call);
Reply list_transfers(Context& context, Call& call);
Reply check_transfer(Context& context, Call& call);
Reply withdraw_transfer(Context& context, Call& call);
Reply hurry_transfer(Context& context, Call& call);
Reply list_foreign_services(Context& context, Call& call);

}  // namespace api
