#include "sim/auth/credssp_client.h"

#include <algorithm>

#include "sim/auth/text.h"

namespace badrdp::auth {

using wire::Malformed;
using wire::Step;
using wire::TsRequest;

namespace {

NtlmInitiator::Order ntlm_order(const ClientOrder& order) {
    return {.credentials = order.credentials,
            .workstation = order.workstation,
            .target_name = order.target_name,
            .random = order.random,
            .now = order.now,
            .mic = order.knobs.mic};
}

}  // namespace

CredSspClient::CredSspClient(ClientOrder order)
    : order_(std::move(order)), nego_(ntlm_order(order_), order_.spnego), nonce_(TsRequest::kNonceBytes) {
    if (order_.random) order_.random(nonce_);
}

std::uint32_t CredSspClient::negotiated_version() const { return std::min(order_.version, peer_version_); }

wire::Writer CredSspClient::start() {
    const auto token = nego_.start();
    if (order_.knobs.garbage_token == Round::negotiate)
        return garbage_token(claimed_version(), order_.random);
    wire::Writer out;
    TsRequest{.version = claimed_version(), .nego_tokens = {{token.bytes}}}.write(out);
    wire::overlay(out, "tsRequest.negoTokens.negoToken", token);
    return out;
}

CredSspClient::Reply CredSspClient::stop(const Trouble& trouble) {
    stage_ = Stage::over;
    Reply reply;
    if (const auto* refused = std::get_if<Refused>(&trouble))
        reply.result = *refused;
    else
        reply.result = std::get<Malformed>(trouble);
    return reply;
}

CredSspClient::Reply CredSspClient::hear(BytesView bytes) {
    if (over()) return {.result = Refused{ntstatus::invalid_token, "it is over"}};
    const auto heard = stage_ == Stage::challenge ? Step::credssp_challenge : Step::credssp_pubkey;
    wire::Reader in(bytes);
    const auto request = TsRequest::read(in);
    Reply reply;
    if (!request) {
        reply = stop(request.error());
    } else if (request->error_code && !order_.knobs.believes_server) {  // whatever else it says
        reply = stop(Refused{request->error_code->value, "the server says so", true});
    } else if (request->version < kOldestVersion) {
        reply = stop(Refused{ntstatus::not_supported, "a version of CredSSP that nobody speaks"});
    } else if (peer_version_ != 0 && request->version != peer_version_) {
        reply = stop(Malformed{"tsRequest.version", "is not what it was before", 0});
    } else if (request->auth_info) {
        reply = stop(Malformed{"tsRequest.authInfo", "out of turn", 0});
    } else {
        peer_version_ = request->version;
        reply = stage_ == Stage::challenge ? challenged(*request) : bound(*request);
    }
    reply.heard = heard;
    return reply;
}

CredSspClient::Reply CredSspClient::challenged(const TsRequest& request) {
    if (!request.nego_tokens) return stop(Malformed{"tsRequest.negoTokens", "missing", 0});
    if (request.nego_tokens->size() != 1) return stop(Malformed{"tsRequest.negoTokens", "not one token", 0});
    if (request.pub_key_auth) return stop(Malformed{"tsRequest.pubKeyAuth", "out of turn", 0});
    auto answer = nego_.hear(request.nego_tokens->front());
    if (!answer) return stop(answer.error());
    seal_ = std::move(answer->seal);
    stage_ = Stage::pubkey;

    const auto version = negotiated_version();
    const auto& key = order_.server_public_key;
    TsRequest next{.version = claimed_version(), .nego_tokens = {{answer->token.bytes}}};
    next.pub_key_auth =
        sealed_binding(order_.knobs.pub_key_auth, *seal_, binding(version, Sender::client, nonce_, key),
                       binding(version, Sender::server, nonce_, key), order_.random);
    if (has_nonce(version) && order_.knobs.nonce) next.client_nonce = nonce_;
    wire::Writer out;
    if (order_.knobs.garbage_token == Round::authenticate) {
        out = garbage_token(claimed_version(), order_.random);
    } else {
        next.write(out);
        wire::overlay(out, "tsRequest.negoTokens.negoToken", answer->token);
    }
    return {.said = Step::credssp_authenticate, .send = std::move(out), .result = More{}};
}

CredSspClient::Reply CredSspClient::bound(const TsRequest& request) {
    if (!order_.knobs.believes_server)
        if (auto why = why_unproven(request)) return stop(*why);
    stage_ = Stage::over;
    return {.said = Step::credssp_credentials, .send = delegate(), .result = Delegated{}};
}

std::optional<Trouble> CredSspClient::why_unproven(const TsRequest& request) {
    if (request.nego_tokens) {
        if (request.nego_tokens->size() != 1)
            return Trouble(Malformed{"tsRequest.negoTokens", "not one token", 0});
        if (const auto why = nego_.finish(request.nego_tokens->front(), *seal_)) return *why;
    }
    if (!request.pub_key_auth) return Trouble(Malformed{"tsRequest.pubKeyAuth", "missing", 0});
    const auto plain = seal_->unwrap(*request.pub_key_auth);
    if (!plain)
        return Trouble(
            Refused{ntstatus::message_altered, "pubKeyAuth is not sealed with the session's keys"});
    const auto wanted = binding(negotiated_version(), Sender::server, nonce_, order_.server_public_key);
    if (order_.server_public_key.empty() || !equal(*plain, wanted))
        return Trouble(Refused{ntstatus::message_altered, "pubKeyAuth is not of the server's key"});
    return std::nullopt;
}

wire::Writer CredSspClient::delegate() {
    if (order_.knobs.garbage_token == Round::credentials)
        return garbage_token(claimed_version(), order_.random);
    const auto& [domain, user, password] = order_.delegates ? *order_.delegates : order_.credentials;
    wire::Writer creds, credentials, out;
    wire::TsPasswordCreds inner;
    auto type = wire::TsCredentials::kPassword;
    if (order_.leaves == LeftBehind::ticket) {
        // Of the form alone: this client has no ticket.
        type = wire::TsCredentials::kRemoteGuard;
        wire::TsRemoteGuardCreds{.logon_cred = {.package_name = utf16("Kerberos")}}.write(creds);
    } else {
        // Delegated, sealed, to a server that has proved that it knows it.
        if (order_.leaves == LeftBehind::password)
            inner = {utf16(domain), utf16(user), utf16(password.reveal())};
        inner.write(creds);
    }
    wire::TsCredentials{.cred_type = type, .credentials = creds.bytes}.write(credentials);
    TsRequest{.version = claimed_version(), .auth_info = seal_->wrap(credentials.bytes)}.write(out);
    for (auto* seen : {&inner.password, &creds.bytes, &credentials.bytes}) wipe(*seen);
    return out;
}

}  // namespace badrdp::auth
