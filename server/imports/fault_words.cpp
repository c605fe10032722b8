#include "server/imports/fault_words.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace imports {
namespace {

/// One sentence of a rule or a reader, with what changes in it as `*`, and how it is told: `{1}` is the first
/// of them.
struct Sentence {
  std::string_view said, zh, en;
};

constexpr std::string_view save_again =
    "文件损坏，读不下去：请用表格软件打开，另存为 .xlsx 或 CSV UTF-8 再导入";
constexpr std::string_view save_again_en =
    "the file is damaged: open it in a spreadsheet, save it as .xlsx or as CSV UTF-8 and send that";

// What a cell may hold.
constexpr Sentence cells[] = {
    {"fill in *", "必填，不能空着，请填上", "it must not be empty: fill it in"},
    {"* must be valid UTF-8", "文字编码不对：请把文件另存为 CSV UTF-8 或 .xlsx",
     "it is not UTF-8 text: save the file as CSV UTF-8 or as .xlsx"},
    {"* may have at most * characters", "太长：最多 {2} 个字符，请改短",
     "it may have at most {2} characters: shorten it"},
    {"* must not contain control characters", "含有控制字符（例如换行或制表符），请删掉",
     "it has control characters (a line break or a tab, for one): delete them"},
    {"leave the identity card number out of *: nobody here needs it", "里面有身份证号，这里用不到，请删掉",
     "there is an identity card number in it: leave it out, nobody here needs it"},
    {"* is made of letters, digits, - _ and ., a letter or digit first",
     "只能用英文字母、数字和 - _ .，第一个必须是字母或数字，请改",
     "it is made of letters, digits, - _ and ., a letter or digit first: write it so"},
    {"* must have at least 5 digits and otherwise only + - ( ) and spaces",
     "电话至少要有 5 位数字，其余只能是 + - ( ) 和空格，请改",
     "a telephone number has at least 5 digits and otherwise only + - ( ) and spaces: write it so"},
    {"latitude is between -90 and 90 degrees", "纬度在 -90 到 90 度之间：请改，看看是不是和经度填反了",
     "latitude is between -90 and 90 degrees: mend it, perhaps it was swapped with the longitude"},
    {"longitude is between -180 and 180 degrees", "经度在 -180 到 180 度之间：请改成度数，例如 116.7418",
     "longitude is between -180 and 180 degrees: give it in degrees, such as 116.7418"},
    {"must be degrees as a number, such as *", "要写成度数，例如 {1}，不带单位、不写度分秒；经度纬度要一起填",
     "it must be degrees as a number, such as {1}, without a unit; latitude and longitude go together"},
    {"must be yes or no", "只能填“是”或“否”", "it must be yes or no: write one of them"},
    {"must be a whole number, such as 12", "要填整数，例如 12，不带单位和小数",
     "it must be a whole number, such as 12, without a unit"},
    {"* must be a number, such as 12.5", "要填数字，例如 12.5，不带单位",
     "it must be a number, such as 12.5, without a unit"},
    {"* must be a date, such as 2026-11-23", "要填日期，写成 2026-11-23 这样",
     "it must be a date: write it like 2026-11-23"},
    {"* must be one of the choices of its class", "只能填这个类别规定的选项之一，选项见导出的文件或类别说明",
     "it must be one of the choices of its class: an export shows those in use"},
    {"must be a text, a number, true or false", "属性只能是文字、数字或 true、false，不能是列表或对象，请改",
     "it must be a text, a number, true or false, no list and no object"},
    {"the geometry must be a Point, or null", "位置只能是一个点（Point）或留空（null），请改",
     "the geometry must be a Point, or null: give one point"},
    {"a formula is not taken in: put the value itself into the cell",
     "单元格里是公式，不能导入：请改成算好的值（复制后选择性粘贴为数值）",
     "a formula is not taken in: put the value itself into the cell"},
    {"this is masked: give it in clear, or leave the column out",
     "这是脱敏后的内容，和登记的对不上：请填原文，或删掉这一列",
     "this is masked, and not as what is kept: give it in clear, or leave the column out"},
};

// How it fits to what is there.
constexpr Sentence registers[] = {
    {"there is no such village", "没有登记过这个村：请填已登记的村名或 12 位编号，新村先导入“村”",
     "there is no such village: give the name or the 12-digit code of one that is there, or take the village "
     "in first"},
    {"several villages have this name: give the 12-digit code", "有几个村叫这个名字：请填 12 位编号",
     "several villages have this name: give the 12-digit code"},
    {"a village's code has 12 digits", "村的编号是 12 位数字：请照统计用区划代码填，例如 110112119243",
     "a village's code has 12 digits: give the statistical code, such as 110112119243"},
    {"there is no such facility class", "没有这个设施类别：请填已有类别的编号或名称",
     "there is no such facility class: give the code or the name of one that is there"},
    {"the class * has no such attribute", "类别 {1} 没有这一项：请清空这个单元格，或改用这个类别有的列",
     "the class {1} has no such attribute: leave the cell empty, or use a column of that class"},
    {"this code is a * already", "这个编号已登记为类别 {1}，不能换类别：请核对编号，或用新编号",
     "this code is a {1} already and keeps its class: check the code, or take a new one"},
    {"the class * has this part already", "类别 {1} 已有这个编号的配件：请核对编号，或用新编号",
     "the class {1} has this part already: check the code, or take a new one"},
    {"another facility has this code already", "这个编号已被另一处设施用了：请换一个",
     "another facility has this code already: take another"},
    {"there is no such crew", "没有这个班组：请填已登记班组的编号，新班组先导入“班组”",
     "there is no such crew: give the code of one that is there, or take the crew in first"},
    {"there is no such part", "没有这种配件：请填已登记配件的编号，新配件先导入“配件”",
     "there is no such part: give the code of one that is there, or take the part in first"},
    {"a crew needs at least one skill", "班组至少要有一项技能：请填设施类别编号，几项用分号隔开",
     "a crew needs at least one skill: give codes of classes, with semicolons between"},
    {"a crew has at most 50 skills", "一个班组最多 50 项技能：请删掉一些",
     "a crew has at most 50 skills: leave some out"},
    {"capacity is between 1 and 1000 orders", "在手上限在 1 到 1000 之间，请改",
     "capacity is between 1 and 1000 orders: mend it"},
    {"a price is not below 0", "单价不能小于 0，以分为单位，请改",
     "a price is not below 0: give it in cents"},
    {"a van sets out with 0 to 100000 of a part", "常备数在 0 到 100000 之间，请改",
     "a van sets out with 0 to 100000 of a part: mend it"},
    {"a van carries 0 to 100000 of a part", "数量在 0 到 100000 之间，请改",
     "a van carries 0 to 100000 of a part: mend it"},
    {"say how many there are", "没写数量：请填现有几个，没有就填 0", "say how many there are, 0 for none"},
    {"line * has this already", "第 {1} 行已经有这一个：同一编号只留一行",
     "line {1} has this already: keep one line of it"},
};

// Of the city's table alone.
constexpr Sentence city[] = {
    {"another column means the same: keep one of them", "另有一列是同一个意思：请只留一列",
     "another column means the same: keep one of them"},
    {"no column has the order's number: call it 工单编号 or number",
     "没有工单编号这一列：请把它的列名写成“工单编号”",
     "no column has the order's number: call it 工单编号 or number"},
    {"'*' is no time: write it as *", "“{1}”不是时间：请写成 {2} 这样", "'{1}' is no time: write it as {2}"},
    {"line * has this number already", "第 {1} 行已经有这个工单编号：同一件只留一行",
     "line {1} has this number already: keep one line of it"},
    {"say what it is about: a title or a description", "没写是什么事：标题或内容至少填一个",
     "say what it is about: a title or a description"},
    {"there is no such village: give its code or name, or leave it out",
     "没有登记过这个村：请填已登记的村名或 12 位编号，或者留空",
     "there is no such village: give its code or name, or leave it out"},
    {"the limit lies before the receipt", "办理时限早于受理时间：请核对这两个时间",
     "the limit lies before the receipt: check both times"},
    {"another report has this number, and it lies outside your villages and classes",
     "这个编号已属于您负责范围以外的另一件报修：请核对编号，或请督办处理",
     "another report has this number, and it lies outside your villages and classes: check the number, or "
     "ask "
     "a supervisor"},
};

// The headings, and the file as a whole.
constexpr Sentence files[] = {
    {"column *: no such column", "第 {1} 列的列名不认识：请用导出文件里的列名，或删掉这一列",
     "column {1}: there is no such column; use the headings of an export, or delete it"},
    {"column *: no such column or attribute",
     "第 {1} 列的列名不认识：请用导出文件里的列名或类别的属性名，或删掉这一列",
     "column {1}: there is no such column or attribute; use the headings of an export, or delete it"},
    {"the column is there twice", "这一列出现了两次：请删掉一个", "the column is there twice: delete one"},
    {"the column is missing", "缺少这一列：请加上这个列名和下面的内容", "the column is missing: add it"},
    {"the file is empty: its first row has the headings", "文件是空的：第一行要是列名，下面才是内容",
     "the file is empty: its first row has the headings, what is taken in stands below"},
    {"cannot open *", "服务器打不开这个文件：请重新导入，再不行请告诉管理员",
     "the server cannot open the file: send it again, and else tell whoever keeps the server"},
    {"the file is over * bytes; split it", "文件超过 {1} 字节：请分成几个文件导入",
     "the file is over {1} bytes: split it"},
    {"more than * rows; split the file", "超过 {1} 行：请分成几个文件导入",
     "more than {1} rows: split the file"},
    {"more than * features; split the file", "超过 {1} 个要素：请分成几个文件导入",
     "more than {1} features: split the file"},
    {"more than * columns", "超过 {1} 列：请删掉用不到的列",
     "more than {1} columns: delete what is not needed"},
    {"more than * properties", "属性超过 {1} 种：请删掉用不到的",
     "more than {1} properties: delete what is not needed"},
    {"this is an old .xls (or a locked) file; save it as .xlsx or as CSV UTF-8",
     "这是旧的 .xls 文件（或加了锁）：请另存为 .xlsx 或 CSV UTF-8",
     "this is an old .xls (or a locked) file: save it as .xlsx or as CSV UTF-8"},
    {"GB18030 cannot be read here; save the file as CSV UTF-8",
     "这台服务器读不了 GB18030：请另存为 CSV UTF-8",
     "GB18030 cannot be read here: save the file as CSV UTF-8"},
    {"this is UTF-16 text; save it as CSV UTF-8 or as .xlsx", "这是 UTF-16 文字：请另存为 CSV UTF-8 或 .xlsx",
     "this is UTF-16 text: save it as CSV UTF-8 or as .xlsx"},
    {"the text is neither UTF-8 nor GB18030; save it as CSV UTF-8 or as .xlsx",
     "文字编码既不是 UTF-8 也不是 GB18030：请另存为 CSV UTF-8 或 .xlsx",
     "the text is neither UTF-8 nor GB18030: save it as CSV UTF-8 or as .xlsx"},
    {"the file begins as GB18030 but does not go on so; save it as CSV UTF-8 or as .xlsx",
     "文件开头是 GB18030，后面却不是：请另存为 CSV UTF-8 或 .xlsx",
     "the file begins as GB18030 but does not go on so: save it as CSV UTF-8 or as .xlsx"},
    {"not UTF-8 text; save the file as CSV UTF-8 or as .xlsx",
     "这里不是 UTF-8 文字：请另存为 CSV UTF-8 或 .xlsx",
     "this is not UTF-8 text: save the file as CSV UTF-8 or as .xlsx"},
    {"there is a NUL byte; this is no text file", "里面有空字节，这不是文本文件：请另存为 CSV UTF-8 或 .xlsx",
     "there is a NUL byte, this is no text file: save it as CSV UTF-8 or as .xlsx"},
    {"a field is over * bytes*", "一个单元格超过 {1} 字节：请改短，或看看引号是不是没有配对",
     "a field is over {1} bytes: shorten it, or look whether a quote is never closed"},
    {"a row is over * bytes", "一行超过 {1} 字节：请改短，或看看引号是不是没有配对",
     "a row is over {1} bytes: shorten it, or look whether a quote is never closed"},
    {"a cell is over * bytes", "一个单元格超过 {1} 字节：请改短", "a cell is over {1} bytes: shorten it"},
    {"a property is over * bytes", "一个属性超过 {1} 字节：请改短",
     "a property is over {1} bytes: shorten it"},
    {"a feature is over * bytes", "一个要素超过 {1} 字节：请改小",
     "a feature is over {1} bytes: make it smaller"},
    {"a cell is not UTF-8 text", "一个单元格不是 UTF-8 文字：请用表格软件打开，重新另存",
     "a cell is not UTF-8 text: open the file in a spreadsheet and save it anew"},
    {"a feature is not UTF-8 text", "一个要素不是 UTF-8 文字：请把文件另存为 UTF-8",
     "a feature is not UTF-8 text: save the file as UTF-8"},
    {"a quote inside a field: put the whole field in quotes and double this one",
     "单元格中间有引号：请把整个单元格放进引号，里面的引号写两个",
     "a quote inside a field: put the whole field in quotes and double this one"},
    {"a quote is opened here and never closed", "这里的引号没有配对：请补上后面的引号",
     "a quote is opened here and never closed: close it"},
    {"text after a closing quote: a comma is missing, or a quote must be doubled",
     "引号后面还有文字：少了逗号，或者里面的引号要写两个",
     "text after a closing quote: a comma is missing, or a quote must be doubled"},
    {"this is no GeoJSON: it must begin with {", "这不是 GeoJSON：文件要以 { 开头，请用地图软件重新导出",
     "this is no GeoJSON: it must begin with {; export it anew from the map program"},
    {"this is no FeatureCollection: it has no features",
     "这不是 FeatureCollection，里面没有 features：请导出为要素集合",
     "this is no FeatureCollection, it has no features: export a collection"},
    {"features must be an array", "features 必须是数组：请用地图软件重新导出",
     "features must be an array: export it anew from the map program"},
    {"a feature must be an object", "features 里只能是要素对象：请用地图软件重新导出",
     "a feature must be an object: export it anew from the map program"},
    {"a feature is no valid JSON", "这个要素不是合法的 JSON：请改正，或用地图软件重新导出",
     "a feature is no valid JSON: mend it, or export it anew from the map program"},
    {"a feature is nested too deeply", "这个要素层次太深：只留点和简单属性",
     "a feature is nested too deeply: keep a point and plain properties"},
    {"the file is nested too deeply", "文件层次太深：请用地图软件重新导出",
     "the file is nested too deeply: export it anew from the map program"},
    {"a text is never closed", "一段文字的引号没有配对：请用地图软件重新导出",
     "a text is never closed: export it anew from the map program"},
    {"the file ends in the middle: it is damaged", "文件没有写完，中间断了：请重新导出再导入",
     "the file ends in the middle, it is damaged: export it anew and send that"},
    {"the * has a DOCTYPE; such files are not taken in",
     "工作簿里有 DOCTYPE，这样的文件不收：请用表格软件打开，另存为 .xlsx",
     "the workbook has a DOCTYPE, such files are not taken in: save it anew in a spreadsheet"},
    {"the .xlsx file is damaged*", save_again, save_again_en},
    {"the .xlsx file is cut short or damaged; save it again", save_again, save_again_en},
    {"the sheet is damaged*", save_again, save_again_en},
    {"the sheet ends in the middle", save_again, save_again_en},
    {"this is no .xlsx file: it has no workbook", save_again, save_again_en},
    {"the .xlsx file has no sheet*", "工作簿里没有工作表：请把内容放在第一张表里再保存",
     "the workbook has no sheet: put the rows on its first one and save it"},
    {"the .xlsx file is locked with a password; save it without", "工作簿加了密码：请去掉密码再保存",
     "the workbook is locked with a password: save it without"},
    {"the .xlsx file has too many parts", "工作簿里的部件太多：请只留要导入的表，另存为新文件",
     "the workbook has too many parts: save the one sheet as a new file"},
    {"the .xlsx file holds too much text; split it", "工作簿里的文字太多：请分成几个文件导入",
     "the workbook holds too much text: split it"},
    {"the .xlsx file unpacks to more than * bytes", "工作簿展开后超过 {1} 字节：请分成几个文件导入",
     "the workbook unpacks to more than {1} bytes: split it"},
    {"a part of the .xlsx file is too large: *",
     "工作簿的一个部件（{1}）太大：请只留要导入的表，另存为新文件",
     "a part of the workbook ({1}) is too large: save the one sheet as a new file"},
    {"an element of the sheet is too large", "工作表里有一个单元格太大：请改短",
     "a cell of the sheet is too large: shorten it"},
};

/// What stands for each `*`, or nothing where the sentence is another.
std::optional<std::vector<std::string_view>> match(std::string_view pattern, std::string_view text) {
  std::vector<std::string_view> found;
  for (auto star = pattern.find('*');; star = pattern.find('*')) {
    const auto before = pattern.substr(0, star);
    if (!text.starts_with(before)) return std::nullopt;
    text.remove_prefix(before.size());
    if (star == pattern.npos) return text.empty() ? std::optional(found) : std::nullopt;
    pattern.remove_prefix(star + 1);
    const auto next = pattern.substr(0, pattern.find('*'));
    const auto end = next.empty() ? text.size() : text.find(next);
    if (end == text.npos) return std::nullopt;
    found.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::string filled(std::string_view words, const std::vector<std::string_view>& values) {
  std::string text(words);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto name = "{" + std::to_string(i + 1) + "}";
    if (const auto at = text.find(name); at != text.npos) text.replace(at, name.size(), values[i]);
  }
  return text;
}

std::optional<models::LocalizedText> find(std::string_view detail) {
  const auto look = [&](const auto& sentences) -> std::optional<models::LocalizedText> {
    for (const auto& sentence : sentences)
      if (const auto values = match(sentence.said, detail))
        return models::LocalizedText{filled(sentence.zh, *values), filled(sentence.en, *values)};
    return std::nullopt;
  };
  for (const auto& words : {look(cells), look(registers), look(city), look(files)})
    if (words) return words;
  return std::nullopt;
}

}  // namespace

bool is_known(const std::string& detail) { return find(detail).has_value(); }

models::LocalizedText words_of(const std::string& detail) {
  if (auto words = find(detail)) return *std::move(words);
  return {"这里不对（" + detail + "）", detail};
}

}  // namespace imports
