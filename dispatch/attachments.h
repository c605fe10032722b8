#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "models/actor.h"
#include "models/attachment.h"
#include "models/error.h"
#include "models/report.h"
#include "models/store.h"

// Pictures and a voice note that reporters send beside their words. See decision record 0060.
namespace dispatch {

inline constexpr std::size_t most_attached_photos = 3, most_attached_voices = 1;  ///< of one report
inline constexpr models::Duration attachable_for = std::chrono::hours{24};        ///< after its receipt

/// Whether the holder of a report's link may add to it now.
///
/// Errors  not_found; conflict: the report has ended, is too old, or has as many of this kind as it may have
models::Result<models::Report> find_to_attach(models::Transaction& tx, std::string_view token,
                                              std::string_view kind, models::Time now);

/// What is kept already of these bytes, as they were sent, for this report.
std::optional<models::Attachment> find_sent(models::Transaction& tx, std::string_view token,
                                            std::string_view sent_sha256);

/// Keeps what came; what was sent before is not kept twice. The file is there already.
///
/// Shape   attachment: id, report and at are filled in
/// Errors  as find_to_attach()
struct Attached {
  models::Attachment attachment;
  bool repeated = false;
};
models::Result<Attached> attach(models::Transaction& tx, std::string_view token,
                                const models::Attachment& attachment, models::Time now);

/// Of a report, for whoever may see it.
///
/// Errors  forbidden, not_found
models::Result<std::vector<models::Attachment>> attachments_of(models::Transaction& tx,
                                                               const models::Actor& actor,
                                                               models::ReportId report);
/// One of them; also for the crew that has the report's order.
///
/// Errors  forbidden, not_found
models::Result<models::Attachment> find_attachment(models::Transaction& tx, const models::Actor& actor,
                                                   models::AttachmentId id);

}  // namespace dispatch
