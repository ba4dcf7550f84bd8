#include <boost/test/unit_test.hpp>
#include <utility>

#include "tests/root.h"
#include "tests/tidy/code_rules.h"
#include "tests/tidy/planted.h"
#include "tests/tidy/twin_rules.h"

BOOST_AUTO_TEST_SUITE(tidy_code)

using namespace badrdp::tidy;
using boost::test_tools::per_element;

namespace {

std::string lines(int count, const std::string& line) {
    std::string out;
    for (int i = 0; i < count; ++i) out += line + '\n';
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_function_is_too_long) {
    BOOST_TEST(listed(long_functions(badrdp::test::kProject, longer_functions())) == "");
}

BOOST_AUTO_TEST_CASE(nothing_is_declared_for_nobody) {
    BOOST_TEST(listed(Uses(badrdp::test::kProject).unused(kept_unused())) == "");
}

BOOST_AUTO_TEST_CASE(no_two_types_have_one_name) { BOOST_TEST(listed(twins(badrdp::test::kProject)) == ""); }

BOOST_AUTO_TEST_CASE(twins_are_found_where_the_linker_takes_them_for_one) {
    const std::string mine =
        "namespace badrdp::a {\nstruct Turn {\n    int x;\n};\n}  // namespace badrdp::a\n";
    const Planted tree{
        {"harness/a.cpp", mine},
        {"harness/b.h", mine},
        {"harness/c.cpp",
         "namespace badrdp::a {\nnamespace {\nstruct Turn {};\n}  // namespace\nclass Turn;\n}  // namespace "
         "badrdp::a\n"},
        {"harness/d.cpp", "namespace badrdp::b {\nstruct Turn {};\n}  // namespace badrdp::b\n"},
        {"tests/e_test.cpp", mine}};
    BOOST_TEST(twins(tree.root()) == (Complaints{"harness/b.h:2: Turn is there already: harness/a.cpp:2: "}),
               per_element());
}

BOOST_AUTO_TEST_CASE(a_namespace_is_known_by_its_first_and_last_line) {
    const std::string twin = "struct Turn {};\n}  // namespace badrdp::a\n";
    const Planted tree{{"harness/a.h", "namespace badrdp::a {  // why\nnamespace b { class C; }\n" + twin},
                       {"harness/b.h", "namespace badrdp::a {\n" + twin},
                       {"harness/c.h", "namespace c {\nclass C;\n}\n"},
                       {"harness/d.h", twin}};
    BOOST_TEST(twins(tree.root()) ==
                   (Complaints{"harness/b.h:2: Turn is there already: harness/a.h:3: ",
                               "harness/c.h: a namespace is open at its end; `}  // namespace x` closes one",
                               "harness/d.h:2: no namespace is open that this line closes"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(a_long_function_is_found_and_a_stale_excuse_too) {
    const Planted tree{
        {"sim/wire/a.cpp", "int f(int a,\n      int b) {\n" + lines(62, "    ++a;") + "}\n"},
        {"sim/wire/b.cpp", "int f(int a) {\n" + lines(64, "    ++a;") + "}\n"},
        {"sim/wire/c.h", "struct C {\n    int f() {\n" + lines(64, "        f();") + "    }\n};\n"},
        {"sim/wire/d.cpp", "int f() {\n" + lines(90, "") + "}\n"},
        {"tests/e_test.cpp", "BOOST_AUTO_TEST_CASE(e) {\n" + lines(99, "    f();") + "}\n"}};
    BOOST_TEST(long_functions(tree.root(), {{"sim/wire/d.cpp", "a table"}, {"sim/wire/a.cpp", "a table"}}) ==
                   (Complaints{"sim/wire/b.cpp:1: 66 lines; 65 is the limit of a function",
                               "sim/wire/c.h:2: 66 lines; 65 is the limit of a function",
                               "tests/e_test.cpp:1: 101 lines; 100 is the limit of a function",
                               "sim/wire/a.cpp: no long function any more; take it off the list"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(tables_types_and_raw_strings_are_no_functions) {
    const Planted tree{
        {"sim/wire/a.cpp", "const int kTable[] = {\n" + lines(80, "    1,") + "};\n"},
        {"sim/wire/b.h", "struct B {\n" + lines(40, "    int f() { return 1; }\n    int g;") + "};\n"},
        {"sim/wire/c.cpp", "const char* const kText = R\"(\n" + lines(80, "}") + ")\";\n"}};
    BOOST_TEST(long_functions(tree.root(), {}) == Complaints{}, per_element());
}

BOOST_AUTO_TEST_CASE(a_declaration_without_a_caller_is_found) {
    const Planted tree{{"sim/wire/a.h",
                        "int called(int x);\n"
                        "int tested(int x);  // tested() is called by tests alone\n"
                        "struct A {\n"
                        "    A(int x);\n"
                        "    bool asked() const { return yes_; }\n"
                        "    bool asked_by_nobody() const { return yes_; }\n"
                        "    std::vector<int> made(int a,\n"
                        "                          int b) const;\n"
                        "};\n"},
                       {"sim/wire/a.cpp",
                        "int called(int x) { return x; }\n"
                        "int tested(int x) { return called(x); }\n"
                        "A::A(int x) {}\n"
                        "std::vector<int> A::made(int a, int b) const { return {}; }\n"},
                       {"harness/b.cpp", "int main() { return A(1).asked(); }\n"},
                       {"tests/a_test.cpp", "BOOST_TEST(tested(1) == 1);\n"}};
    BOOST_TEST(Uses(tree.root()).unused({}) ==
                   (Complaints{"sim/wire/a.h:6: nobody calls asked_by_nobody",
                               "sim/wire/a.h:7: nobody calls made", "sim/wire/a.h:2: nobody calls tested"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(what_is_kept_unused_is_excused_until_it_is_used_or_gone) {
    const Planted tree{{"sim/wire/a.h", "int used();\nint unused();\n"},
                       {"sim/wire/b.cpp", "int b = used();\n"}};
    BOOST_TEST(Uses(tree.root()).unused({{"unused", "soon"}, {"used", "soon"}, {"gone", "soon"}}) ==
                   (Complaints{"gone: used or gone; take it off the list",
                               "used: used or gone; take it off the list"}),
               per_element());
}

BOOST_AUTO_TEST_SUITE_END()
