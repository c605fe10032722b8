#pragma once
#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace models {

/// The identity of one kind of thing: a database key that cannot be mistaken for another kind's. 0 is no
/// thing.
template <class Tag>
struct Id {
  std::int64_t value = 0;
  // clang-tidy 14 takes the zero that a rewritten comparison compares with for a null pointer.
  auto operator<=>(const Id&) const = default;  // NOLINT(modernize-use-nullptr)
  explicit operator bool() const { return value != 0; }
  std::string text() const { return std::to_string(value); }
  static std::optional<Id> parse(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc{} || end != text.data() + text.size() || value <= 0) return std::nullopt;
    return Id{value};
  }
};

using AccessTokenId = Id<struct AccessTokenTag>;
using AccountId = Id<struct AccountTag>;
using AlertId = Id<struct AlertTag>;
using AttachmentId = Id<struct AttachmentTag>;
using AuditId = Id<struct AuditTag>;
using ColdWaveId = Id<struct ColdWaveTag>;
using CrewId = Id<struct CrewTag>;
using EscalationRunId = Id<struct EscalationRunTag>;
using EventId = Id<struct EventTag>;
using ExportId = Id<struct ExportTag>;
using FacilityId = Id<struct FacilityTag>;
using ImportId = Id<struct ImportTag>;
using NoteId = Id<struct NoteTag>;
using NotificationId = Id<struct NotificationTag>;
using OutageId = Id<struct OutageTag>;
using PasskeyId = Id<struct PasskeyTag>;
using PhoneCallId = Id<struct PhoneCallTag>;
using PhotoId = Id<struct PhotoTag>;
using PublicationId = Id<struct PublicationTag>;
using RecheckId = Id<struct RecheckTag>;
using ReportId = Id<struct ReportTag>;
using RequestId = Id<struct RequestTag>;
using WorkOrderId = Id<struct WorkOrderTag>;

}  // namespace models

template <class Tag>
struct std::hash<models::Id<Tag>> {
  std::size_t operator()(const models::Id<Tag>& id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
