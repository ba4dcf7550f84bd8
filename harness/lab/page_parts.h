// What the pages of the lab have in common: their frame, forms and marks.
#pragma once

#include <string>
#include <string_view>

#include "harness/lab/classroom.h"

namespace badrdp::harness::lab {

std::string lab_page(std::string_view title, const std::string& body);  // `body` is markup

// A form that posts to `action`; `inside` is markup.
std::string form(const std::string& action, const std::string& word, std::string_view inside);

std::string shown_lines(std::string_view text);  // for a <pre>

std::string minutes_text(std::int64_t milliseconds);  // "12:05"

// "How it went", with each point that was to be had.
std::string grade_part(const Place& place);
// What it was, and what cures it.
std::string solution_part(const LabData& data, const Exercise& exercise);

}  // namespace badrdp::harness::lab
