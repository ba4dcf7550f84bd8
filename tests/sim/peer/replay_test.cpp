// The recorded sessions of real programs, played once more: what the client said to our host, and what the
// host said to our client. Rng and keys are those of the recording, so that encrypted sessions open too.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <map>

#include "sim/peer/machine.h"
#include "sim/wire/mcs/mcs_connect_response.h"
#include "sim/wire/session/client_info.h"
#include "sim/wire/x224/data_packet.h"
#include "sim/wire/x224/x224.h"
#include "tests/golden.h"
#include "tests/root.h"
#include "tests/sim/auth/legacy.h"
#include "tests/sim/peer/environment.h"

namespace badrdp::replay_tests {

using namespace badrdp;
using namespace badrdp::peer;
using wire::Bytes;
namespace bdata = boost::unit_test::data;

namespace {

struct Recording {
    std::map<std::string, std::string> told;  // "client-random" and the like
    std::vector<std::pair<Role, Bytes>> pdus;
    std::optional<Protocols> requested;
    bool negotiated = false;
    std::optional<wire::ServerSecurityData> security{};

    explicit Recording(std::string_view name);
};

Recording::Recording(std::string_view name) {
    const auto path =
        std::filesystem::path(badrdp::test::kProject) / "tests/golden" / (std::string(name) + ".pdus");
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) {
            const auto colon = line.find(": ");
            if (colon != line.npos) told[line.substr(2, colon - 2)] = line.substr(colon + 2);
        } else if (!line.empty()) {
            pdus.emplace_back(line[0] == 'C' ? Role::client : Role::server, test::from_hex(line.substr(2)));
        }
    }
    wire::Reader in(pdus.at(0).second);
    const auto request = wire::ConnectionRequest::read(in).value();
    if (request.rdp_neg_req) requested = request.rdp_neg_req->requested_protocols;
    for (const auto& [from, bytes] : pdus) {
        if (from != Role::server) continue;
        if (const auto response = wire::read_packet<wire::McsConnectResponse>(bytes))
            security = *response->details->conference.server_data.find<wire::ServerSecurityData>();
    }
}

Protocols selected_by(const Recording& session) {
    wire::Reader in(session.pdus.at(1).second);
    const auto confirm = wire::ConnectionConfirm::read(in).value();
    const auto* response = std::get_if<wire::RdpNegRsp>(&confirm.negotiation);
    return response ? response->selected_protocol : Protocols::rdp;
}

// The only thing of 32 bytes that either end makes up is its random number.
Environment with_random(Bytes random) {
    auto around = test::environment();
    around.random = [random = std::move(random), other = around.random](std::span<std::uint8_t> out) {
        if (out.size() == random.size())
            std::ranges::copy(random, out.begin());
        else
            other(out);
    };
    return around;
}

Bytes little_endian(const std::string& hex) {
    auto bytes = test::from_hex(hex);
    std::ranges::reverse(bytes);
    return bytes;
}

Machine host_for(const Recording& session) {
    ServerChoices choices;
    choices.accepts = selected_by(session);
    choices.accepts_rdp = choices.accepts == Protocols::rdp;
    if (session.requested) choices.select = choices.accepts;  // xrdp selects RDP even for who asks for TLS
    choices.accounts = {{.name = "alice", .domain = {}, .password = "secret"}};
    Bytes random;
    if (session.security) {
        choices.encryption_method = session.security->encryption_method;
        choices.encryption_level = session.security->encryption_level;
        if (session.security->keys) random = session.security->keys->server_random;
    }
    auto around = with_random(random);
    if (session.told.contains("rsa-modulus"))
        around.server_key = {.modulus = little_endian(session.told.at("rsa-modulus")),
                             .private_exponent = little_endian(session.told.at("rsa-private-exponent"))};
    return Machine(choices, around);
}

Machine client_for(const Recording& session) {
    ClientChoices choices;
    choices.requests = session.requested;
    choices.accepts_rdp = selected_by(session) == Protocols::rdp;
    choices.account = {.name = "alice", .domain = {}, .password = "secret"};
    choices.stays = std::chrono::hours(1);
    const auto random = session.told.find("client-random");
    return Machine(choices, with_random(random == session.told.end() || random->second.starts_with("none")
                                            ? Bytes{}
                                            : test::from_hex(random->second)));
}

