#pragma once
#include <string>
#include <vector>

#include "models/error.h"
#include "models/reading.h"

namespace mqtt {

/// Reads what stands in a message, by the topic it came under.
///
/// Shape   batch                                 as POST /readings takes it
///         facility/CODE, circuit/CODE           {"at", "values": {measure: number}} or {measure: number}
///         facility/CODE/MEASURE, circuit/CODE/… a number alone
/// Units   without "at" it was measured when it arrived
/// Errors  invalid with every wrong field; of a topic of another form: topic
models::Result<std::vector<models::Reading>> parse_message(const std::string& topic,
                                                           const std::string& payload, models::Time arrived);

}  // namespace mqtt
