#pragma once
#include "server/api/handlers.h"

namespace api {

// attachments.cpp
Reply attach_to_public_report(Context& context, Call& call);
/// Keeps one thing for the report with this token, as the rules of attachments say.
///
/// Shape   part: its body and Content-Type, alone or cut out of a form; 201, or 200 for what is there already
Reply attach_sent(Context& context, Call& call, const std::string& token, const http::Request& part);
Reply list_attachments(Context& context, Call& call);
Reply get_attachment(Context& context, Call& call);

}  // namespace api
