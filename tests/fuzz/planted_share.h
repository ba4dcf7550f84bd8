// Decoders of the share with a bug each, of the kinds that RDP programs have had: an oracle that is content
// with one of them is no oracle.
#pragma once

#include "sim/wire/license/license.h"
#include "sim/wire/rdstls/rdstls.h"
#include "sim/wire/session/auto_detect.h"
#include "sim/wire/session/client_info.h"
#include "sim/wire/session/save_session_info.h"
#include "sim/wire/session/server_redirection.h"
#include "sim/wire/share/confirm_active.h"
#include "sim/wire/share/set_error_info.h"
#include "sim/wire/x224/preconnection.h"

namespace badrdp::fuzz::planted {

using wire::Expected;
using wire::Reader;
using wire::Writer;

// Takes a text for a string of C, which ends at its first null.
struct CutsText : wire::ClientInfo {
    static Expected<CutsText> read(Reader& in) {
        auto info = ClientInfo::read(in);
        if (!info) return std::unexpected(info.error());
        auto& name = info->user_name;
        const std::size_t width = info->unicode() ? 2 : 1;
        for (std::size_t at = 0; at + width <= name.size(); at += width)
            if (name[at] == 0 && name[at + width - 1] == 0) name.resize(at);
        return CutsText{std::move(*info)};
    }
    friend bool operator==(const CutsText&, const CutsText&) = default;
};

// Forgets that the type of a blob was another one.
struct RetypesBlob : wire::LicenseError {
    static Expected<RetypesBlob> read(Reader& in) {
        auto error = LicenseError::read(in);
        if (!error) return std::unexpected(error.error());
        error->bb_error_info.w_blob_type = wire::LicenseBlob::kError;
        return RetypesBlob{std::move(*error)};
    }
    friend bool operator==(const RetypesBlob&, const RetypesBlob&) = default;
};

// Drops the sets that it does not know.
struct DropsSets : wire::ConfirmActive {
    static Expected<DropsSets> read(Reader& in) {
        auto pdu = ConfirmActive::read(in);
        if (!pdu) return std::unexpected(pdu.error());
        std::erase_if(pdu->capabilities.sets,
                      [](const auto& set) { return std::holds_alternative<wire::OtherCapabilitySet>(set); });
        return DropsSets{std::move(*pdu)};
    }
    friend bool operator==(const DropsSets&, const DropsSets&) = default;
};

// Blames a byte behind the end.
struct BlamesBeyond : wire::SetErrorInfo {
    static Expected<BlamesBeyond> read(Reader& in) {
        const auto pdu = SetErrorInfo::read(in);
        if (!pdu) return std::unexpected(wire::Malformed{"setErrorInfo.errorInfo", "wrong", 9999});
        return BlamesBeyond{*pdu};
    }
    friend bool operator==(const BlamesBeyond&, const BlamesBeyond&) = default;
};

// Fails open: what it cannot read is a measure of the round trip.
struct AnswersAnything : wire::AutoDetectRequest {
    static Expected<AnswersAnything> read(Reader& in) {
        return AnswersAnything{AutoDetectRequest::read(in).value_or(AutoDetectRequest{})};
    }
    friend bool operator==(const AnswersAnything&, const AnswersAnything&) = default;
};

// Computes a length that the peer has counted otherwise.
struct RecountsLength : wire::SaveSessionInfo {
    static Expected<RecountsLength> read(Reader& in) {
        auto pdu = SaveSessionInfo::read(in);
        if (!pdu) return std::unexpected(pdu.error());
        if (auto* extended = std::get_if<wire::LogonInfoExtended>(&pdu->info)) extended->length.reset();
        return RecountsLength{std::move(*pdu)};
    }
    friend bool operator==(const RecountsLength&, const RecountsLength&) = default;
};

// Writes a length under a name that faults do not know.
struct MisnamesLength : wire::ServerRedirection {
    static Expected<MisnamesLength> read(Reader& in) {
        auto packet = ServerRedirection::read(in);
        if (!packet) return std::unexpected(packet.error());
        return MisnamesLength{std::move(*packet)};
    }
    void write(Writer& out) const {
        ServerRedirection::write(out);
        for (auto& span : out.fields)
            if (span.name == "redirection.DomainLength") span.name = "redirection.DomainSize";
    }
    friend bool operator==(const MisnamesLength&, const MisnamesLength&) = default;
};

// Takes a password for a text, which ends at its first null.
struct CutsPassword : wire::RdstlsRequest {
    static Expected<CutsPassword> read(Reader& in) {
        auto pdu = RdstlsRequest::read(in);
        if (!pdu) return std::unexpected(pdu.error());
        if (auto* with = std::get_if<wire::RdstlsPassword>(&pdu->credentials))
            with->password.erase(std::ranges::find(with->password, 0), with->password.end());
        return CutsPassword{std::move(*pdu)};
    }
    friend bool operator==(const CutsPassword&, const CutsPassword&) = default;
};

// Takes the name of a machine for a string of C.
struct CutsMachine : wire::Preconnection {
    static Expected<CutsMachine> read(Reader& in) {
        auto pdu = Preconnection::read(in);
        if (!pdu) return std::unexpected(pdu.error());
        if (pdu->pcb) pdu->pcb->erase(std::ranges::find(*pdu->pcb, 0), pdu->pcb->end());
        return CutsMachine{std::move(*pdu)};
    }
    friend bool operator==(const CutsMachine&, const CutsMachine&) = default;
};

// Always says a length in two bytes.
template <class Formed>
struct WidensLength : Formed {
    static Expected<WidensLength> read(Reader& in) {
        auto pdu = Formed::read(in);
        if (!pdu) return std::unexpected(pdu.error());
        pdu->short_length = false;
        return WidensLength{std::move(*pdu)};
    }
    friend bool operator==(const WidensLength&, const WidensLength&) = default;
};

}  // namespace badrdp::fuzz::planted
