// Decoders of MCS and GCC with a bug each, as in planted.h.
#pragma once

#include <algorithm>

#include "sim/wire/mcs/mcs_connect_initial.h"
#include "sim/wire/mcs/mcs_connect_response.h"
#include "sim/wire/mcs/mcs_domain.h"

namespace badrdp::fuzz::planted {

// Passes over blocks of a type that it does not know.
struct LosesUnknownBlocks : wire::McsConnectInitial {
    static wire::Expected<LosesUnknownBlocks> read(wire::Reader& in) {
        auto initial = McsConnectInitial::read(in);
        if (!initial) return std::unexpected(initial.error());
        std::erase_if(initial->conference.client_data.blocks, [](const wire::ClientBlock& block) {
            return std::holds_alternative<wire::UnknownBlock>(block);
        });
        return LosesUnknownBlocks{*initial};
    }
    friend bool operator==(const LosesUnknownBlocks&, const LosesUnknownBlocks&) = default;
};

// Reads a length that nobody needs, and writes the one that Windows does.
struct ForgetsOuterLength : wire::McsConnectResponse {
    static wire::Expected<ForgetsOuterLength> read(wire::Reader& in) {
        auto response = McsConnectResponse::read(in);
        if (!response) return std::unexpected(response.error());
        if (response->details) response->details->conference.connect_pdu_length = {.value = 0x2a};
        return ForgetsOuterLength{*response};
    }
    friend bool operator==(const ForgetsOuterLength&, const ForgetsOuterLength&) = default;
};

// Takes a response that it cannot read for one that agrees to everything.
struct AgreesToAnything : wire::McsConnectResponse {
    static wire::Expected<AgreesToAnything> read(wire::Reader& in) {
        return AgreesToAnything{McsConnectResponse::read(in).value_or(McsConnectResponse{})};
    }
    friend bool operator==(const AgreesToAnything&, const AgreesToAnything&) = default;
};

// Reads of a result what stands in its own byte: a failure of 8 is a success.
struct HalvesResult : wire::AttachUserConfirm {
    static wire::Expected<HalvesResult> read(wire::Reader& in) {
        auto confirm = AttachUserConfirm::read(in);
        if (!confirm) return std::unexpected(confirm.error());
        confirm->result &= 7;
        return HalvesResult{*confirm};
    }
    friend bool operator==(const HalvesResult&, const HalvesResult&) = default;
};

// Names the channel that was asked for as if it were the one that was joined.
struct MixesChannels : wire::ChannelJoinConfirm {
    static wire::Expected<MixesChannels> read(wire::Reader& in) {
        const auto confirm = ChannelJoinConfirm::read(in);
        if (!confirm) return std::unexpected(confirm.error());
        return MixesChannels{*confirm};
    }
    void write(wire::Writer& out) const {
        ChannelJoinConfirm::write(out);
        for (auto& span : out.fields)
            if (span.name == "mcs.requested") span.name = "mcs.channelId";
    }
    friend bool operator==(const MixesChannels&, const MixesChannels&) = default;
};

}  // namespace badrdp::fuzz::planted
