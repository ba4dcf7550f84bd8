#include "sim/wire/nla/spnego.h"

#include <algorithm>

namespace badrdp::wire {

namespace {

using der_tag::context;

template <Literal Name>
std::optional<Bytes> read_optional(DerReader& der, unsigned number,
                                   std::uint8_t tag = der_tag::octet_string) {
    if (!der.next_is(context(number))) return std::nullopt;
    der.open(kDerContext<Name>, context(number));
    auto value = der.octets(kDer<Name>, tag);
    der.close(kDerContext<Name>);
    return value;
}

template <Literal Name>
void write_optional(Writer& out, unsigned number, const std::optional<Bytes>& value,
                    std::uint8_t tag = der_tag::octet_string) {
    if (!value) return;
    der_element(out, kDerContext<Name>, context(number),
                [&](Writer& inner) { der_octets(inner, kDer<Name>, *value, tag); });
}

void write_mech_types(Writer& out, const std::vector<Bytes>& types) {
    der_element(out, kDer<"spnego.mechTypes">, der_tag::sequence, [&](Writer& list) {
        for (const auto& type : types) der_octets(list, kDer<"spnego.mechType">, type, der_tag::oid);
    });
}

}  // namespace

Expected<NegTokenInit> NegTokenInit::read(Reader& in) {
    NegTokenInit init;
    DerReader der(in);
    der.open(kDer<"spnego.gss">, der_tag::application_0);
    if (!std::ranges::equal(der.octets(kDer<"spnego.thisMech">, der_tag::oid), kSpnegoOid))
        in.fail("spnego.thisMech", "not SPNEGO");
    der.open(kDerContext<"spnego.negTokenInit">, context(0));
    der.open(kDer<"spnego.negTokenInit">, der_tag::sequence);
    der.open(kDerContext<"spnego.mechTypes">, context(0));
    der.open(kDer<"spnego.mechTypes">, der_tag::sequence);
    while (der.left() > 0) init.mech_types.push_back(der.octets(kDer<"spnego.mechType">, der_tag::oid));
    der.close(kDer<"spnego.mechTypes">);
    der.close(kDerContext<"spnego.mechTypes">);
    init.req_flags = read_optional<"spnego.reqFlags">(der, 1, der_tag::bit_string);
    init.mech_token = read_optional<"spnego.mechToken">(der, 2);
    init.mech_list_mic = read_optional<"spnego.mechListMIC">(der, 3);
    der.close(kDer<"spnego.negTokenInit">);
    der.close(kDerContext<"spnego.negTokenInit">);
    der.close(kDer<"spnego.gss">);
    if (in.remaining() > 0) in.fail("spnego.gss.length", "is not the size of the token");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return init;
}

void NegTokenInit::write(Writer& out) const {
    der_element(out, kDer<"spnego.gss">, der_tag::application_0, [&](Writer& gss) {
        der_octets(gss, kDer<"spnego.thisMech">, kSpnegoOid, der_tag::oid);
        der_element(gss, kDerContext<"spnego.negTokenInit">, context(0), [&](Writer& choice) {
            der_element(choice, kDer<"spnego.negTokenInit">, der_tag::sequence, [&](Writer& body) {
                der_element(body, kDerContext<"spnego.mechTypes">, context(0),
                            [&](Writer& inner) { write_mech_types(inner, mech_types); });
                write_optional<"spnego.reqFlags">(body, 1, req_flags, der_tag::bit_string);
                write_optional<"spnego.mechToken">(body, 2, mech_token);
                write_optional<"spnego.mechListMIC">(body, 3, mech_list_mic);
            });
        });
    });
}

Expected<NegTokenResp> NegTokenResp::read(Reader& in) {
    NegTokenResp resp;
    DerReader der(in);
    der.open(kDerContext<"spnego.negTokenResp">, context(1));
    der.open(kDer<"spnego.negTokenResp">, der_tag::sequence);
    if (der.next_is(context(0))) {
        der.open(kDerContext<"spnego.negState">, context(0));
        resp.neg_state = der.number(kDer<"spnego.negState">, der_tag::enumerated);
        der.close(kDerContext<"spnego.negState">);
    }
    resp.supported_mech = read_optional<"spnego.supportedMech">(der, 1, der_tag::oid);
    resp.response_token = read_optional<"spnego.responseToken">(der, 2);
    resp.mech_list_mic = read_optional<"spnego.mechListMIC">(der, 3);
    der.close(kDer<"spnego.negTokenResp">);
    der.close(kDerContext<"spnego.negTokenResp">);
    if (in.remaining() > 0) in.fail("spnego.negTokenResp.context.length", "is not the size of the token");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return resp;
}

void NegTokenResp::write(Writer& out) const {
    der_element(out, kDerContext<"spnego.negTokenResp">, context(1), [&](Writer& choice) {
        der_element(choice, kDer<"spnego.negTokenResp">, der_tag::sequence, [&](Writer& body) {
            if (neg_state)
                der_element(body, kDerContext<"spnego.negState">, context(0), [&](Writer& inner) {
                    der_number(inner, kDer<"spnego.negState">, *neg_state, der_tag::enumerated);
                });
            write_optional<"spnego.supportedMech">(body, 1, supported_mech, der_tag::oid);
            write_optional<"spnego.responseToken">(body, 2, response_token);
            write_optional<"spnego.mechListMIC">(body, 3, mech_list_mic);
        });
    });
}

bool looks_like_spnego(BytesView token) {
    return !token.empty() && (token[0] == der_tag::application_0 || token[0] == context(1));
}

Expected<SpnegoToken> read_spnego(Reader& in) {
    const auto bytes = in.peek();
    if (!bytes.empty() && bytes[0] == context(1)) {
        auto resp = NegTokenResp::read(in);
        if (!resp) return std::unexpected(resp.error());
        return SpnegoToken{std::move(*resp)};
    }
    auto init = NegTokenInit::read(in);
    if (!init) return std::unexpected(init.error());
    return SpnegoToken{std::move(*init)};
}

Bytes encoded_mech_types(const NegTokenInit& init) {
    Writer out;
    write_mech_types(out, init.mech_types);
    return out.bytes;
}

}  // namespace badrdp::wire
