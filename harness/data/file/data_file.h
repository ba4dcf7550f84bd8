// How a data file of the catalogue is opened, and what each of them has: a schema, texts that must not be
// empty.
#pragma once

#include <toml++/toml.h>
#include <filesystem>
#include <functional>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/file/complaint.h"
#include "harness/data/file/table.h"

namespace badrdp::harness {

// Reads a file from its schema to its end: `read` takes what it knows, what it leaves is complained of. The
// complaints come in the order of the file; whatever was read of a file with one is worth nothing.
std::vector<Complaint> read_data_file(const std::filesystem::path& file,
                                      const std::function<void(Table&)>& read);

// Nothing, and a complaint, if the file cannot be read or is no TOML.
std::optional<toml::table> parse_file(Reading& reading);

// The same of a text that is no file.
std::optional<toml::table> parse_text(Reading& reading, std::string_view text);

// Every kind of file has the same number today; another one is complained of.
void read_schema(Table& table);

// A text that must be there and not be empty; gives its value, for what else may be wrong with it.
std::optional<Value> read_text(Table& table, std::string_view key, std::string& into);

std::vector<std::string> read_texts(const std::optional<Value>& value);

// In the order of the file: what is read table by table was complained of in the order of the keys.
std::vector<Complaint> in_order(std::vector<Complaint> complaints);

}  // namespace badrdp::harness
