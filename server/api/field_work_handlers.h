#pragma once
#include "server/api/handlers.h"

namespace api {

// field_work.cpp
Reply list_work_proofs(Context& context, Call& call);
Reply add_work_proof(Context& context, Call& call);
Reply get_stock(Context& context, Call& call);
Reply count_stock(Context& context, Call& call);
Reply lend_spare(Context& context, Call& call);
Reply take_spare_back(Context& context, Call& call);
Reply list_spares(Context& context, Call& call);

// shifts.cpp
Reply get_shift(Context& context, Call& call);
Reply sign_on_shift(Context& context, Call& call);
Reply sign_off_shift(Context& context, Call& call);
Reply report_sick(Context& context, Call& call);

}  // namespace api
