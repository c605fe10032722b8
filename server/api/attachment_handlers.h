#pragma once
#include "server/api/handlers.h"

namespace api {

// attachments.cpp
Reply attach_to_public_report(Context& context, Call& call);
Reply list_attachments(Context& context, Call& call);
Reply get_attachment(Context& context, Call& call);

}  // namespace api
