// One end of a TLS connection: bytes in, bytes out; no socket.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/host/host.h"
#include "sim/link/mint.h"
#include "sim/wire/io/malformed.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::link {

// Called with each line of an NSS key log, without its newline. May be called from every thread that has
// a connection of the context; must not throw.
using KeyLog = std::function<void(std::string_view line)>;

struct TlsClient {
    host::Tls tls = {};            // versions, ciphers and security level, in the server's own words
    std::size_t hello_filler = 0;  // bytes of an extension that nobody knows, in the ClientHello
    bool verify = true;            // false: looks at nothing, as a client told to ignore certificates
    std::vector<wire::Bytes> trusted = {};  // DER of what it trusts, whether root or leaf; nothing else is
    std::string trusted_file = {};          // PEM of more that it trusts; empty: there is none
    // A well-behaved client may refuse inside the handshake, with the fitting alert. Otherwise the
    // handshake goes on whatever the certificate, and the caller reads verify_text().
    bool abort_on_bad_certificate = false;
    std::optional<std::chrono::system_clock::time_point> now =
        {};  // to judge times by; empty: the real clock

    friend bool operator==(const TlsClient&, const TlsClient&) = default;
};

// What the connections of a case have in common. A copy shares it.
class TlsContext {
public:
    // Throws std::runtime_error when OpenSSL refuses the settings (an unknown cipher).
    TlsContext(const host::Tls& tls, const Minted& minted, KeyLog key_log = {});  // server
    explicit TlsContext(const TlsClient& client, KeyLog key_log = {});            // client

    wire::Role role() const;
    wire::Bytes certificate() const;  // server: what it shows, in DER; empty if it shows none

private:
    friend class Tls;
    struct State;
    std::shared_ptr<const State> state_;
};

class Tls {
public:
    // A client says `server_name` as SNI, if it is no address, and checks the certificate against it,
    // if it is not empty. A server has no use for it.
    explicit Tls(const TlsContext& context, std::string_view server_name = {});
    ~Tls();
    Tls(Tls&& other) noexcept;
    Tls& operator=(Tls&& other) noexcept;

    void start();                           // the client's ClientHello; a server waits for one
    void feed(wire::BytesView ciphertext);  // what came from the network, cut anywhere
    wire::Bytes take_output();              // what must go to the network now
    wire::Bytes take_plaintext();           // what the other end said, decrypted

    // Encrypts; only after finished(). One call is one TLS record up to 16 KiB, because Windows wants each
    // TSRequest in one record. Says nothing once the connection failed or close_notify was sent.
    void write(wire::BytesView plaintext);
    void close_notify();

    // Since the handshake: how many records were encrypted.
    std::uint64_t records_said() const;

    // The record of an alert of any description, encrypted; only after finished(), and the last thing that
    // this end says. It stands in place of the last `withheld` records, which never go out. Nothing with a
    // cipher that is no AEAD.
    std::optional<wire::Bytes> alert(std::uint8_t level, std::uint8_t description,
                                     std::uint64_t withheld = 0);

    bool finished() const;                             // the handshake is complete; stays so
    const std::optional<std::string>& failed() const;  // one line: "no shared cipher"; the first one stays
    bool peer_closed() const;                          // its close_notify came

    std::uint16_t version() const;     // 0 before it is agreed
    std::string version_text() const;  // "TLS 1.3"
    std::string cipher() const;        // OpenSSL's name; empty before it is agreed
    std::string server_name() const;   // server: the SNI received; client: its own

    struct Alert {
        wire::Role from;
        std::uint8_t level;  // 1 warning, 2 fatal
        std::uint8_t description;
        friend bool operator==(const Alert&, const Alert&) = default;
    };
    std::vector<Alert> alerts() const;  // sent and received, encrypted ones too, in order

    // Client: as it came, whether or not it parses; empty if none did.
    wire::Bytes peer_certificate_der() const;

    // Client: all that OpenSSL finds wrong with the peer's chain, in the order of its finding: "ok",
    // "self-signed certificate, hostname mismatch", "not verified" if it was told not to look or saw no
    // chain that parses.
    std::string verify_text() const;

    // Contents of the BIT STRING subjectPublicKey of the server's certificate, from either role: CredSSP's
    // pubKeyAuth binds to it. Empty when that certificate does not parse.
    wire::Bytes public_key_info() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// "unknown_ca" for 48: RFC 8446 section 6's names and the older ones; "alert_200" for what has none.
std::string alert_name(std::uint8_t description);
// "fatal alert 48 (unknown_ca)"
std::string to_string(const Tls::Alert& alert);

}  // namespace badrdp::link