struct Replay {
    std::string steps;  // each name once in a row
    std::size_t nameless = 0;
    std::size_t updates = 0;
    bool active = false;
    std::string ended;
    Bytes client_info;  // as our client says it

    void note(std::string_view step) {
        if (steps == step || steps.ends_with(" " + std::string(step))) return;
        steps += (steps.empty() ? "" : " ") + std::string(step);
    }
    // True: the machine wants TLS.
    bool perform(const Actions& actions) {
        bool tls = false;
        for (const auto& action : actions) {
            if (std::holds_alternative<Rest>(action)) break;  // what it would say an hour later
            tls |= std::holds_alternative<StartTls>(action);
            active |= std::holds_alternative<Reached>(action);
            if (const auto* say = std::get_if<Say>(&action); say && say->step == Step::client_info)
                client_info = say->out.bytes;
            if (const auto* end = std::get_if<End>(&action)) ended = end->why;
        }
        return tls;
    }
    void hear(const Opened& pdu) {
        if (pdu.step == Step::update)
            ++updates;
        else if (pdu.step == Step::none)
            ++nameless;
        else if (pdu.step != Step::channel_data)
            note(name(pdu.step));
    }
};

Replay replay(const Recording& session, Machine machine) {
    Replay went;
    bool tls = went.perform(machine.start());
    for (const auto& [from, bytes] : session.pdus) {
        if (from == machine.role()) continue;
        auto opened = machine.open(bytes);
        if (!opened) {
            went.ended = to_string(opened.error());
            return went;
        }
        for (std::optional pdu(std::move(*opened)); pdu; pdu = machine.behind(std::move(*pdu))) {
            went.hear(*pdu);
            tls |= went.perform(machine.hear(*pdu));
            if (!went.ended.empty()) return went;
        }
        if (!std::exchange(tls, false)) continue;
        for (const auto step : {Step::client_hello, Step::server_flight})
            went.perform(machine.tls_passed(step));
        went.perform(machine.tls_passed(Step::tls_finished, test::golden("public-key-ts-request")));
    }
    return went;
}

struct Case {
    const char* session;
    bool sealed = false;    // with Standard RDP Security
    bool licensed = false;  // asked for a licence, and answered
};
std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.session; }

const Case kActive[] = {
    {.session = "session-rdesktop-xrdp-tls", .licensed = true},
    {.session = "session-rdesktop-xrdp-rdp", .sealed = true, .licensed = true},
    {.session = "session-rdesktop-xrdp-rdp-low", .sealed = true, .licensed = true},
    {.session = "session-xfreerdp-xrdp-tls", .licensed = true},
    {.session = "session-xfreerdp-xrdp-rdp-fips", .sealed = true, .licensed = true},
    {.session = "session-xfreerdp-shadow-tls"},
    {.session = "session-xfreerdp-shadow-rdp", .sealed = true},
    {.session = "session-xfreerdp-shadow-rdp-none"},
    {.session = "session-xfreerdp-weston-tls"},
};

constexpr auto kFromHost =
    "x224_confirm mcs_connect_response attach_user_confirm channel_join_confirm license demand_active "
    "server_synchronize server_cooperate granted_control font_map";

std::string from_client(const Case& one) {
    std::string steps =
        "x224_request mcs_connect_initial erect_domain attach_user_request channel_join_request ";
    if (one.sealed) steps += "security_exchange ";
    steps += "client_info ";
    if (one.licensed) steps += "license_response ";
    return steps + "confirm_active synchronize cooperate request_control font_list";
}

// Their user data begins behind 14 bytes of headers, the last of which is its length.
void merge_host_packets(Recording& session, std::size_t first, std::size_t last) {
    constexpr std::size_t headers = 14;
    auto& whole = session.pdus.at(first).second;
    for (auto i = first + 1; i <= last; ++i) {
        const auto& [from, more] = session.pdus.at(i);
        BOOST_REQUIRE((from == Role::server && more[headers - 1] == more.size() - headers));
        whole.insert(whole.end(), more.begin() + headers, more.end());
    }
    BOOST_REQUIRE(whole.size() < 0x80);
    whole[3] = static_cast<std::uint8_t>(whole.size());
    whole[headers - 1] = static_cast<std::uint8_t>(whole.size() - headers);
    session.pdus.erase(session.pdus.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                       session.pdus.begin() + static_cast<std::ptrdiff_t>(last) + 1);
}

struct Fixture : test::LegacyProvider {};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(peer_replay, Fixture)

