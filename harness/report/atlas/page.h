// What all pages of the atlas share: text that is harmless, links, and the frame of a page.
#pragma once

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

// A connection as a ladder of messages, down to where this scenario lets it die.
std::string ladder(const Atlas& atlas, const Scenario& scenario);

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
