#include "harness/play/builtin/client_behaviour.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "harness/os/usage_error.h"
#include "harness/play/builtin/connect_options.h"

BOOST_AUTO_TEST_SUITE(builtin_client_behaviour)

using namespace badrdp;
using namespace badrdp::harness;
using link::Connected;
using link::Ending;
namespace bdata = boost::unit_test::data;
using peer::Protocols;

namespace {

ConnectOptions options(std::vector<std::string> words) {
    words.insert(words.begin(), "host");
    return parse_connect_options(std::move(words));
}

peer::ClientChoices choices(std::vector<std::string> words, std::string_view in = "") {
    return ClientBehaviour(options(std::move(words)), in).attempt(1).choices;
}

std::string complaint(std::vector<std::string> words) {
    try {
        options(std::move(words));
    } catch (const UsageError& error) {
        return error.what();
    }
    return {};
}

Connected ended(Ending::Kind kind, std::string why = "why") {
    Connected out;
    out.ending = Ending{};
    out.ending->kind = kind;
    out.ending->why = std::move(why);
    return out;
}

// What is asked for, by MS-RDPBCGR 2.2.1.1.1: SSL 1, HYBRID 2, HYBRID_EX 8, and 0 for Standard RDP Security.
struct Security {
    std::vector<std::string> words;
    Protocols requests;
    bool insists_on_nla;
    bool accepts_rdp;
};
std::ostream& operator<<(std::ostream& out, const Security& row) {
    for (const auto& word : row.words) out << word << ' ';
    return out;
}

const std::vector<Security> kSecurity{
    {{}, Protocols{1}, false, false},
    {{"--cert", "ignore"}, Protocols{1}, false, true},
    {{"--account", "alice:secret"}, Protocols{3}, false, false},
    {{"--security", "rdp"}, Protocols{0}, false, false},
    {{"--security", "tls"}, Protocols{1}, false, false},
    {{"--security", "tls", "--cert", "ignore"}, Protocols{1}, false, false},
    {{"--security", "nla"}, Protocols{3}, true, false},
    {{"--security", "nla_ex"}, Protocols{11}, true, false},
};

// The exit statuses are those that `badrdp connect --help` promises.
struct Said {
    Ending::Kind kind;
    int exit;
    Reason reason;
};
std::ostream& operator<<(std::ostream& out, const Said& row) { return out << row.exit; }

const std::vector<Said> kSaid{{Ending::Kind::done, 0, Reason::nothing},
                              {Ending::Kind::certificate, 10, Reason::certificate},
                              {Ending::Kind::security, 11, Reason::security},
                              {Ending::Kind::tls, 12, Reason::tls},
                              {Ending::Kind::reset, 14, Reason::network},
                              {Ending::Kind::timeout, 15, Reason::timeout},
                              {Ending::Kind::protocol, 16, Reason::protocol},
                              {Ending::Kind::closed, 18, Reason::network},
                              {Ending::Kind::credentials, 19, Reason::credentials},
                              {Ending::Kind::server, 20, Reason::server}};

struct Before {
    Connected::Before what;
    int exit;
    Reason reason;
};
std::ostream& operator<<(std::ostream& out, const Before& row) { return out << row.exit; }

const std::vector<Before> kBefore{{Connected::Before::refused, 13, Reason::network},
                                  {Connected::Before::unreachable, 13, Reason::network},
                                  {Connected::Before::reset, 14, Reason::network},
                                  {Connected::Before::timeout, 15, Reason::timeout},
                                  {Connected::Before::name, 17, Reason::name}};

}  // namespace

BOOST_DATA_TEST_CASE(asks_for_the_security_that_it_is_told_to, bdata::make(kSecurity), row) {
    const auto seen = choices(row.words);
    BOOST_TEST((seen.requests.value() == row.requests));
    BOOST_TEST(seen.insists_on_nla == row.insists_on_nla);
    BOOST_TEST(seen.accepts_rdp == row.accepts_rdp);
}

BOOST_AUTO_TEST_CASE(an_account_is_said_and_shown_in_the_cookie) {
    const auto seen = choices({"--account", "alice:secret@EXAMPLE"});
    BOOST_TEST(seen.account.name == "alice");
    BOOST_TEST(seen.account.domain == "EXAMPLE");
    BOOST_TEST(std::string(seen.account.password.reveal()) == "secret");
    BOOST_TEST(seen.cookie == "alice");
    BOOST_TEST(choices({}).cookie == "badrdp");
}

