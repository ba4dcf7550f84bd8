#include <boost/test/unit_test.hpp>

#include "harness/data/verdict.h"
#include "tests/root.h"
#include "tests/tidy/doc_rules.h"
#include "tests/tidy/planted.h"

BOOST_AUTO_TEST_SUITE(tidy_docs)

using namespace badrdp;
using namespace badrdp::tidy;
using boost::test_tools::per_element;

BOOST_AUTO_TEST_CASE(every_link_leads_somewhere) {
    BOOST_TEST(listed(broken_links(badrdp::test::kProject)) == "");
}

BOOST_AUTO_TEST_CASE(the_architecture_prints_the_table_of_directions) {
    const auto page =
        read_file(badrdp::test::kProject, fs::path(badrdp::test::kProject) / "docs/architecture.md");
    std::vector<std::string> printed;
    for (const auto& line : page.lines)
        if (line.starts_with("| `") && line.ends_with(" |") && row_of(first_quoted(line) + "/"))
            printed.push_back(line);
    std::vector<std::string> enforced;
    for (const auto& row : directions()) enforced.push_back(as_table_line(row));
    BOOST_TEST(listed(printed) == listed(enforced));
}

BOOST_AUTO_TEST_CASE(the_readme_explains_every_verdict) {
    const auto readme = read_file(badrdp::test::kProject, fs::path(badrdp::test::kProject) / "README.md");
    for (const auto verdict : harness::kVerdicts) {
        const auto row = "| `" + std::string(name(verdict)) + "` |";
        BOOST_TEST(
            std::ranges::count_if(readme.lines, [&](const auto& l) { return l.starts_with(row); }) == 1,
            "no row for " << name(verdict));
    }
}

BOOST_AUTO_TEST_CASE(a_broken_link_is_found) {
    const Planted tree{{"README.md",
                        "[a](docs/a.md) [b](docs/b.md#part), [web](https://example.org)\n"
                        "```sh\n[c](c.md)\n```\n![d](d.png)\n"},
                       {"docs/a.md", "[up](../README.md) [here](#part) [gone](../gone/)\n"}};
    BOOST_TEST(broken_links(tree.root()) ==
                   (Complaints{"README.md:1: docs/b.md is not there", "README.md:5: d.png is not there",
                               "docs/a.md:1: ../gone/ is not there"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(a_row_is_printed_as_the_page_prints_it) {
    BOOST_TEST(as_table_line({"sim/wire", {}}) == "| `sim/wire` | nothing of ours |");
    BOOST_TEST(as_table_line({"sim/host", {"sim/wire", "sim/peer"}}) ==
               "| `sim/host` | `sim/wire`, `sim/peer` |");
}

BOOST_AUTO_TEST_SUITE_END()
