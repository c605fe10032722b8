#pragma once
#include <string_view>

namespace app {

/// Tells the service manager that started the program how it stands (systemd's protocol: one datagram to the
/// socket that NOTIFY_SOCKET names); without one nothing happens.
///
/// Shape   state: lines such as READY=1, STOPPING=1, STATUS=words
/// Errors  false when there is a socket and it did not take the words; the program goes on without
bool tell_service_manager(std::string_view state) noexcept;

}  // namespace app
