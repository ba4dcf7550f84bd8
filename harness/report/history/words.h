// How text and page call what a history has.
#pragma once

#include <string>
#include <utility>

#include "harness/report/history/history.h"

namespace badrdp::harness {

// "xfreerdp strict"; "xfreerdp strict, tap, last round".
std::string played(const PastName& name);

// "pass refused", "unsteady, 2 of 3 plays good".
std::string came_to(const PastCase& of);

// "0.2 to 0.4 s"; empty where it has no outcome.
std::string time_text(const PastSpan& span);

// Of a story that has one: the first and the last of its spans in which it was known.
std::pair<const PastSpan*, const PastSpan*> known_spans(const PastStory& story);

// Nothing has judged it otherwise since.
bool still_known(const PastStory& story);

}  // namespace badrdp::harness
