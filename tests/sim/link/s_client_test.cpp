// What the openssl command's own client makes of our server: a judge that shares none of our code.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cctype>
#include <chrono>
#include <string>
#include <system_error>
#include <thread>

#include "sim/link/openssl.h"
#include "sim/link/tls.h"
#include "tests/sim/link/openssl_tool.h"
#include "tests/sim/link/recipes.h"
#include "tests/sim/link/tls_pair.h"

namespace badrdp::link {

BOOST_AUTO_TEST_SUITE(link_s_client)
namespace {

namespace bdata = boost::unit_test::data;
using host::Issuer;
using host::KeyKind;
using host::Spoiled;
using std::chrono::hours;

constexpr std::string_view kName = "host.example";
constexpr int kPatienceMs = 20'000;
const host::CertificateRecipe kUsual;
const host::Tls kDefaults;

class Socket {
public:
    explicit Socket(int raw) : raw_(raw) {
        if (raw < 0) throw std::system_error(errno, std::generic_category(), "socket");
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() { ::close(raw_); }

    int get() const { return raw_; }
    bool readable_in_time() const {
        pollfd wanted{.fd = raw_, .events = POLLIN, .revents = 0};
        return ::poll(&wanted, 1, kPatienceMs) == 1;
    }

private:
    int raw_;
};

// Serves so many connections on 127.0.0.1, one after the other, and remembers what the last one came to.
class Server {
public:
    Server(const TlsContext& context, int connections)
        : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            ::listen(listener_.get(), 8) != 0 ||
            ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::system_error(errno, std::generic_category(), "listen");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this, context, connections] {
            for (int i = 0; i < connections && listener_.readable_in_time(); ++i) serve(context);
        });
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() { join(); }

    void join() {
        if (thread_.joinable()) thread_.join();
    }
    int port() const { return port_; }
    bool finished = false;
    std::string failed;

private:
    void serve(const TlsContext& context) {
        const Socket connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        Tls tls(context);
        std::array<std::uint8_t, 4096> some;
        while (connection.readable_in_time()) {
            const auto got = ::recv(connection.get(), some.data(), some.size(), 0);
            if (got <= 0) break;
            tls.feed(std::span(some).first(static_cast<std::size_t>(got)));
            const auto output = tls.take_output();
            if (::send(connection.get(), output.data(), output.size(), MSG_NOSIGNAL) < 0) break;
        }
        finished = tls.finished();
        failed = tls.failed().value_or("");
    }