BOOST_AUTO_TEST_CASE(a_password_from_standard_input_is_its_first_line) {
    const auto seen = choices({"--account", "alice", "--password-from-stdin"}, "of this line\nnot of that");
    BOOST_TEST(std::string(seen.account.password.reveal()) == "of this line");
    // Unasked, nothing of it is looked at.
    BOOST_TEST(
        std::string(choices({"--account", "alice"}, "of this line").account.password.reveal()).empty());
}

BOOST_AUTO_TEST_CASE(a_request_brings_what_it_is_told_to) {
    const auto seen = choices(
        {"--account", "alice", "--cookie", "bob", "--token", "Cookie: msts=1", "--request-flags", "2"});
    BOOST_TEST(seen.cookie == "bob");
    BOOST_TEST(seen.routing_token == "Cookie: msts=1");
    BOOST_TEST(seen.flags == 2u);
    BOOST_TEST(complaint({"--request-flags", "256"}) != "");
}

Connected sent_on(wire::ServerRedirection packet) {
    auto out = ended(Ending::Kind::server);
    out.ending->redirection = std::move(packet);
    return out;
}

// MS-RDPBCGR 1.3.8.1, 3.2.5.3.1: with the token, and by RDSTLS where only the target can read the password.
BOOST_AUTO_TEST_CASE(follows_a_redirection_that_leads_back) {
    wire::ServerRedirection packet{.other_flags = wire::ServerRedirection::kPasswordIsPkEncrypted};
    packet.load_balance_info = wire::Bytes{'a', '\r', '\n'};
    ClientBehaviour client(options({"--follow", "2", "--security", "nla"}), "");
    BOOST_TEST(client.goes_on(1, sent_on(packet)));
    const auto second = client.attempt(2).choices;
    BOOST_TEST(second.routing_token == "a");
    BOOST_TEST((second.requests.value() == Protocols{7}));
    BOOST_TEST(!second.insists_on_nla);
    BOOST_TEST((second.redirected == packet));
    BOOST_TEST(client.goes_on(2, sent_on({})));
    BOOST_TEST(client.attempt(3).choices.routing_token == "");
    BOOST_TEST(!client.goes_on(3, sent_on(packet)));  // twice is enough
    BOOST_TEST(!client.goes_on(1, ended(Ending::Kind::server)));
    BOOST_TEST(!ClientBehaviour(options({"--follow", "0"}), "").goes_on(1, sent_on(packet)));
}

BOOST_AUTO_TEST_CASE(goes_to_no_other_address_and_with_no_token_that_it_cannot_say) {
    wire::ServerRedirection elsewhere{.target_net_address = wire::Bytes{'1', 0, 0, 0}};
    BOOST_TEST(!ClientBehaviour(options({}), "").goes_on(1, sent_on(elsewhere)));
    wire::ServerRedirection two_lines{.load_balance_info = wire::Bytes{'a', '\r', '\n', 'b', '\r', '\n'}};
    BOOST_TEST(!ClientBehaviour(options({}), "").goes_on(1, sent_on(two_lines)));
}

BOOST_AUTO_TEST_CASE(times_are_seconds) {
    using namespace std::chrono_literals;
    ClientBehaviour client(options({"--timeout", "2.5", "--stay", "1.25"}), "");
    BOOST_TEST((client.attempt(1).patience == 2500ms));
    BOOST_TEST((client.attempt(1).choices.stays == 1250ms));
    BOOST_TEST((ClientBehaviour(options({}), "").attempt(1).patience == 10s));
}

BOOST_AUTO_TEST_CASE(verifies_unless_it_is_told_to_ignore) {
    const auto verifying = ClientBehaviour(options({"--trusted", "ca.pem"}), "").attempt(1).tls;
    BOOST_TEST(verifying.verify);
    BOOST_TEST(verifying.trusted_file == "ca.pem");
    const auto ignoring =
        ClientBehaviour(options({"--cert", "ignore", "--trusted", "ca.pem"}), "").attempt(1).tls;
    BOOST_TEST(!ignoring.verify);
    BOOST_TEST(ignoring.trusted_file.empty());
}

