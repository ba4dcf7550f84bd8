// A table of bad files, each with the exact complaints that it must give.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <ostream>

#include "harness/data/scenario/load.h"
#include "tests/harness/data/scenario/tree.h"

// As printed, without the path of the tree.
inline std::string complaints(const Tree& tree, const badrdp::harness::Loaded& loaded) {
    std::vector<std::string> lines;
    for (const auto& complaint : loaded.complaints) {
        auto line = to_string(complaint);
        if (line.starts_with(tree.root.string())) line.erase(0, tree.root.string().size() + 1);
        lines.push_back(line);
    }
    return fmt::format("{}", fmt::join(lines, "\n"));
}

struct Bad {
    std::string_view name;
    std::string_view text;
    std::string_view complaints;
};
inline std::ostream& operator<<(std::ostream& os, const Bad& bad) { return os << bad.name; }

// Four lines that are in order come first, and a demand last.
inline constexpr std::string_view kHead = "schema = 1\ntitle = \"t\"\nwhy = \"w\"\n\n";
inline constexpr std::string_view kDemand = "\n[[demand]]\nreaches = \"x224_confirm\"\nwhy = \"w\"\n";

inline void check(const Bad& bad, std::string_view file, std::string_view head, std::string_view tail) {
    const Tree tree;
    const auto path = tree.write(file, fmt::format("{}{}{}", head, bad.text, tail));
    const auto loaded = badrdp::harness::load_scenario(path, tree.root);
    BOOST_TEST(complaints(tree, loaded) == bad.complaints);
    BOOST_TEST(loaded.scenarios.empty());
}
