// One end's session security [MS-NLMP 3.4]: GSS_WrapEx and GSS_UnwrapEx, as CredSSP lays them out: the
// signature of 16 bytes, then the sealed data.
#pragma once

#include <optional>

#include "sim/auth/ntlm_keys.h"
#include "sim/auth/rc4.h"
#include "sim/auth/seal.h"

namespace badrdp::auth {

class NtlmSeal final : public Seal {
public:
    static constexpr std::size_t kSignature = 16;

    NtlmSeal(const Bytes16& exported_session_key, Sender self, std::uint32_t flags);

    Bytes wrap(BytesView plain) override;
    std::optional<Bytes> unwrap(BytesView sealed) override;  // nor unless it is its turn
    std::size_t overhead() const override { return kSignature; }

    // A signature without data, for SPNEGO's mechListMIC.
    Bytes16 sign(BytesView message);
    bool verify(BytesView message, BytesView signature);

    // After a mechListMIC the key stream of its direction begins anew, while the numbers go on.
    void restart_out() { out_.stream = Rc4(out_.sealing); }
    void restart_in() { in_.stream = Rc4(in_.sealing); }

private:
    struct Direction {
        Bytes16 signing;
        Bytes16 sealing;
        Rc4 stream;
        std::uint32_t number = 0;

        Direction(const Bytes16& exported_session_key, Sender sender, std::uint32_t flags);
        Bytes16 signature(BytesView plain, bool under_key_exchange);
    };

    Direction out_;
    Direction in_;
    bool key_exchange_ = false;
};

}  // namespace badrdp::auth
