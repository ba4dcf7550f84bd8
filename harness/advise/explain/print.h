// Explanations for people and for programs.
#pragma once

#include <boost/json/fwd.hpp>

#include <map>

#include "harness/advise/explain/leads.h"
#include "harness/advise/remedy/cures.h"

namespace badrdp::harness {

struct Explained {
    Found found;
    std::vector<Lead> leads;
    std::optional<NextCheck> next;
};

// What is known of a cause, and of the fixes that were tried on it.
struct Advice {
    std::string title{};
    std::string wire{};  // what its packets show
    std::vector<Cure> cures{};
    std::vector<std::string> looks{};  // where to look where no packet tells
};

struct Explanation {
    Answer answer;
    std::vector<Explained> codes;            // one for each of answer.found
    std::map<std::string, Advice> advice{};  // by id of the cause
};

struct Layout {
    std::size_t columns = 100;
    std::size_t most_leads = 5;  // how many causes of a code are shown
};

// The scenarios that lead to a code, together where they play one cause; in the order of the first of each.
std::vector<std::vector<Lead>> by_cause(const std::vector<Lead>& leads);

// Whether a fix ended the cause when it was tried; hid it; or was tried and did neither.
enum class Tested : std::uint8_t { worked, hid, failed, untried };
Tested tested(const Cure& cure);

std::string as_text(const Explanation& explanation, const Layout& layout);
boost::json::object as_json(const Explanation& explanation);

// The families, a line each; and the codes of one of them.
std::string list_families(const std::vector<Family>& families, const Layout& layout);
std::string list_codes(const Family& family, const Layout& layout);

}  // namespace badrdp::harness
