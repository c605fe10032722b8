#pragma once
#include "server/api/handlers.h"

namespace api {

// imports.cpp
Reply create_import(Context& context, Call& call);
Reply list_imports(Context& context, Call& call);
Reply get_import(Context& context, Call& call);
Reply cancel_import(Context& context, Call& call);
Reply forget_import(Context& context, Call& call);

}  // namespace api
