#include "sim/wire/nla/ts_request.h"

namespace badrdp::wire {

namespace {

using der_tag::context;

// SEQUENCE OF SEQUENCE { negoToken [0] OCTET STRING } [MS-CSSP 2.2.1.1].
std::vector<Bytes> read_nego_tokens(DerReader& der) {
    std::vector<Bytes> tokens;
    der.open(kDer<"tsRequest.negoTokens">, der_tag::sequence);
    while (der.left() > 0) {
        der.open(kDer<"tsRequest.negoTokens.item">, der_tag::sequence);
        der.open(kDerContext<"tsRequest.negoTokens.negoToken">, context(0));
        tokens.push_back(der.octets(kDer<"tsRequest.negoTokens.negoToken">));
        der.close(kDerContext<"tsRequest.negoTokens.negoToken">);
        der.close(kDer<"tsRequest.negoTokens.item">);
    }
    der.close(kDer<"tsRequest.negoTokens">);
    return tokens;
}

void write_nego_tokens(Writer& out, const std::vector<Bytes>& tokens) {
    der_element(out, kDer<"tsRequest.negoTokens">, der_tag::sequence, [&](Writer& list) {
        for (const auto& token : tokens)
            der_element(list, kDer<"tsRequest.negoTokens.item">, der_tag::sequence, [&](Writer& item) {
                der_element(item, kDerContext<"tsRequest.negoTokens.negoToken">, context(0), [&](Writer& at) {
                    der_octets(at, kDer<"tsRequest.negoTokens.negoToken">, token);
                });
            });
    });
}

template <Literal Name>
Bytes read_octets(DerReader& der, unsigned number) {
    der.open(kDerContext<Name>, context(number));
    auto value = der.octets(kDer<Name>);
    der.close(kDerContext<Name>);
    return value;
}

template <Literal Name>
void write_octets(Writer& out, unsigned number, BytesView value) {
    der_element(out, kDerContext<Name>, context(number),
                [&](Writer& inner) { der_octets(inner, kDer<Name>, value); });
}

template <Literal Name>
std::uint32_t read_number(DerReader& der, unsigned number) {
    der.open(kDerContext<Name>, context(number));
    const auto value = der.number(kDer<Name>);
    der.close(kDerContext<Name>);
    return value;
}

template <Literal Name>
void write_number(Writer& out, unsigned number, std::uint32_t value) {
    der_element(out, kDerContext<Name>, context(number),
                [&](Writer& inner) { der_number(inner, kDer<Name>, value); });
}

TsRemoteGuardPackageCred read_package_cred(DerReader& der) {
    TsRemoteGuardPackageCred cred;
    der.open(kDer<"tsRemoteGuardPackageCred">, der_tag::sequence);
    cred.package_name = read_octets<"tsRemoteGuardPackageCred.packageName">(der, 0);
    cred.cred_buffer = read_octets<"tsRemoteGuardPackageCred.credBuffer">(der, 1);
    der.close(kDer<"tsRemoteGuardPackageCred">);
    return cred;
}

void write_package_cred(Writer& out, const TsRemoteGuardPackageCred& cred) {
    der_element(out, kDer<"tsRemoteGuardPackageCred">, der_tag::sequence, [&](Writer& body) {
        write_octets<"tsRemoteGuardPackageCred.packageName">(body, 0, cred.package_name);
        write_octets<"tsRemoteGuardPackageCred.credBuffer">(body, 1, cred.cred_buffer);
    });
}

}  // namespace

Expected<TsRequest> TsRequest::read(Reader& in) {
    TsRequest request;
    DerReader der(in);
    der.open(kDer<"tsRequest">, der_tag::sequence);
    request.version = read_number<"tsRequest.version">(der, 0);
    if (der.next_is(context(1))) {
        der.open(kDerContext<"tsRequest.negoTokens">, context(1));
        request.nego_tokens = read_nego_tokens(der);
        der.close(kDerContext<"tsRequest.negoTokens">);
    }
    if (der.next_is(context(2))) request.auth_info = read_octets<"tsRequest.authInfo">(der, 2);
    if (der.next_is(context(3))) request.pub_key_auth = read_octets<"tsRequest.pubKeyAuth">(der, 3);
    if (der.next_is(context(4))) {
        der.open(kDerContext<"tsRequest.errorCode">, context(4));
        request.error_code = der.integer(kDer<"tsRequest.errorCode">);
        der.close(kDerContext<"tsRequest.errorCode">);
    }
    if (der.next_is(context(5))) {
        request.client_nonce = read_octets<"tsRequest.clientNonce">(der, 5);
        if (request.client_nonce->size() != kNonceBytes) in.fail("tsRequest.clientNonce", "not 32 bytes");
    }
    der.close(kDer<"tsRequest">);
    if (in.remaining() > 0) in.fail("tsRequest.length", "is not the size of the message");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return request;
}

void TsRequest::write(Writer& out) const {
    der_element(out, kDer<"tsRequest">, der_tag::sequence, [&](Writer& body) {
        write_number<"tsRequest.version">(body, 0, version);
        if (nego_tokens)
            der_element(body, kDerContext<"tsRequest.negoTokens">, context(1),
                        [&](Writer& inner) { write_nego_tokens(inner, *nego_tokens); });
        if (auth_info) write_octets<"tsRequest.authInfo">(body, 2, *auth_info);
        if (pub_key_auth) write_octets<"tsRequest.pubKeyAuth">(body, 3, *pub_key_auth);
        if (error_code)
            der_element(body, kDerContext<"tsRequest.errorCode">, context(4),
                        [&](Writer& inner) { der_integer(inner, kDer<"tsRequest.errorCode">, *error_code); });
        if (client_nonce) write_octets<"tsRequest.clientNonce">(body, 5, *client_nonce);
    });
}

Expected<std::size_t> TsRequest::size(BytesView stream) {
    if (stream.empty()) return std::size_t{0};
    if (stream[0] != der_tag::sequence)
        return std::unexpected(Malformed{"tsRequest.tag", "another tag than expected", 0});
    if (stream.size() < 2) return std::size_t{0};
    if (stream[1] < 0x80) return std::size_t{2} + stream[1];
    const std::size_t width = stream[1] & 0x7f;
    if (width == 0) return std::unexpected(Malformed{"tsRequest.lengthForm", "an indefinite length", 1});
    if (width > 3)
        return std::unexpected(Malformed{"tsRequest.lengthForm", "a length of more than three bytes", 1});
    if (stream.size() < 2 + width) return std::size_t{0};
    std::size_t length = 0;
    for (std::size_t i = 0; i < width; ++i) length = length << 8 | stream[2 + i];
    if (length > kMostBytes)
        return std::unexpected(Malformed{"tsRequest.length", "more than 65536 bytes", 2});
    return 2 + width + length;
}

Expected<TsCredentials> TsCredentials::read(Reader& in) {
    TsCredentials credentials;
    DerReader der(in);
    der.open(kDer<"tsCredentials">, der_tag::sequence);
    credentials.cred_type = read_number<"tsCredentials.credType">(der, 0);
    credentials.credentials = read_octets<"tsCredentials.credentials">(der, 1);
    der.close(kDer<"tsCredentials">);
    if (in.remaining() > 0) in.fail("tsCredentials.length", "is not the size of the message");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return credentials;
}

void TsCredentials::write(Writer& out) const {
    der_element(out, kDer<"tsCredentials">, der_tag::sequence, [&](Writer& body) {
        write_number<"tsCredentials.credType">(body, 0, cred_type);
        write_octets<"tsCredentials.credentials">(body, 1, credentials);
    });
}

Expected<TsRemoteGuardCreds> TsRemoteGuardCreds::read(Reader& in) {
    TsRemoteGuardCreds creds;
    DerReader der(in);
    der.open(kDer<"tsRemoteGuardCreds">, der_tag::sequence);
    der.open(kDerContext<"tsRemoteGuardCreds.logonCred">, context(0));
    creds.logon_cred = read_package_cred(der);
    der.close(kDerContext<"tsRemoteGuardCreds.logonCred">);
    if (der.next_is(context(1))) {
        creds.supplemental_creds.emplace();
        der.open(kDerContext<"tsRemoteGuardCreds.supplementalCreds">, context(1));
        der.open(kDer<"tsRemoteGuardCreds.supplementalCreds">, der_tag::sequence);
        while (der.left() > 0) creds.supplemental_creds->push_back(read_package_cred(der));
        der.close(kDer<"tsRemoteGuardCreds.supplementalCreds">);
        der.close(kDerContext<"tsRemoteGuardCreds.supplementalCreds">);
    }
    der.close(kDer<"tsRemoteGuardCreds">);
    if (in.remaining() > 0) in.fail("tsRemoteGuardCreds.length", "is not the size of the message");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return creds;
}

void TsRemoteGuardCreds::write(Writer& out) const {
    der_element(out, kDer<"tsRemoteGuardCreds">, der_tag::sequence, [&](Writer& body) {
        der_element(body, kDerContext<"tsRemoteGuardCreds.logonCred">, context(0),
                    [&](Writer& inner) { write_package_cred(inner, logon_cred); });
        if (!supplemental_creds) return;
        der_element(body, kDerContext<"tsRemoteGuardCreds.supplementalCreds">, context(1), [&](Writer& list) {
            der_element(list, kDer<"tsRemoteGuardCreds.supplementalCreds">, der_tag::sequence,
                        [&](Writer& items) {
                            for (const auto& one : *supplemental_creds) write_package_cred(items, one);
                        });
        });
    });
}

Expected<TsPasswordCreds> TsPasswordCreds::read(Reader& in) {
    TsPasswordCreds creds;
    DerReader der(in);
    der.open(kDer<"tsPasswordCreds">, der_tag::sequence);
    creds.domain_name = read_octets<"tsPasswordCreds.domainName">(der, 0);
    creds.user_name = read_octets<"tsPasswordCreds.userName">(der, 1);
    creds.password = read_octets<"tsPasswordCreds.password">(der, 2);
    der.close(kDer<"tsPasswordCreds">);
    if (in.remaining() > 0) in.fail("tsPasswordCreds.length", "is not the size of the message");
    if (in.malformed()) return std::unexpected(*in.malformed());
    return creds;
}

void TsPasswordCreds::write(Writer& out) const {
    der_element(out, kDer<"tsPasswordCreds">, der_tag::sequence, [&](Writer& body) {
        write_octets<"tsPasswordCreds.domainName">(body, 0, domain_name);
        write_octets<"tsPasswordCreds.userName">(body, 1, user_name);
        write_octets<"tsPasswordCreds.password">(body, 2, password);
    });
}

}  // namespace badrdp::wire
