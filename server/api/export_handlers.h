#pragma once
#include "server/api/handlers.h"

namespace api {

// exports.cpp
Reply create_export(Context& context, Call& call);
Reply list_exports(Context& context, Call& call);
Reply get_export(Context& context, Call& call);
Reply cancel_export(Context& context, Call& call);
Reply get_export_file(Context& context, Call& call);

// calendar.cpp
Reply get_calendar(Context& context, Call& call);

// open_data.cpp
Reply get_open_data(Context& context, Call& call);

}  // namespace api
