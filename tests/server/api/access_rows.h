#pragma once
#include "server/http/message.h"

/// Rows of the table in access_test.cpp, of what reaches out of the pages: messages, and crews on the road.
namespace access_table {

using http::Method;

/// Shape   expected: one character for each column; .: done, or refused for what was sent and not for who
/// sent
///         it; U: 401; F: 403; N: 404
struct Row {
  Method method;
  const char* target;
  const char* expected;
  const char* body;
};

// clang-format off
inline constexpr Row outside_rows[] = {
    {Method::delete_, "/api/v1/planning-rules", "UFFFFFFF..F.FFF", ""},
    {Method::post, "/api/v1/passkeys/challenge", "NNNNNNNNNNNNNNN", ""},
    {Method::post, "/api/v1/passkeys/session", "NNNNNNNNNNNNNNN", "{}"},
    {Method::get, "/api/v1/me/passkeys", "U.............F", ""},
    {Method::post, "/api/v1/me/passkeys", "UNNNNNNNNNNNNNF", R"({"name":"x","client_data":"e30","authenticator_data":"e30"})"},
    {Method::post, "/api/v1/me/passkeys/challenge", "UNNNNNNNNNNNNNF", R"({"password":"x"})"},
    {Method::put, "/api/v1/me/passkeys/{none}", "UNNNNNNNNNNNNNF", R"({"name":"x"})"},
    {Method::post, "/api/v1/me/passkeys/{none}/removal", "U.............F", R"({"password":"x"})"},
    {Method::get, "/api/v1/attachments/{attachment}", "UN...NN......N.", ""},
    {Method::get, "/api/v1/reports/{report}/attachments", "UN.FFFF......N.", ""},
    {Method::post, "/api/v1/public/reports/{token}/attachments", "...............", "no picture"},
    {Method::post, "/api/v1/public/reports/{token}/telephones", "...............",
     R"({"endpoint":"x","p256dh":"x","auth":"x"})"},
    {Method::post, "/api/v1/public/reports/{token}/telephones/removal", "...............", R"({"endpoint":"x"})"},
    {Method::get, "/api/v1/public/push-key", "...............", ""},
    {Method::get, "/api/v1/city-orders", "UF.FFFFF..FFF.F", ""},
    {Method::post, "/api/v1/city-orders", "UF.FFFFF..FFF.F", R"({"number":"A-COLUMN","title":"灯不亮"})"},
    {Method::post, "/api/v1/city-orders/imports", "UF.FFFFF..FFF.F", "number,title\nI-COLUMN,灯不亮"},
    {Method::get, "/api/v1/city-orders/feedback", "UF.FFFFF..FFF.F", ""},
    {Method::post, "/api/v1/city-orders/feedback", "UF.FFFFF..FFF.F", ""},
    {Method::post, "/api/v1/readings", "UFFFFFFFF.F.FFF", R"({"readings":[{"facility_code":"LC-HP-1","at":"2026-11-23T00:00:00Z","values":{"power":1}}]})"},
    {Method::get, "/api/v1/destinations", "UFFFFFFFF.F.FFF", ""},
    {Method::post, "/api/v1/destinations", "UFFFFFFFF.F.FFF", R"({"name":"x","carrier":"webhook","address":"https://a.example/"})"},
    {Method::put, "/api/v1/destinations/{none}", "UFFFFFFFFNFNFFF", R"({"name":"x","carrier":"webhook","address":"https://a.example/"})"},
    {Method::get, "/api/v1/message-templates", "UFFFFFFFF.F.FFF", ""},
    {Method::put, "/api/v1/message-templates/work_order_closed", "UFFFFFFFF.F.FFF", R"({"text":{"zh":"{number}","en":""}})"},
    {Method::get, "/api/v1/deliveries", "UFFFFFFFF.F.FFF", ""},
    {Method::post, "/api/v1/deliveries/{none}/resending", "UFFFFFFFFNFNFFF", ""},
    {Method::post, "/api/v1/deliveries/resending", "UFFFFFFFF.F.FFF", R"({})"},
    {Method::post, "/api/v1/destinations/{none}/test", "UFFFFFFFFNFNFFF", ""},
    {Method::get, "/api/v1/destinations/{none}/services", "UFFFFFFFFNFNFFF", ""},
    {Method::get, "/api/v1/work-orders/{id}/transfers", "UF...NN......N.", ""},
    {Method::post, "/api/v1/work-orders/{id}/transfers", "UFFFFFFF..FFFNF", R"({"destination_id":"99"})"},
    {Method::get, "/api/v1/transfers", "UF.............", ""},
    {Method::post, "/api/v1/transfers/{none}/check", "UFFFFFFFNNFFFNF", R"({"done":true,"words":"好了"})"},
    {Method::post, "/api/v1/transfers/{none}/withdrawal", "UFFFFFFFNNFFFNF", R"({"words":"不转了"})"},
    {Method::post, "/api/v1/transfers/{none}/asking", "UFFFFFFFNNFFFNF", ""},
    {Method::get, "/api/v1/push-key", "UFF....F.FFFF.F", ""},
    {Method::post, "/api/v1/me/push-subscriptions", "UFF....FFFFFFFF", R"({"endpoint":"x","p256dh":"x","auth":"x"})"},
    {Method::post, "/api/v1/me/push-subscriptions/removal", "UFF....F.FFFF.F", R"({"endpoint":"x"})"},
    {Method::get, "/api/v1/district", "UFNFFFFNNNNNNNN", ""},
    {Method::get, "/api/v1/district/towns/{none}/work-orders", "UFNFFFFNNNNNNNN", ""},
    {Method::get, "/api/v1/inherited-rules", "U..............", ""},
    {Method::post, "/api/v1/inherited-rules/policy/{none}/taking-back", "UFFFFFFFFNFNFFF", ""},
    {Method::get, "/api/v1/call-backs", "UF.FFFF...FFF.F", ""},
    {Method::get, "/api/v1/imports", "UFFFFFFFF.F.FFF", ""},
    {Method::post, "/api/v1/imports?register=villages&dry_run=true", "UFFFFFFFF.F.FFF", ""},
    {Method::get, "/api/v1/imports/{none}", "UFFFFFFFFNFNFFF", ""},
    {Method::post, "/api/v1/imports/{none}/cancellation", "UFFFFFFFFNFNFFF", ""},
    {Method::delete_, "/api/v1/imports/{none}", "UFFFFFFFFNFNFFF", ""},
    {Method::get, "/api/v1/readings", "UFFFFFFFF.F.FFF", ""},
    {Method::post, "/api/v1/exports", "UF.FFFF........", R"({"list":"villages","format":"csv"})"},
    {Method::get, "/api/v1/exports", "U..............", ""},
    {Method::get, "/api/v1/exports/{none}", "UNNNNNNNNNNNNNN", ""},
    {Method::delete_, "/api/v1/exports/{none}", "UNNNNNNNNNNNNNN", ""},
    {Method::get, "/api/v1/exports/{none}/file", "UNNNNNNNNNNNNNN", ""},
    {Method::get, "/api/v1/calendar/none.ics", "NNNNNNNNNNNNNNN", ""},
    {Method::get, "/api/v1/public/open-data/facilities.csv", "NNNNNNNNNNNNNNN", ""},
    {Method::get, "/api/v1/work-orders/{id}/proofs", "UF...NN......N.", ""},
    {Method::post, "/api/v1/work-orders/{id}/proofs", "UFF..NNF.FFFFNF", R"({"minutes":5})"},
    {Method::get, "/api/v1/crews/heat/stock", "UF...NN........", ""},
    {Method::put, "/api/v1/crews/heat/stock", "UFFF.FFF..FFFFF", R"({"items":[]})"},
    {Method::post, "/api/v1/work-orders/{id}/spares", "UFF..NNF.FFFFNF", R"({"spare":"S-COLUMN"})"},
    {Method::get, "/api/v1/spares", "UF.............", ""},
    {Method::post, "/api/v1/spares/none/return", "UFFNNNNFNFFFFNF", ""},
    {Method::get, "/api/v1/me/shift", "UFF....FFFFFFFF", ""},
    {Method::post, "/api/v1/me/shift", "UFF....FFFFFFFF", R"({"van":"京A1"})"},
    {Method::post, "/api/v1/me/shift/ending", "UFF....FFFFFFFF", R"({})"},
    {Method::post, "/api/v1/me/shift/sickness", "UFF....FFFFFFFF", R"({"reason":"发烧","until":"2020-01-01T00:00:00Z"})"},
};
// clang-format on

}  // namespace access_table