    Socket listener_;
    int port_ = 0;
    std::thread thread_;
};

struct Meeting {
    std::string said;  // by openssl s_client
    bool finished;
    std::string failed;
};

Meeting meet(const host::Tls& tls, const Minted& minted, const std::string& options, int connections = 1) {
    Server server(TlsContext(tls, minted), connections);
    const auto said = said_by("openssl s_client -connect 127.0.0.1:" + std::to_string(server.port()) +
                              " -showcerts -no-CApath -no-CAstore " + options);
    server.join();
    return {said, server.finished, server.failed};
}

Minted minted(const host::CertificateRecipe& recipe) {
    return mint(recipe, kName, std::chrono::system_clock::now());
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// Its verdict; the chain before it is long.
std::string end_of(const std::string& said) {
    return said.substr(said.size() - std::min<std::size_t>(said.size(), 1000));
}

std::vector<wire::Bytes> certificates_in(const std::string& pem) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    std::vector<wire::Bytes> found;
    char* kind = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    while (PEM_read_bio(bio.get(), &kind, &header, &data, &size) == 1) {
        if (std::string_view(kind) == "CERTIFICATE") found.emplace_back(data, data + size);
        OPENSSL_free(kind);
        OPENSSL_free(header);
        OPENSSL_free(data);
    }
    return found;
}

struct Row {
    std::string_view name;
    host::CertificateRecipe recipe;
    std::string_view verdict;  // with the anchor in its CAfile
    std::string options = {};
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const std::vector<Row> kRows{
    {"usual", {}, "Verify return code: 0 (ok)"},
    {"ec", issued_by(Issuer::self, KeyKind::ec), "Verify return code: 0 (ok)"},
    {"ed25519", issued_by(Issuer::self, KeyKind::ed25519), "Verify return code: 0 (ok)"},
    {"rsa_4096", of_bits(4096), "Server public key is 4096 bit"},
    {"rsa_1024", of_bits(1024), "Verify return code: 66 (EE certificate key too weak)"},
    {"rsa_512", of_bits(512), "Server public key is 512 bit", "-cipher DEFAULT@SECLEVEL=0"},
    {"from_a_ca", issued_by(Issuer::ca), "Verify return code: 0 (ok)"},
    {"from_an_expired_ca", issued_by(Issuer::expired_ca), "Verify return code: 10 (certificate has expired)"},
    {"intermediate_missing", issued_by(Issuer::missing_intermediate),
     "Verify return code: 21 (unable to verify the first certificate)"},
    {"expired", with([](auto& r) {
         r.not_before = -hours(48);
         r.not_after = -hours(24);
     }),
     "Verify return code: 10 (certificate has expired)"},
    {"another_name", with([](auto& r) {
         r.common_name = "other.example";
         r.subject_alt_name = false;
     }),
     "Verify return code: 62 (hostname mismatch)"},
    {"bad_signature_of_a_ca", with([](auto& r) {
         r.spoiled = Spoiled::bad_signature;
         r.issuer = Issuer::ca;
     }),
     "Verify return code: 7 (certificate signature failure)"},
    {"sha1_from_a_ca", with([](auto& r) {
         r.digest = "sha1";
         r.issuer = Issuer::ca;
     }),
     "Verify return code: 68 (CA signature digest algorithm too weak)"},
    {"md5_from_a_ca", with([](auto& r) {
         r.digest = "md5";
         r.issuer = Issuer::ca;
     }),
     "Verify return code: 68 (CA signature digest algorithm too weak)"},
    {"padded", with([](auto& r) { r.pad_to = 60000; }), "Verify return code: 0 (ok)"},
};

std::string hex_digits(const wire::Bytes& bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const auto byte : bytes) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

}  // namespace

BOOST_DATA_TEST_CASE(sees_the_chain_that_was_minted, bdata::make(kRows) * bdata::make({"-tls1_2", "-tls1_3"}),
                     row, version) {
    const bool too_short_for_tls13 = row.recipe.bits == 512 && std::string_view(version) == "-tls1_3";
    if (too_short_for_tls13) return;
    const auto chain = minted(row.recipe);
    const ScratchFolder scratch;
    const auto anchor = scratch.holding("anchor.der", chain.anchor_der);
    const auto store = anchor.string() + ".pem";
    said_by("openssl x509 -inform DER -in " + anchor.string() + " -out " + store);

    const auto meeting = meet(kDefaults, chain,
                              std::string(version) + " -verify_hostname " + std::string(kName) + " -CAfile " +
                                  store + " " + row.options);
    BOOST_TEST_CONTEXT(end_of(meeting.said)) {
        BOOST_TEST(has(meeting.said, row.verdict));
        BOOST_TEST((certificates_in(meeting.said) == chain.chain_der));
    }
    BOOST_TEST(meeting.finished);
    BOOST_TEST(meeting.failed == "");
}

BOOST_DATA_TEST_CASE(sees_garbage_where_a_certificate_should_be, bdata::make({"-tls1_2", "-tls1_3"}),
                     version) {
    const auto chain = minted(spoiled(Spoiled::garbage_der));
    const auto meeting = meet(kDefaults, chain, std::string(version) + " -msg");
    std::string digits;
    for (const char c : meeting.said)
        if (std::isspace(static_cast<unsigned char>(c)) == 0) digits += c;
    BOOST_TEST(has(digits, hex_digits(chain.chain_der.front())));
    BOOST_TEST(has(meeting.said, "wrong tag"));
    BOOST_TEST(meeting.failed == "fatal alert 42 (bad_certificate) received");
}

BOOST_DATA_TEST_CASE(finds_that_the_key_is_the_wrong_one,
                     bdata::make({"-tls1_2", "-tls1_3"}) * bdata::xrange(3), version, kind) {
    const auto meeting =
        meet(kDefaults, minted(spoiled(Spoiled::wrong_key, static_cast<KeyKind>(kind))), version);
    BOOST_TEST(has(meeting.said, "bad signature"));
    BOOST_TEST(!meeting.finished);
    BOOST_TEST(meeting.failed == "fatal alert 51 (decrypt_error) received");
}

BOOST_AUTO_TEST_CASE(speaks_tls_10_with_a_server_that_knows_nothing_else) {
    const auto meeting = meet(only(0x0301), minted(kUsual), "-cipher DEFAULT@SECLEVEL=0");
    BOOST_TEST_CONTEXT(meeting.said) BOOST_TEST(has(meeting.said, "Protocol  : TLSv1\n"));
    BOOST_TEST(meeting.finished);
    const auto refused = meet(only(0x0301), minted(kUsual), "-tls1_2");
    BOOST_TEST(!refused.finished);
    BOOST_TEST(has(refused.said, "unsupported protocol"));
}

BOOST_DATA_TEST_CASE(can_resume_nothing, bdata::make({"-tls1_2", "-tls1_3"}), version) {
    const auto meeting = meet(kDefaults, minted(kUsual), std::string(version) + " -reconnect", 6);
    BOOST_TEST(has(meeting.said, "New, "));
    BOOST_TEST(!has(meeting.said, "Reused, "));
    BOOST_TEST(!has(meeting.said, "TLS session ticket:"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::link
