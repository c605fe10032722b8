#pragma once
#include "server/api/handlers.h"

namespace api {

// identity.cpp
Reply begin_identity_sign_in(Context& context, Call& call);
Reply finish_identity_sign_in(Context& context, Call& call);
Reply give_identity_code(Context& context, Call& call);

}  // namespace api
