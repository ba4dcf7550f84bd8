#include <boost/test/unit_test.hpp>

#include "tests/root.h"
#include "tests/tidy/include_rules.h"
#include "tests/tidy/planted.h"

BOOST_AUTO_TEST_SUITE(tidy_includes)

using namespace badrdp::tidy;
using boost::test_tools::per_element;

BOOST_AUTO_TEST_CASE(every_include_points_the_way_the_table_says) {
    BOOST_TEST(listed(wrong_includes(badrdp::test::kProject)) == "");
}

BOOST_AUTO_TEST_CASE(no_folders_include_each_other_in_a_circle) {
    BOOST_TEST(listed(Circles(badrdp::test::kProject).found()) == "");
}

BOOST_AUTO_TEST_CASE(every_library_stays_in_its_folders) {
    BOOST_TEST(listed(wrong_libraries(badrdp::test::kProject)) == "");
}

BOOST_AUTO_TEST_CASE(pure_folders_take_time_and_chance_as_arguments) {
    BOOST_TEST(listed(impure_code(badrdp::test::kProject)) == "");
}

BOOST_AUTO_TEST_CASE(the_tree_is_really_read) {
    const auto files = code_files(badrdp::test::kProject);
    BOOST_TEST(std::ranges::count(files, "sim/wire/sequence/step.h", &SourceFile::path) == 1);
    BOOST_TEST(std::ranges::count(files, "tests/tidy/includes_test.cpp", &SourceFile::path) == 1);
}

BOOST_AUTO_TEST_CASE(an_include_against_the_direction_is_found) {
    const Planted tree{{"sim/wire/io/a.h", "#include \"sim/peer/b.h\"\n"},
                       {"sim/wire/tls/t.h", "#include \"sim/wire/io/a.h\"\n#include \"sim/wire/nla/n.h\"\n"},
                       {"sim/wire/nla/n.h", ""},
                       {"sim/peer/b.h", "#include \"sim/wire/io/a.h\"\n"},
                       {"capture/c.cpp", "\n#include \"harness/data/facts.h\"\n"},
                       {"harness/data/facts.h", "#include \"harness/data/deep/d.h\"\n"},
                       {"harness/data/deep/d.h", "#include \"harness/play/p.h\"\n"},
                       {"harness/play/p.h", "#include \"harness/play/net/n.h\"\n"},
                       {"harness/play/net/n.h", "#include \"harness/play/p.h\"\n"},
                       {"harness/os/o.cpp", "#include \"sim/auth/secret.h\"\n#include \"sim/auth/x.h\"\n"},
                       {"sim/auth/secret.h", ""},
                       {"sim/auth/x.h", ""},
                       {"harness/cli/d.cpp", "#include \"capture/c.h\"\n#include \"tests/t.h\"\n"},
                       {"capture/c.h", "#include \"sim/peer/b.h\"\n"},
                       {"tests/t.h", "#include \"harness/data/facts.h\"\n"}};
    BOOST_TEST(
        wrong_includes(tree.root()) ==
            (Complaints{
                "capture/c.cpp:2: \"harness/data/facts.h\": capture must not know harness/data",
                "capture/c.h:1: \"sim/peer/b.h\": capture must not know sim/peer",
                "harness/cli/d.cpp:2: \"tests/t.h\": harness/cli must not know tests",
                "harness/data/deep/d.h:1: \"harness/play/p.h\": harness/data must not know harness/play",
                "harness/os/o.cpp:2: \"sim/auth/x.h\": harness/os must not know sim/auth",
                "harness/play/net/n.h:1: \"harness/play/p.h\": harness/play/net must not know "
                "harness/play",
                "sim/wire/io/a.h:1: \"sim/peer/b.h\": sim/wire/io must not know sim/peer",
                "sim/wire/tls/t.h:2: \"sim/wire/nla/n.h\": sim/wire/tls must not know sim/wire/nla"}),
        per_element());
}

BOOST_AUTO_TEST_CASE(a_circle_of_folders_is_found) {
    const Planted tree{{"harness/data/a/a.h", "#include \"harness/data/b/b.h\"\n"},
                       {"harness/data/b/b.h", "#include \"harness/data/c/c.h\"\n"},
                       {"harness/data/c/c.h", "#include \"harness/data/a/z.h\"\n"},
                       {"harness/data/a/z.h", ""}};
    BOOST_TEST(Circles(tree.root()).found() ==
                   Complaints{"harness/data/a -> harness/data/b -> harness/data/c -> harness/data/a"},
               per_element());
}

BOOST_AUTO_TEST_CASE(an_include_from_beside_is_found) {
    const Planted tree{{"sim/wire/io/a.cpp", "#include \"a.h\"\n#include \"../io/a.h\"\n"},
                       {"sim/wire/io/a.h", ""}};
    BOOST_TEST(
        wrong_includes(tree.root()) ==
            (Complaints{"sim/wire/io/a.cpp:1: \"a.h\": names no file of ours; write it from the root",
                        "sim/wire/io/a.cpp:2: \"../io/a.h\": names no file of ours; write it from the root"}),
        per_element());
}

BOOST_AUTO_TEST_CASE(a_folder_without_a_row_is_found) {
    const Planted tree{{"sim/nowhere/loss.h", ""}};
    BOOST_TEST(wrong_includes(tree.root()) ==
                   Complaints{"sim/nowhere/loss.h: its folder has no row in the table of directions"},
               per_element());
}

BOOST_AUTO_TEST_CASE(a_library_outside_its_folders_is_found) {
    const Planted tree{{"sim/wire/a.h", "#include <thread>\n#include <vector>\n"},
                       {"sim/peer/b.cpp", "#include <sys/socket.h>\n#include <openssl/evp.h>\n"},
                       {"sim/auth/n.cpp", "#include <openssl/evp.h>\n#include <openssl/ssl.h>\n"},
                       {"sim/link/l.cpp", "#include <openssl/ssl.h>\n#include <pcap/pcap.h>\n"},
                       {"capture/c.cpp", "#include <pcap/pcap.h>\n#include <toml++/toml.h>\n"}};
    BOOST_TEST(wrong_libraries(tree.root()) ==
                   (Complaints{"capture/c.cpp:2: <toml++/toml.h> does not belong in capture",
                               "sim/auth/n.cpp:2: <openssl/ssl.h> does not belong in sim/auth",
                               "sim/link/l.cpp:2: <pcap/pcap.h> does not belong in sim/link",
                               "sim/peer/b.cpp:1: <sys/socket.h> does not belong in sim/peer",
                               "sim/peer/b.cpp:2: <openssl/evp.h> does not belong in sim/peer",
                               "sim/wire/a.h:1: <thread> does not belong in sim/wire"}),
               per_element());
}

BOOST_AUTO_TEST_CASE(a_clock_in_a_pure_folder_is_found) {
    const Planted tree{{"sim/peer/m.cpp", "auto t = std::chrono::steady_clock::now();\n"},
                       {"sim/link/d.cpp", "auto t = std::chrono::steady_clock::now();\n"}};
    BOOST_TEST(impure_code(tree.root()) == Complaints{"sim/peer/m.cpp:1: ::now( in a pure folder"},
               per_element());
}

BOOST_AUTO_TEST_SUITE_END()
