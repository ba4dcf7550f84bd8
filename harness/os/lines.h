// Lines and words of text: all of them, or of a client's output what it said first and what it said last.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace badrdp::harness {

// Lines of the first and the last 64 KiB of `output`, without their ends; a line is cut at 2,000 characters.
// A carriage return within a line ends it too.
std::vector<std::string_view> lines_of(std::string_view output);

// Every line without its end, empty ones too; and the words between blanks. They point into `text`.
std::vector<std::string_view> split_lines(std::string_view text);
std::vector<std::string_view> split_words(std::string_view text);

// Without blanks at its ends, without control characters, and never more than `most` bytes, cut between
// characters.
std::string printable_line(std::string_view line, std::size_t most = 200);

}  // namespace badrdp::harness
