// What all pages of the atlas share: text that is harmless, links, and the frame of a page.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/atlas/atlas.h"

namespace badrdp::harness::atlas {

// Text of a file, escaped for use inside an element or an attribute.
std::string text(std::string_view bytes);
std::string text_lines(std::string_view lines);  // the same for <pre>: line breaks stay

std::string cause_page(std::string_view id);     // "c10.html"
std::string family_page(std::string_view name);  // "codes-mstsc.html"
std::string cause_link(const CauseRow& cause);   // its id and title
// A code as it is written, linked to its meaning where its family has one.
std::string code_link(const CodeName& code, const std::vector<Family>& families);
std::string code_anchor(std::uint32_t number);

// "documented: Microsoft ..." in small print.
std::string evidence_note(const Observation& sight);
std::string evidence_note(const Statement& statement);

// `body` is markup. The page may load and run nothing.
std::string page(const Atlas& atlas, std::string_view title, const std::string& body);

// The scenarios that name this cause, all variants, in their order.
std::vector<const Scenario*> scenarios_of(const Atlas& atlas, std::string_view cause);

// What stands for a cause in its picture: one of its scenarios, and what a client was seen to do in it.
struct Shown {
    const Scenario* scenario = nullptr;
    const Baseline* baseline = nullptr;    // nothing: nobody has played any of the cause's scenarios
    const BaselineEntry* entry = nullptr;  // of that baseline
};

// The cause at its plainest: a connection that failed before one that came up all the same, and blamed for
// what the cause is; then the cause's own phase, a host without a network before it, and our own client.
// Nothing if no scenario plays the cause.
std::optional<Shown> shown_of(const Atlas& atlas, const CauseRow& cause);

// That connection as a ladder of messages, down to where it died, and a line on who saw that.
std::string ladder(const Shown& shown);

// Every client of which something was recorded, and the page of one.
std::vector<std::string> clients_of(const Atlas& atlas);
std::string client_page(std::string_view client);  // "client-xfreerdp3.html"

// Each page's body; pages.cpp puts them together.
std::string overview_body(const Atlas& atlas);
std::string symptoms_body(const Atlas& atlas);
std::string phases_body(const Atlas& atlas);
std::string codes_body(const Atlas& atlas);
std::string family_body(const Atlas& atlas, const Family& family);
std::string clients_body(const Atlas& atlas);
std::string client_body(const Atlas& atlas, std::string_view client);
std::string cause_body(const Atlas& atlas, const CauseRow& cause);

}  // namespace badrdp::harness::atlas
