// RDS AAD Auth, inside TLS: how a client logs on with a token of Entra ID [MS-RDPBCGR 2.2.18, 5.4.5.4]. Each
// PDU is JSON of one member, as the specification prints it, and a zero byte: they have no length, and it is
// by the zero that FreeRDP finds the end. White space, other members and escapes are refused, so that what
// was read is written back the same.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/wire/io/reader.h"
#include "sim/wire/io/writer.h"
#include "sim/wire/sequence/step.h"

namespace badrdp::wire {

// Server Nonce PDU [2.2.18.1].
struct AadNonce {
    std::string ts_nonce{};  // opaque, and no part of any other conversation

    static Expected<AadNonce> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const AadNonce&, const AadNonce&) = default;
};

// Authentication Request PDU [2.2.18.2].
struct AadRequest {
    std::string rdp_assertion{};  // a JSON Web Token in its compact form

    static Expected<AadRequest> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const AadRequest&, const AadRequest&) = default;
};

// Authentication Result PDU [2.2.18.3].
struct AadResult {
    static constexpr std::uint32_t kInvalidToken = 0x80090308;  // SEC_E_INVALID_TOKEN

    std::uint32_t authentication_result = 0;  // an HRESULT, in decimal
    bool quoted = false;  // as the specification prints it; FreeRDP reads a bare number alone

    static Expected<AadResult> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const AadResult&, const AadResult&) = default;
};

// The parts of an assertion that can be told apart without any key [2.2.18.2.1].
struct AadAssertion {
    std::string header{};     // JSON
    std::string payload{};    // JSON
    std::string signature{};  // bytes

    // Nothing: not three parts of Base64URL.
    static std::optional<AadAssertion> read(std::string_view compact);
    std::string compact() const;

    friend bool operator==(const AadAssertion&, const AadAssertion&) = default;
};

// How long the PDU at the front is; nothing: its end has not come. Malformed when it is longer than any.
Expected<std::optional<std::size_t>> rdsaad_length(BytesView waiting);

// What its member says that it is; none if that is unknown.
Step rdsaad_step(BytesView message);

// "E_ACCESSDENIED", or the number.
std::string aad_result_text(std::uint32_t authentication_result);

}  // namespace badrdp::wire
