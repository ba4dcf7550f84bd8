// What a machine wants done, in order, and what it is given: the words between it and its driver.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "sim/auth/account.h"
#include "sim/auth/kerberos.h"
#include "sim/wire/io/malformed.h"
#include "sim/wire/io/shared.h"
#include "sim/wire/io/writer.h"
#include "sim/wire/sequence/step.h"
#include "sim/wire/session/server_redirection.h"

namespace badrdp::peer {

using wire::Role;
using wire::Step;

// Where Standard RDP Security signs and encrypts a packet [MS-RDPBCGR 2.2.8.1.1.2.2], once everything else
// about it is final.
struct Sealing {
    std::size_t signature_at = 0;  // eight bytes
    std::size_t data_at = 0;       // from here to the end
    std::size_t padding = 0;       // of it: what fills the last block of 3DES, and is not signed
    std::size_t size = 0;          // of the packet as it was composed
};

struct Say {
    Step step;
    wire::Writer out;
    std::optional<Sealing> sealing{};
};
struct StartTls {};
// A step without bytes of its own.
struct Reached {
    Step step;
};
// Nothing more for so long; what the other end says is still heard.
struct Rest {
    std::chrono::milliseconds length{0};
};
// The host has granted a licence: what the client is to show on its next visit [MS-RDPELE 2.2.2.6.1].
struct Licensed {
    wire::Bytes license{};
};
struct End {
    enum class Kind : std::uint8_t {
        done,         // the session was active, and has been taken leave of
        security,     // no security protocol in common, or a server that cannot prove itself
        credentials,  // the account was not accepted
        server,       // the server said why it does not go on
        malformed,    // the other end said something that is not what it claims to be
        unexpected    // the other end spoke out of turn
    } kind = Kind::done;
    std::string why;
    // Where the server wants a client to go instead.
    std::optional<wire::Shared<wire::ServerRedirection>> redirection{};
};
using Action = std::variant<Say, StartTls, Reached, Rest, Licensed, End>;
using Actions = std::vector<Action>;

// A message of the other end: decrypted in place, and which step it claims to be.
struct Opened {
    Step step = Step::none;
    wire::Bytes bytes{};
    // Where in `bytes` the PDU is, if it is one of a share: several may stand in one packet, one behind
    // another.
    std::size_t pdu_at = 0;
    std::size_t pdu_size = 0;
    std::optional<auth::LeftBehind> left{};  // of its account, by a client: inside NLA, or in Client Info
};

// Of a host that speaks Standard RDP Security; numbers in little endian.
struct RsaKey {
    wire::Bytes modulus{};
    std::uint32_t public_exponent = 0x10001;
    wire::Bytes private_exponent{};
};

// Rng, time and keys come from outside.
struct Environment {
    std::function<void(std::span<std::uint8_t>)> random;  // fills it
    std::function<std::uint64_t()> filetime;              // now, in 100 ns since 1601 [MS-DTYP 2.3.3]
    RsaKey server_key{};
    std::vector<wire::Bytes> key_chain{};  // of that key, in DER and the root first, of a host that shows one
    // The RSA key of a certificate in DER; nothing: it has none.
    std::function<std::optional<RsaKey>(wire::BytesView)> key_of{};
    auth::KerberosMaker kerberos{};     // of a host that is in a realm
    std::vector<std::string> screen{};  // what a host paints, line by line
    // In DER: what a host shows itself, and what the one shows that meets the client's next connection.
    wire::Bytes own_certificate{};
    wire::Bytes next_certificate{};
    // Of a client: called before it seals a licence, for which RC4 must be there. Absent: it is.
    std::function<void()> before_licenses{};
};

}  // namespace badrdp::peer
