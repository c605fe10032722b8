#pragma once
#include <string>

#include "models/attachment.h"
#include "models/store.h"
#include "server/api/views.h"
#include "server/codec/codec_text_writer.h"

/// What is answered most, written without a tree in between; codec_writer.h has the rest.
namespace api {

void put(codec::TextWriter& out, const FacilityReference& facility);
void put(codec::TextWriter& out, const FacilityView& view);
void put(codec::TextWriter& out, const ReportView& view);
void put(codec::TextWriter& out, const WorkOrderView& view);
void put_attachment(codec::TextWriter& out, const models::Attachment& attachment);

template <class Item>
std::string written_page(const models::Page<Item>& page) {
  codec::TextWriter out(4096 * (1 + page.items.size()));
  out.object("items", page.items, "next", codec::OrNull{page.next});
  return out.text();
}

}  // namespace api
