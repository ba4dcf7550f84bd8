#include <boost/test/unit_test.hpp>

#include "tests/root.h"
#include "tests/tidy/planted.h"
#include "tests/tidy/text_rules.h"

BOOST_AUTO_TEST_SUITE(tidy_text)

using namespace badrdp::tidy;
using boost::test_tools::per_element;

BOOST_AUTO_TEST_CASE(no_file_is_too_long) {
    BOOST_TEST(listed(wrong_lengths(badrdp::test::kProject, longer_files())) == "");
}

BOOST_AUTO_TEST_CASE(no_line_is_too_long_or_has_tabs) {
    BOOST_TEST(listed(wrong_lines(badrdp::test::kProject)) == "");
}

BOOST_AUTO_TEST_CASE(every_header_says_what_it_is_for_and_guards_itself) {
    BOOST_TEST(listed(wrong_headers(badrdp::test::kProject)) == "");
}

BOOST_AUTO_TEST_CASE(every_source_includes_its_own_header_first) {
    BOOST_TEST(listed(wrong_first_includes(badrdp::test::kProject)) == "");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_for_later) {
    BOOST_TEST(listed(unfinished_work(badrdp::test::kProject)) == "");
}

BOOST_AUTO_TEST_CASE(no_test_sleeps) { BOOST_TEST(listed(sleeping_tests(badrdp::test::kProject)) == ""); }

BOOST_AUTO_TEST_CASE(a_long_file_is_found_and_a_stale_excuse_too) {
    std::string long_text;
    for (int i = 0; i < 401; ++i) long_text += "//\n";
    const Planted tree{{"sim/wire/long.cpp", long_text},
                       {"sim/wire/excused.cpp", long_text},
                       {"sim/wire/short.cpp", "//\n"}};
    BOOST_TEST(wrong_lengths(tree.root(), {{"sim/wire/excused.cpp", "a table"},
                                           {"sim/wire/gone.cpp", "a table"},
                                           {"sim/wire/short.cpp", "a table"}}) ==
                   (Complaints{"sim/wire/long.cpp: 401 lines; 400 is the limit",
                               "sim/wire/short.cpp: short enough now; take it off the list of longer files",
                               "sim/wire/gone.cpp: is on the list of longer files, and gone"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(a_bad_line_is_found) {
    const Planted tree{{"harness/a.cpp", std::string(110, 'x') + "\n" + std::string(111, 'x') + "\n"},
                       {"harness/b.cpp", "\tint i; \nint j;\r\nint k;"}};
    BOOST_TEST(wrong_lines(tree.root()) ==
                   (Complaints{"harness/a.cpp:2: longer than 110 columns", "harness/b.cpp:1: a tab",
                               "harness/b.cpp:1: a space at its end", "harness/b.cpp:2: a carriage return",
                               "harness/b.cpp: no newline at its end"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(a_line_is_measured_in_characters) {
    BOOST_TEST(columns("x→y") == 3u);
    const Planted tree{{"harness/a.cpp", "//" + std::string(107, 'x') + "→\n"}};
    BOOST_TEST(wrong_lines(tree.root()) == Complaints{}, per_element());
}

BOOST_AUTO_TEST_CASE(a_header_without_purpose_or_guard_is_found) {
    const Planted tree{{"sim/wire/a.h", "#pragma once\n"},
                       {"sim/wire/b.h", "// What b is for.\n\n#include <vector>\n#pragma once\n"},
                       {"sim/wire/c.h", "// What c is for,\n// and more.\n\n#pragma once\n"}};
    BOOST_TEST(wrong_headers(tree.root()) == (Complaints{"sim/wire/a.h: does not open with what it is for",
                                                         "sim/wire/b.h: no #pragma once before its code"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(a_source_that_includes_another_first_is_found) {
    const Planted tree{{"sim/wire/a.h", ""},
                       {"sim/wire/a.cpp", "#include <vector>\n#include \"sim/wire/a.h\"\n"},
                       {"sim/wire/alone.cpp", "#include <vector>\n"}};
    BOOST_TEST(wrong_first_includes(tree.root()) ==
                   Complaints{"sim/wire/a.cpp: its first include is not \"sim/wire/a.h\""},
               per_element());
}

BOOST_AUTO_TEST_CASE(unfinished_work_is_found) {
    const Planted tree{{"sim/wire/a.cpp", "// TODO: later\nint TODOS, XXX_; // XXX\n"}};
    BOOST_TEST(
        unfinished_work(tree.root()) == (Complaints{"sim/wire/a.cpp:1: TODO", "sim/wire/a.cpp:2: XXX"}),
        per_element());
}

BOOST_AUTO_TEST_CASE(a_sleeping_test_is_found) {
    const Planted tree{
        {"tests/a_test.cpp", "std::this_thread::sleep_for(1s);\n// never sleep\n::usleep(3);\n"},
        {"harness/a.cpp", "::usleep(3);\n"}};
    BOOST_TEST(sleeping_tests(tree.root()) ==
                   (Complaints{"tests/a_test.cpp:1: sleep_for", "tests/a_test.cpp:3: usleep"}),
               per_element());
}

BOOST_AUTO_TEST_SUITE_END()
