// Adapters of the catalogue, and ends of processes and connections, for tests of reports.
#pragma once

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <ostream>
#include <string>
#include <utility>

#include "harness/data/client/adapter.h"
#include "harness/os/sandbox/process_end.h"
#include "tests/root.h"

namespace badrdp::harness {
inline std::ostream& operator<<(std::ostream& out, Outcome outcome) { return out << name(outcome); }
inline std::ostream& operator<<(std::ostream& out, Reason reason) { return out << name(reason); }
}  // namespace badrdp::harness

namespace badrdp::harness::test {

inline const Adapter& catalogue(const std::string& name) {
    static const auto loaded = load_adapters(std::filesystem::path(badrdp::test::kProject) / "scenarios");
    const auto found = std::ranges::find(loaded.adapters, name, &Adapter::name);
    BOOST_REQUIRE_MESSAGE(found != loaded.adapters.end(), "no adapter " << name);
    return *found;
}

inline ProcessEnd ended(int exit, std::string output,
                        std::chrono::milliseconds took = std::chrono::milliseconds(400)) {
    ProcessEnd end;
    end.exit = exit;
    end.output = std::move(output);
    end.took = took;
    return end;
}

// "client fin", as reports write it.
inline TcpEnd ending_named(std::string_view words) {
    for (const auto ending : {TcpEnd::unanswered, TcpEnd::refused, TcpEnd::open, TcpEnd::client_fin,
                              TcpEnd::client_rst, TcpEnd::server_fin, TcpEnd::server_rst})
        if (name(ending) == words) return ending;
    BOOST_REQUIRE_MESSAGE(words.empty(), "no ending " << words);
    return TcpEnd::unknown;
}

inline Facts connected(std::string_view how_it_ended, wire::Step deepest = wire::Step::x224_request) {
    Facts facts;
    ConnectionFacts connection;
    connection.ending = ending_named(how_it_ended);
    facts.connections.push_back(connection);
    facts.deepest = deepest;
    return facts;
}

}  // namespace badrdp::harness::test
