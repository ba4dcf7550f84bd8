#include "harness/advise/explain/query.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

BOOST_AUTO_TEST_SUITE(explain_query)

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
    auto license = family("license", false, {code(3, "ERR_INVALID_MAC")});
    license.alone = false;
    return {family("mstsc", true, {code(0x3, "ByServer"), code(0x904, "FDCLOSE")}),
            family("extended", true, {code(0x0, "NoInfo"), code(0x7, "ServerDenied")}),
            family("errinfo", true,
                   {code(0x7, "ERRINFO_DENIED"), code(0x1192, "ERRINFO_DECRYPTFAILED", {"OTHER"})}),
            family("tls", false, {code(40, "handshake_failure"), code(80, "internal_error")}),
            family("event", false, {code(50, "TermDD"), code(56, "TermDD")}),
            family("client-event", false, {code(1026, "ActiveX")}),
            license};
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
            if (one.unknown_extended)
                line += "/" + number_text(*one.extended_family, *one.unknown_extended) + "?";
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
     {"? mstsc:0x904 FDCLOSE client-event:1026 ActiveX tls:80 internal_error event:56 TermDD errinfo:0x7 "
      "ERRINFO_DENIED"}},
    {{"tls:41"}, {"? tls:40 handshake_failure"}},
    {{"tsl:80"}, {"? tls:80"}},
    {{"handshak_failure"}, {"? tls:40 handshake_failure"}},
    {{"handshake"}, {"? tls:40 handshake_failure"}},
    {{"zzzz"}, {"?"}},
    {{"0x904", "0x99"}, {"mstsc:0x904/0x99?"}},     // a pair all the same
    {{"0x904", "80"}, {"mstsc:0x904", "tls:80"}},   // a code of its own
    {{"0x904/80"}, {"mstsc:0x904/0x50?"}},          // said to be a pair
    {{"0x904", "0x1192"}, {"mstsc:0x904/0x1192"}},  // the host's own reason
    {{"0x8009035D"}, {"?"}},                        // its form says what it is, so none is near
    {{"0x0001000D"}, {"?"}},
    {{"0xC06"}, {"?"}},
    {{"3"}, {"mstsc:0x3"}},  // license:3 is not meant by a bare 3
    {{"license:3"}, {"license:3"}},
    {{"event:1026"}, {"client-event:1026"}},
};

}  // namespace

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

// A number whose form says what it is gets that sentence, and nothing that is only near.
BOOST_AUTO_TEST_CASE(the_form_of_an_unknown_number_says_what_it_is) {
    const std::vector<std::pair<std::string, std::string>> forms{
        {"0x8009035D", "HRESULT of Windows' security"},
        {"0x80070005", "Windows' error 5"},
        {"0x80004005", "an HRESULT: MS-ERREF"},
        {"0xC0000413", "an NTSTATUS"},
        {"0x0001000D", "errinfo:0xD"},
        {"0x00020099", "freerdp:0x99"},
        {"0x2407", "their part for TLS and NLA"},
        {"0x1104", "their part for the network"}};
    const auto all = families();
    for (const auto& [typed, says] : forms) {
        const auto answer = find_codes(parse_queries({typed}), all)[0];
        BOOST_TEST(answer.nearest.empty(), typed);
        BOOST_TEST_REQUIRE(answer.hints.size() == 1u, typed);
        BOOST_TEST(answer.hints[0].contains(says), typed << ": " << answer.hints[0]);
    }
    BOOST_TEST(find_codes(parse_queries({"2407"}), all)[0].hints.empty());  // decimal: no form of mstsc's
}

BOOST_AUTO_TEST_SUITE_END()