BOOST_DATA_TEST_CASE_F(Fixture, a_host_recognises_what_real_clients_said, bdata::make(kActive), one) {
    const Recording session(one.session);
    const auto went = replay(session, host_for(session));
    BOOST_TEST(went.steps == from_client(one));
    BOOST_TEST(went.ended == "");
    BOOST_TEST(went.active);
}

BOOST_DATA_TEST_CASE_F(Fixture, a_client_recognises_what_real_hosts_said, bdata::make(kActive), one) {
    const Recording session(one.session);
    const auto went = replay(session, client_for(session));
    BOOST_TEST(went.steps == kFromHost);
    BOOST_TEST(went.ended == "");
    BOOST_TEST(went.active);
    BOOST_TEST(went.nameless == 0u);
}

// xrdp takes a Client Info without one of these flags for one that was decrypted wrongly.
BOOST_AUTO_TEST_CASE(client_info_has_the_flags_that_every_client_sets) {
    constexpr auto wanted = wire::ClientInfo::kMouse | wire::ClientInfo::kDisableCtrlAltDel |
                            wire::ClientInfo::kUnicode | wire::ClientInfo::kMaximizeShell;
    const auto flags_of = [](wire::Reader in) { return wire::ClientInfo::read(in).value().flags; };
    for (const auto* name : {"client-info-rdesktop", "client-info-xfreerdp", "client-info-spec"})
        BOOST_TEST((flags_of(wire::Reader(test::golden(name))) & wanted) == wanted, name);
    const Recording session("session-rdesktop-xrdp-tls");
    DataLayer host(Role::server);
    const auto ours = host.open(replay(session, client_for(session)).client_info);
    BOOST_REQUIRE((ours && ours->step == Step::client_info));
    BOOST_TEST((flags_of(host.body_of(*ours)) & wanted) == wanted);
}

// xrdp takes xfreerdp's salted signature for a wrong one, and ends the session.
BOOST_AUTO_TEST_CASE(a_session_that_the_host_ended_ends) {
    const Recording session("session-xfreerdp-xrdp-rdp");
    const auto host = replay(session, host_for(session));
    BOOST_TEST(host.steps.ends_with(" channel_join_request security_exchange client_info"));
    BOOST_TEST(host.ended == "");
    BOOST_TEST(!host.active);
    const auto client = replay(session, client_for(session));
    BOOST_TEST(client.steps.ends_with(" channel_join_confirm disconnect_ultimatum"));
    BOOST_TEST(client.ended == "the server sent a Disconnect Provider Ultimatum");
}

// Both ends prove that they have seen each other's random numbers, so that no recording lets anybody in.
BOOST_AUTO_TEST_CASE(nobody_is_let_in_by_what_was_once_said) {
    for (const auto* name : {"session-xfreerdp-shadow-nla", "session-xfreerdp-shadow-nla-refused"}) {
        const Recording session(name);
        const auto host = replay(session, host_for(session));
        BOOST_TEST(host.steps == "x224_request credssp_negotiate credssp_authenticate");
        BOOST_TEST(host.ended == "STATUS_LOGON_FAILURE: wrong password");
    }
    const Recording session("session-xfreerdp-shadow-nla");
    const auto client = replay(session, client_for(session));
    BOOST_TEST(client.steps == "x224_confirm credssp_challenge credssp_pubkey");
    BOOST_TEST(client.ended == "SEC_E_MESSAGE_ALTERED: pubKeyAuth is not sealed with the session's keys");
}

// Windows puts several PDUs of a share into one packet; each is heard.
BOOST_AUTO_TEST_CASE(a_client_hears_every_pdu_of_a_packet) {
    Recording session("session-rdesktop-xrdp-tls");
    std::size_t first = session.pdus.size();
    while (--first > 0) {
        constexpr std::size_t type2_at = 14 + 14;
        const auto& [from, bytes] = session.pdus[first];
        constexpr std::uint8_t tpkt = 3, synchronize = 0x1f;
        if (from == Role::server && bytes[0] == tpkt && bytes.size() > type2_at &&
            bytes[type2_at] == synchronize)
            break;
    }
    BOOST_REQUIRE(first > 0u);
    merge_host_packets(session, first, first + 2);
    const auto went = replay(session, client_for(session));
    BOOST_TEST(went.steps == kFromHost);
    BOOST_TEST(went.ended == "");
    BOOST_TEST(went.active);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::replay_tests
