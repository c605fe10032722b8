#pragma once
#include "server/api/handlers.h"
#include "server/api/map_tiles.h"

// The map of the staff, the page of a village, and what residents choose on their own pages.
namespace api {

// map.cpp
Reply get_map(Context& context, Call& call, const MapTiles& tiles);

// villages.cpp
Reply get_public_village(Context& context, Call& call);
Reply hear_neighbour_word(Context& context, Call& call);
Reply choose_report_updates(Context& context, Call& call);

}  // namespace api
