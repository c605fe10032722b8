#pragma once
#include <string>
#include <vector>

#include "models/store.h"
#include "server/api/codec_figures.h"
#include "server/api/context.h"
#include "server/delivery/carriers.h"
#include "server/town/workbook.h"

namespace api {

inline constexpr std::string_view workbook_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The figures of a period: all together, by class, village, crew, day and contractor, and their formulas.
std::vector<town::Sheet> figure_sheets(models::Transaction& tx, const Context& context,
                                       const FiguresAsked& asked);

/// The names of rows in both languages.
std::map<std::string, std::string> row_names(models::Transaction& tx, dispatch::FiguresBy by);

/// The report of a month for a letter: the chief figures as HTML, everything as a workbook.
///
/// Shape   month: 2026-10; language: zh or en
delivery::Enclosed month_letter(models::Transaction& tx, const Context& context, const std::string& month,
                                const std::string& language, models::Time now);

}  // namespace api
