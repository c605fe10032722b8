#pragma once
#include <string>
#include <vector>

#include "dispatch/work_proof.h"
#include "models/error.h"
#include "models/field_work.h"

namespace api {

// Each reads a request body; errors: invalid with every wrong field.
models::Result<dispatch::NewWorkProof> parse_work_proof(const std::string& body);
models::Result<std::vector<models::StockLine>> parse_stock(const std::string& body);

/// The number of a spare unit.
models::Result<std::string> parse_spare(const std::string& body);

std::string write(const models::SpareLoan& loan);
std::string write(const std::vector<models::SpareLoan>& loans);
std::string write(const models::WorkProof& proof);
std::string write(const std::vector<models::WorkProof>& proofs);
std::string write(const std::vector<dispatch::StockedPart>& parts);

}  // namespace api
