// Explanations for people and for programs.
#pragma once

#include <boost/json/fwd.hpp>

#include "harness/advise/explain/leads.h"

namespace badrdp::harness {

struct Explained {
    Found found;
    std::vector<Lead> leads;
    std::optional<NextCheck> next;
};

struct Explanation {
    Answer answer;
    std::vector<Explained> codes;  // one for each of answer.found
};

struct Layout {
    std::size_t columns = 100;
    std::size_t most_leads = 5;  // how many scenarios of a code are shown
};

std::string as_text(const Explanation& explanation, const Layout& layout);
boost::json::object as_json(const Explanation& explanation);

// The families, a line each; and the codes of one of them.
std::string list_families(const std::vector<Family>& families, const Layout& layout);
std::string list_codes(const Family& family, const Layout& layout);

}  // namespace badrdp::harness
