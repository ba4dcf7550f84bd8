// What an option of the command line takes, and what a person is told who gave it something else.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace badrdp::harness {

// Each is a check for CLI::Option::check: an empty text for a value that is taken, else what is wrong with
// it.
using ArgumentCheck = std::function<std::string(const std::string&)>;
ArgumentCheck whole_number(std::uint64_t least, std::uint64_t most);
ArgumentCheck number_of_seconds(bool zero_too);  // a decimal number of seconds, above 0 or from 0 on
ArgumentCheck word_among(std::vector<std::string> words);

// What is wrong with a command line, in one line that names the command, the option and the nearest right
// word. `app` is what was parsing it.
std::string parse_error_text(const CLI::App& app, const CLI::ParseError& error);

}  // namespace badrdp::harness
