// A fault in the words of a scenario file: what a file, a report and a person are told of it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/fault/fault.h"
#include "sim/wire/io/key_and_value.h"

namespace badrdp::fault {

// The whole table [[fault]], its verb first.
std::vector<wire::KeyAndValue> words_of(const Fault& fault);

// The fault with its text: "reset server_flight".
Fault described(Fault fault);

}  // namespace badrdp::fault
