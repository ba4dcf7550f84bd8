#include <fmt/format.h>

#include <algorithm>

#include "harness/data/scenario/key_reader.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/scenario_keys.h"

namespace badrdp::harness {
namespace {

// What the client did on one of its connections is how far that came; the rest is about the client.
void check_connection(Table& table, const Demand& demand) {
    const auto number = table.take("connection");
    if (!number && !demand.brings.empty())
        table.take("brings")->complain("'brings' is about one connection: say which with 'connection'");
    if (!number) return;
    if (!demand.reaches && demand.never.empty() && demand.brings.empty())
        number->complain("'connection' is for 'reaches', 'never' and 'brings'");
    for (const auto key :
         {"outcome", "within", "says", "connections", "offers", "prefers", "proves_by", "leaves"})
        if (table.has(key))
            number->complain(fmt::format("'{}' is about the client, and not about one connection", key));
}

// The bit of Standard RDP Security is 0: nobody can leave it out of a request.
void check_unrequested(Table& table, const Demand& demand) {
    if (demand.unrequested == wire::Protocols::rdp)
        table.take("unrequested")->complain("'unrequested' must name a protocol that a request can lack");
}

}  // namespace

std::vector<Demand> read_demands(Table table, const std::string& file, bool everywhere) {
    Demand demand;
    demand.file = file;
    demand.line = table.at().line;

    KeyReader reader(table);
    std::vector<std::string> options;
    reader.options("options", options);
    if (!table.has("options")) options = {everywhere ? std::string() : std::string("lenient")};
    visit_demand(reader, demand);
    check_connection(table, demand);
    check_unrequested(table, demand);
    const std::vector<std::string> kinds{"outcome",     "reaches", "never",   "brings",    "within", "says",
                                         "connections", "offers",  "prefers", "proves_by", "leaves"};
    if (std::ranges::none_of(kinds, [&](const auto& k) { return table.has(k); }))
        table.complain(
            "a [[demand]] must demand something: outcome, reaches, never, brings, within, says, connections, "
            "offers, prefers, proves_by or leaves");
    table.done();

    std::vector<Demand> out;
    for (const auto& option : options) {
        out.push_back(demand);
        out.back().options = option;
    }
    return out;
}

}  // namespace badrdp::harness
