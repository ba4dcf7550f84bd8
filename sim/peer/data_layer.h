// MCS Send Data, and what Standard RDP Security puts around it: headers, signatures and the cipher
// [MS-RDPBCGR 2.2.8.1.1.2, 5.3.6].
#pragma once

#include <expected>
#include <optional>
#include <span>

#include "sim/auth/rdp_security.h"
#include "sim/peer/action.h"
#include "sim/wire/io/reader.h"

namespace badrdp::peer {

using wire::EncryptionLevel;
using wire::EncryptionMethod;

template <class Pdu>
wire::Writer written(const Pdu& pdu) {
    wire::Writer out;
    pdu.write(out);
    return out;
}

class DataLayer {
public:
    static constexpr std::uint16_t kIoChannel =
        1003;  // which every server uses, and some clients take for granted

    explicit DataLayer(Role role) : role_(role) {}

    std::uint16_t user = kIoChannel;  // who says it, as MCS numbers users
    std::uint16_t io_channel = kIoChannel;
    std::uint16_t message_channel = 0;  // 0: there is none

    // From here on PDUs are encrypted. With level low only a client's are.
    void encrypt_with(auth::RdpSecurity security, EncryptionMethod method, EncryptionLevel level);
    // This end's message at this step carries a wrong signature.
    std::optional<Step> wrong_mac{};

    // `flags` are those of a basic security header; 0: this kind of PDU has one only when all have. Security
    // Exchange and licensing stay in clear, unless a wrong signature is wanted.
    template <class Pdu>
    Say say(Step step, const Pdu& pdu, std::uint16_t flags = 0) const {
        return on_channel(io_channel, step, written(pdu), flags);
    }
    // The same on the message channel, if there is one.
    template <class Pdu>
    Say message_say(Step step, const Pdu& pdu, std::uint16_t flags) const {
        return on_channel(message_channel != 0 ? message_channel : io_channel, step, written(pdu), flags);
    }

    // A message of any kind, composed elsewhere; nothing if it wants the message channel and there is none.
    std::optional<Say> wrapped(Step step, const wire::Writer& body, std::uint16_t flags,
                               bool on_message_channel) const;

    // On a static virtual channel.
    template <class Pdu>
    Say channel_say(std::uint16_t channel, Step step, const Pdu& pdu) const {
        return on_channel(channel, step, written(pdu), 0);
    }

    // Encrypts in place: the last thing before the stream.
    void seal(Say& say);

    // Of a whole packet with Send Data: decrypted in place, and which step it is. Malformed when the
    // signature is wrong, or where there is no Send Data.
    std::expected<Opened, wire::Malformed> open(wire::Bytes packet);

    // What stands behind this PDU of a share in the same packet, or nothing.
    std::optional<Opened> behind(Opened heard) const;

    // Of a whole fast-path packet, likewise: an update, or input, which is no step.
    std::expected<Opened, wire::Malformed> open_fast_path(wire::Bytes packet);

    // What is behind all headers of an opened packet: the PDU itself.
    wire::Reader body_of(const Opened& opened) const;

private:
    bool ours(std::uint16_t channel) const { return channel == io_channel || channel == message_channel; }
    Say on_channel(std::uint16_t channel, Step step, const wire::Writer& body, std::uint16_t flags) const;

    std::optional<wire::Malformed> decrypt(std::span<std::uint8_t> user_data, std::size_t at);

    Role role_;
    std::optional<auth::RdpSecurity> security_;
    EncryptionMethod method_{};
    bool speaks_clear_ = false;  // a server at level low
};

}  // namespace badrdp::peer
