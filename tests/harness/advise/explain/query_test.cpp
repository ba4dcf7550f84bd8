#include "harness/advise/explain/query.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

using namespace badrdp::harness;
namespace bdata = boost::unit_test::data;
using boost::test_tools::per_element;

namespace {

struct Typed {
    std::string_view text;
    std::optional<std::uint32_t> number;
};
std::ostream& operator<<(std::ostream& os, const Typed& typed) { return os << typed.text; }

const std::vector<Typed> kTyped{
    {"2308", 2308},
    {"0x904", 0x904},
    {"0X904", 0x904},
    {"904h", 0x904},
    {"0xC000006D", 0xC000006D},
    {"c000006d", 0xC000006D},
    {"-1073741715", 0xC000006D},  // how a program prints 0xC000006D as a signed number
    {"4294967295", 0xFFFFFFFF},
    {"4294967296", std::nullopt},
    {"-2147483649", std::nullopt},
    {"0x", std::nullopt},
    {"", std::nullopt},
    {"-", std::nullopt},
    {"bad", std::nullopt},
    {"12x", std::nullopt},
};

Family family(std::string name, bool hex, std::vector<Code> codes) {
    Family out;
    out.name = std::move(name);
    out.hex = hex;
    out.codes = std::move(codes);
    return out;
}

Code code(std::uint32_t number, std::string name, std::vector<std::string> aka = {}) {
    Code out;
    out.number = number;
    out.name = std::move(name);
    out.aka = std::move(aka);
    return out;
}

std::vector<Family> families() {
    return {family("mstsc", true, {code(0x3, "ByServer"), code(0x904, "FDCLOSE")}),
            family("extended", true, {code(0x0, "NoInfo"), code(0x7, "ServerDenied")}),
            family("errinfo", true,
                   {code(0x7, "ERRINFO_DENIED"), code(0x1192, "ERRINFO_DECRYPTFAILED", {"OTHER"})}),
            family("tls", false, {code(40, "handshake_failure"), code(80, "internal_error")}),
            family("event", false, {code(50, "TermDD"), code(56, "TermDD")})};
}

// "mstsc:0x904/0x7", "?" for what was not found, with what is nearest.
std::vector<std::string> found(const std::vector<std::string>& words) {
    const auto all = families();
    std::vector<std::string> out;
    for (const auto& answer : find_codes(parse_queries(words), all)) {
        std::string line = answer.found.empty() ? "?" : "";
        for (const auto& one : answer.found) {
            line += (line.empty() ? "" : " ") + one.family->name + ":" +
                    number_text(*one.family, one.code->number);
            if (one.extended) line += "/" + number_text(*one.extended_family, one.extended->number);
        }
        for (const auto& near : answer.nearest) line += " " + near;
        out.push_back(line);
    }
    return out;
}

struct Case {
    std::vector<std::string> words;
    std::vector<std::string> found;
};
std::ostream& operator<<(std::ostream& os, const Case& one) {
    for (const auto& word : one.words) os << word << ' ';
    return os;
}

const std::vector<Case> kCases{
    {{"0x904"}, {"mstsc:0x904"}},
    {{"2308"}, {"mstsc:0x904"}},
    {{"7"}, {"extended:0x7 errinfo:0x7"}},
    {{"0x904", "0x7"}, {"mstsc:0x904/0x7"}},
    {{"2308", "7"}, {"mstsc:0x904/0x7"}},
    {{"0x904/0x7"}, {"mstsc:0x904/0x7"}},
    {{"mstsc:0x904/0x7"}, {"mstsc:0x904/0x7"}},
    {{"mstsc:0x904", "0x7"}, {"mstsc:0x904/0x7"}},
    {{"MSTSC:0x904"}, {"mstsc:0x904"}},
    {{"(0x904),"}, {"mstsc:0x904"}},
    {{"tls:80"}, {"tls:80"}},
    {{"tls:80", "errinfo:0x7"}, {"tls:80", "errinfo:0x7"}},
    {{"0x904", "0x7", "80"}, {"mstsc:0x904/0x7", "tls:80"}},
    {{"40", "80"}, {"tls:40", "tls:80"}},  // no pair: each for itself
    {{"tls:40", "80"}, {"tls:40", "tls:80"}},
    {{"handshake_failure"}, {"tls:40"}},
    {{"tls:HandshakeFailure"}, {"tls:40"}},
    {{"ERRINFO_DECRYPT_FAILED"}, {"errinfo:0x1192"}},
    {{"other"}, {"errinfo:0x1192"}},
    {{"TermDD"}, {"event:50 event:56"}},
    {{"904"},
     {"? mstsc:0x904 FDCLOSE tls:80 internal_error event:56 TermDD errinfo:0x7 ERRINFO_DENIED "
      "extended:0x7 ServerDenied"}},
    {{"tls:41"}, {"? tls:40 handshake_failure"}},
    {{"tsl:80"}, {"? tls:80"}},
    {{"handshak_failure"}, {"? tls:40 handshake_failure"}},
    {{"handshake"}, {"? tls:40 handshake_failure"}},
    {{"zzzz"}, {"?"}},
    {{"0x904", "0x99"},
     {"mstsc:0x904",
      "? tls:80 internal_error event:56 TermDD errinfo:0x7 ERRINFO_DENIED extended:0x7 ServerDenied "
      "mstsc:0x3 ByServer"}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(explain_query)

BOOST_DATA_TEST_CASE(a_number_is_read_as_people_type_it, bdata::make(kTyped), typed) {
    BOOST_TEST((parse_typed_number(typed.text) == typed.number));
}

BOOST_DATA_TEST_CASE(what_was_typed_finds_its_code, bdata::make(kCases), one) {
    BOOST_TEST(found(one.words) == one.found, per_element());
}

BOOST_AUTO_TEST_CASE(an_unknown_code_gets_what_its_family_says_of_those) {
    auto all = families();
    all[3].unknown = "ask IANA";
    const auto answers = find_codes(parse_queries({"tls:41"}), all);
    BOOST_TEST(answers[0].hints == std::vector<std::string>{"ask IANA"}, per_element());
}

BOOST_AUTO_TEST_SUITE_END()