BOOST_AUTO_TEST_CASE(faults_are_read_in_the_words_of_a_scenario) {
    const auto seen = options({"--fault", "reset = \"client_info\"", "--fault", "silence = \"client_info\""});
    BOOST_TEST_REQUIRE(seen.faults.size() == 2u);
    BOOST_TEST(std::holds_alternative<fault::Reset>(seen.faults[0].deed));
    BOOST_TEST(std::holds_alternative<fault::Silence>(seen.faults[1].deed));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_an_option) {
    BOOST_TEST(complaint({"--cert", "tofu"}) ==
               "--cert tofu remembers certificates: name a folder for them with --home");
    BOOST_TEST(complaint({"--cert", "tofu", "--home", "here"}).empty());
    BOOST_TEST(complaint({"--cert", "maybe"}).find("ignore") != std::string::npos);
    BOOST_TEST(complaint({"--security", "none"}).find("nla_ex") != std::string::npos);
    BOOST_TEST(!complaint({"--timeout", "0"}).empty());
    BOOST_TEST(!complaint({"--stay", "-1"}).empty());
    BOOST_TEST(!complaint({"--fault", "reset = \"nothing\""}).empty());
    BOOST_TEST(!complaint({"--mutant", "polite"}).empty());
}

BOOST_DATA_TEST_CASE(how_a_session_ended_is_an_exit_status_and_a_reason, bdata::make(kSaid), row) {
    const auto seen = report_of(ended(row.kind));
    BOOST_TEST(seen.exit == row.exit);
    BOOST_TEST(name(seen.reason) == name(row.reason));
}

BOOST_DATA_TEST_CASE(so_is_why_there_never_was_one, bdata::make(kBefore), row) {
    Connected seen;
    seen.failed_before = row.what;
    seen.why = "why";
    BOOST_TEST(report_of(seen).exit == row.exit);
    BOOST_TEST(name(report_of(seen).reason) == name(row.reason));
}

BOOST_AUTO_TEST_CASE(its_last_line_names_the_reason) {
    ClientBehaviour client(options({}), "");
    BOOST_TEST(client.farewell(ended(Ending::Kind::tls, "no shared cipher")) ==
               "badrdp connect: tls: the TLS handshake failed: no shared cipher\n");
}

BOOST_AUTO_TEST_CASE(an_honest_one_tries_once) {
    ClientBehaviour client(options({}), "");
    BOOST_TEST(!client.goes_on(1, ended(Ending::Kind::closed)));
}

BOOST_AUTO_TEST_CASE(every_mutant_has_one_name) {
    std::set<Mutant> seen;
    for (const auto& name : mutant_names()) seen.insert(mutant_named(name).value());
    BOOST_TEST(seen.size() == mutant_names().size());
    BOOST_TEST(!mutant_named("polite").has_value());
}

BOOST_AUTO_TEST_CASE(mutants_do_what_their_names_say) {
    const auto mutant = [](const std::string& name, std::vector<std::string> more = {}) {
        more.insert(more.end(), {"--mutant", name});
        return ClientBehaviour(options(std::move(more)), "");
    };
    BOOST_TEST(mutant("reconnects").goes_on(7, ended(Ending::Kind::closed)));
    BOOST_TEST(mutant("says-nothing").farewell(ended(Ending::Kind::tls)).empty());
    BOOST_TEST((mutant("lies").report(ended(Ending::Kind::tls)).reason != Reason::tls));
    BOOST_TEST(!mutant("jumps-ahead").attempt(1).choices.waits_for_confirm);
    BOOST_TEST(
        (mutant("disobeys", {"--security", "rdp"}).attempt(1).choices.requests.value() == Protocols::ssl));
    BOOST_TEST(mutant("leaves-before-mcs").attempt(1).choices.leaves_before_mcs);
    BOOST_TEST(mutant("believes-anything").attempt(1).choices.believes_anything);
    // It is honest at first, and goes on in clear when that did not work.
    auto pushing = mutant("pushes-on");
    BOOST_TEST(!pushing.attempt(1).choices.assumes.has_value());
    BOOST_TEST(pushing.goes_on(1, ended(Ending::Kind::closed)));
    BOOST_TEST((pushing.attempt(2).choices.requests.value() == Protocols::rdp));
    BOOST_TEST(!pushing.goes_on(2, ended(Ending::Kind::closed)));
}

BOOST_AUTO_TEST_SUITE_END()
