#include <boost/test/unit_test.hpp>

#include "harness/probe/probe.h"

namespace badrdp::test {
namespace {

BOOST_AUTO_TEST_SUITE(probe_judge)

namespace probe = harness::probe;
using probe::Probed;
using probe::Stop;
using probe::Visit;
using probe::Weight;
using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds kNow{1'767'225'600s};  // 2026-01-01

// A host with NLA, TLS 1.2 and 1.3 and a good certificate.
Probed healthy() {
    Visit first{.address = "198.18.0.1", .segment = 1460, .selected = wire::Protocols{2}, .confirmed = true};
    first.tls_version = "TLS 1.3";
    first.challenge = probe::Challenge{.netbios_name = "HOST", .credssp_version = 6};
    Visit tls12{.selected = wire::Protocols{2}, .confirmed = true};
    tls12.tls_version = "TLS 1.2";
    Probed out;
    out.visits = {{"all", "", first},
                  {"rdp", "", Visit{.failure = wire::FailureCode{5}, .confirmed = true}},
                  {"tls_1_0", "", Visit{.stop = Stop::tls, .confirmed = true}},
                  {"tls_1_2", "", tls12},
                  {"tls_1_3", "", first}};
    out.certificate = link::CertificateDetails{.not_before = kNow - 24h,
                                               .not_after = kNow + 24h * 180,
                                               .key = "RSA",
                                               .bits = 2048,
                                               .digest = "SHA256",
                                               .self_issued = true};
    return out;
}

// Of each cause or text once: "wrong C01", "old ", without what can never be told.
std::vector<std::string> told(const Probed& probed) {
    std::vector<std::string> out;
    for (const auto& one : probe::judge(probed, kNow))
        if (one.weight != Weight::unknown) out.push_back(std::string(name(one.weight)) + " " + one.cause);
    return out;
}

using Told = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(finds_nothing_wrong_with_a_good_host) { BOOST_TEST((told(healthy()) == Told{})); }

BOOST_AUTO_TEST_CASE(names_the_cause_of_a_host_that_does_not_answer) {
    const std::vector<std::pair<Stop, std::string>> all{
        {Stop::name, "C20"},   {Stop::refused, "C15"}, {Stop::no_answer, "C13"}, {Stop::unreachable, "C13"},
        {Stop::silent, "C14"}, {Stop::reset, "C12"},   {Stop::not_rdp, "C17"}};
    for (const auto& [stop, cause] : all) {
        Probed seen;
        seen.visits = {{"all", "", Visit{.stop = stop}}};
        BOOST_TEST((told(seen) == Told{"wrong " + cause}), cause);
    }
}

BOOST_AUTO_TEST_CASE(judges_a_certificate_by_its_dates_and_its_strength) {
    auto seen = healthy();
    seen.certificate->not_after = kNow - 1s;
    BOOST_TEST((told(seen) == Told{"wrong C01"}));
    seen.certificate->not_after = kNow + 24h * 13;
    BOOST_TEST((told(seen) == Told{"old C01"}));
    seen = healthy();
    seen.certificate->not_before = kNow + 1h;
    BOOST_TEST((told(seen) == Told{"wrong C01"}));
    seen = healthy();
    seen.certificate->bits = 1024;
    seen.certificate->digest = "SHA1";
    BOOST_TEST((told(seen) == Told{"old ", "old "}));
}

BOOST_AUTO_TEST_CASE(tells_old_from_wrong) {
    auto seen = healthy();
    seen.visits[2].visit = seen.visits[3].visit;  // TLS 1.0 too
    BOOST_TEST((told(seen) == Told{"old "}));
    seen.visits[3].visit = seen.visits[4].visit = Visit{.stop = Stop::tls, .confirmed = true};
    BOOST_TEST((told(seen) == Told{"wrong C07", "old "}));
    seen = healthy();
    seen.visits[1].visit = Visit{.selected = wire::Protocols{0}, .confirmed = true};
    BOOST_TEST((told(seen) == Told{"old "}));
    seen = healthy();
    seen.visits[0].visit.challenge->credssp_version = 4;
    BOOST_TEST((told(seen) == Told{"wrong C09"}));
}

BOOST_AUTO_TEST_CASE(knows_a_path_that_swallows_full_packets) {
    auto seen = healthy();
    auto passed = seen.visits[0].visit;
    seen.visits[0].visit = Visit{.stop = Stop::silent,
                                 .after = "client_hello",
                                 .segment = 1460,
                                 .selected = wire::Protocols{2},
                                 .confirmed = true};
    seen.visits.push_back({"small_segments", "", passed});
    seen.certificate.reset();
    BOOST_TEST((told(seen) == Told{"wrong C10"}));
    seen.visits.pop_back();
    BOOST_TEST((told(seen) == Told{"wrong C14"}));
}

BOOST_AUTO_TEST_CASE(judges_groups_and_large_hellos) {
    const auto base = healthy();
    const auto good = base.visits[0].visit;
    const Visit bad{.stop = Stop::tls, .selected = wire::Protocols{2}, .confirmed = true};
    auto seen = base;
    seen.visits.insert(seen.visits.end(), {{"group_x25519", "", good},
                                           {"group_p_256", "", bad},
                                           {"group_p_384", "", bad},
                                           {"group_x25519mlkem768", "", bad},
                                           {"large_hello", "", good}});
    BOOST_TEST((told(seen) == Told{"old C08"}));
    seen.visits[6].visit = good;
    BOOST_TEST((told(seen) == Told{}));
    seen.visits.back().visit = Visit{.stop = Stop::silent, .after = "client_hello", .confirmed = true};
    BOOST_TEST((told(seen) == Told{"wrong C25"}));
}

BOOST_AUTO_TEST_CASE(says_what_udp_answered) {
    const auto of_udp = [](std::optional<probe::Datagram> udp) {
        auto seen = healthy();
        seen.udp = std::move(udp);
        std::string says;
        for (const auto& one : probe::judge(seen, kNow))
            if (one.cause == "C11") says = one.says;
        return says;
    };
    BOOST_TEST(of_udp(probe::Datagram{.answer = probe::UdpAnswer::syn_ack}).empty());
    BOOST_TEST(of_udp({}).contains("was not asked"));
    BOOST_TEST(of_udp(probe::Datagram{.answer = probe::UdpAnswer::silence}).contains("not answered"));
    BOOST_TEST(of_udp(probe::Datagram{.answer = probe::UdpAnswer::refused}).contains("stay on TCP"));
}

BOOST_AUTO_TEST_CASE(says_what_a_fix_has_changed) {
    auto before = healthy();
    before.certificate->not_after = kNow - 1h;
    const auto after = healthy();
    const auto json = [](const Probed& probed) { return as_json(probed, probe::judge(probed, kNow)); };
    BOOST_TEST(probe::differences(json(after), json(after)).empty());
    const auto lines = probe::differences(json(before), json(after));
    BOOST_TEST_REQUIRE(lines.size() == 2u);
    BOOST_TEST(lines[0] == "gone: The certificate expired 0 days ago.");
    BOOST_TEST(lines[1].starts_with("certificate.not_after: "));
    BOOST_CHECK_THROW(probe::differences("{}", json(after)), std::runtime_error);
    BOOST_CHECK_THROW(probe::differences("no JSON", json(after)), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace badrdp::test
