#include "sim/fault/words.h"

#include <boost/test/unit_test.hpp>
#include <set>

BOOST_AUTO_TEST_SUITE(fault_words)

using namespace badrdp;
using namespace badrdp::fault;
using namespace std::chrono_literals;
using wire::Step;

BOOST_AUTO_TEST_CASE(a_fault_is_told_as_a_file_says_it) {
    const auto text = [](Fault fault) { return described(std::move(fault)).text; };
    BOOST_TEST(text(at(Step::x224_confirm, SetField{"tpkt.length", 3})) ==
               "set x224_confirm.tpkt.length to 3");
    BOOST_TEST(text(at(Step::license, SetField{"tpkt.length", ~0ull, true})) ==
               "set license.tpkt.length by -1");
    BOOST_TEST(text(at(Step::x224_confirm, Repeat{2})) == "repeat x224_confirm times 2");
    BOOST_TEST(text(at(Step::x224_confirm, Replace{*banner("ssh")})) == "replace x224_confirm with ssh");
    BOOST_TEST(text(at(Step::x224_confirm, Split{4, 0ms})) == "split x224_confirm at 4");
    BOOST_TEST(text(at(Step::x224_confirm, Split{4, 200ms})) == "split x224_confirm at 4 pause 200ms");
    BOOST_TEST(text(at(Step::client_hello, Alert{2, 40})) ==
               "alert client_hello description handshake_failure");
    BOOST_TEST(text(at(Step::client_hello, Alert{1, 200})) == "alert client_hello description 200 level 1");
    BOOST_TEST(text(at(Step::license, Say{Step::auto_detect, Moment::before})) ==
               "say auto_detect at license when before");
    BOOST_TEST(text(at(Step::license, Say{Step::auto_detect, Moment::after})) ==
               "say auto_detect at license");
    BOOST_TEST(text(at(Step::deactivate_all, Omit{})) == "omit deactivate_all");
    BOOST_TEST(text({Step::client_hello, Reset{Moment::after}, 1, {}}) ==
               "reset client_hello when after connections 1");
}

BOOST_AUTO_TEST_CASE(every_verb_has_a_name_of_its_own) {
    std::set<std::string_view> names;
    for_each_deed([&](const auto& deed) {
        BOOST_TEST(names.insert(deed.kVerb.name).second, deed.kVerb.name);
        BOOST_TEST(verb(deed).name == deed.kVerb.name);
    });
    BOOST_TEST(names.size() == std::variant_size_v<Deed>);
}

BOOST_AUTO_TEST_SUITE_END()
