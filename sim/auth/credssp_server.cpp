#include "sim/auth/credssp_server.h"

#include <algorithm>

#include "sim/auth/text.h"

namespace badrdp::auth {

using wire::Malformed;
using wire::Step;
using wire::TsRequest;

namespace {

NtlmAcceptor::Order ntlm_order(const ServerOrder& order) {
    return {.accounts = order.accounts,
            .names = order.names,
            .random = order.random,
            .now = order.now,
            .knobs = order.knobs};
}

// TSPasswordCreds says how long each text is [MS-CSSP 2.2.1.2.1]; a client that counts the zero at the end of
// a C string among it (rdesktop 1.9.1) means the same text.
void drop_terminator(wire::Bytes& text) {
    const auto size = text.size();
    if (size >= 2 && size % 2 == 0 && text[size - 1] == 0 && text[size - 2] == 0) text.resize(size - 2);
}

std::expected<Credentials, wire::Malformed> read_password(BytesView encoded) {
    wire::Reader in(encoded);
    auto delegated = wire::TsPasswordCreds::read(in);
    if (!delegated) return std::unexpected(delegated.error());
    for (auto* text : {&delegated->domain_name, &delegated->user_name, &delegated->password})
        drop_terminator(*text);
    Secret password(utf8(delegated->password));
    wipe(delegated->password);
    return Credentials{utf8(delegated->domain_name), utf8(delegated->user_name), std::move(password)};
}

// Delegated credentials are what the host logs on with: they must be those of whoever proved himself.
bool belong_to(const Credentials& delegated, const Account& account) {
    const auto* found = find_account({account}, utf16(delegated.user), utf16(delegated.domain));
    return found && !account.password.empty() && delegated.password == account.password;
}

}  // namespace

// What authInfo holds once it is unsealed. A smart card's PIN logs nobody on here.
std::expected<CredSspServer::Left, Trouble> CredSspServer::read_credentials(BytesView plain) {
    wire::Reader in(plain);
    const auto credentials = wire::TsCredentials::read(in);
    if (!credentials) return std::unexpected(Trouble{credentials.error()});
    if (credentials->cred_type == wire::TsCredentials::kRemoteGuard) {
        wire::Reader inner(credentials->credentials);
        const auto ticket = wire::TsRemoteGuardCreds::read(inner);
        if (!ticket) return std::unexpected(Trouble{ticket.error()});
        return Left{.what = LeftBehind::ticket};
    }
    if (credentials->cred_type != wire::TsCredentials::kPassword)
        return refused(ntstatus::not_supported, "no password was delegated");
    auto delegated = read_password(credentials->credentials);
    if (!delegated) return std::unexpected(Trouble{delegated.error()});
    const auto what = delegated->password.empty() ? LeftBehind::nothing : LeftBehind::password;
    return Left{.what = what, .credentials = std::move(*delegated)};
}

CredSspServer::CredSspServer(ServerOrder order)
    : order_(std::move(order)),
      nego_(ntlm_order(order_), order_.kerberos ? order_.kerberos() : std::unique_ptr<KerberosAcceptor>()) {}

std::uint32_t CredSspServer::negotiated_version() const { return std::min(order_.version, peer_version_); }

wire::Writer CredSspServer::error(std::uint32_t status) const {
    wire::Writer out;
    TsRequest{.version = claimed_version(), .error_code = wire::DerInteger{.value = status}}.write(out);
    return out;
}

CredSspServer::Reply CredSspServer::go_on(Stage next, Step said, wire::Writer send) {
    stage_ = next;
    return {.said = said, .send = std::move(send), .result = More{}};
}

// An honest host says its error only where the version has a word for it; an ordered one is said to all.
CredSspServer::Reply CredSspServer::refuse(Step said, Refused why, std::optional<std::uint32_t> ordered) {
    stage_ = Stage::over;
    proven_.reset();
    if (ordered) why.status = *ordered;
    Reply reply{.result = std::move(why)};
    if (order_.knobs.says_error_code && (ordered || has_error_code(negotiated_version()))) {
        reply.said = said;
        reply.send = error(std::get<Refused>(reply.result).status);
    }
    return reply;
}

CredSspServer::Reply CredSspServer::give_up(Step said, const Trouble& trouble) {
    if (const auto* refused = std::get_if<Refused>(&trouble)) return refuse(said, *refused);
    auto reply = refuse(said, {ntstatus::invalid_token, ""});
    reply.result = std::get<Malformed>(trouble);
    return reply;
}

std::optional<Malformed> CredSspServer::why_out_of_turn(const TsRequest& request) const {
    const bool last = stage_ == Stage::credentials;
    if (request.version != peer_version_)
        return Malformed{"tsRequest.version", "is not what it was before", 0};
    if (request.nego_tokens.has_value() == last && !(nego_.accepted() && !last))
        return Malformed{"tsRequest.negoTokens", last ? "out of turn" : "missing", 0};
    if (request.nego_tokens && request.nego_tokens->size() != 1)
        return Malformed{"tsRequest.negoTokens", "not one token", 0};
    if (request.auth_info.has_value() != last)
        return Malformed{"tsRequest.authInfo", last ? "missing" : "out of turn", 0};
    if (request.pub_key_auth && stage_ != Stage::authenticate)
        return Malformed{"tsRequest.pubKeyAuth", "out of turn", 0};
    return std::nullopt;
}

CredSspServer::Reply CredSspServer::hear(BytesView bytes) {
    if (over()) return {.result = Refused{ntstatus::logon_failure, "it is over"}};
    const Step heard = stage_ == Stage::negotiate      ? Step::credssp_negotiate
                       : stage_ == Stage::authenticate ? Step::credssp_authenticate
                                                       : Step::credssp_credentials;
    const auto stop = [&](Malformed why) {
        stage_ = Stage::over;
        return Reply{.heard = heard, .result = why};
    };
    wire::Reader in(bytes);
    const auto request = TsRequest::read(in);
    if (!request) return stop(request.error());
    if (peer_version_ == 0) peer_version_ = request->version;
    if (const auto why = why_out_of_turn(*request)) return stop(*why);
    Reply reply;
    if (request->error_code) {
        stage_ = Stage::over;
        reply.result = Refused{request->error_code->value, "the client gave up"};
    } else if (peer_version_ < kOldestVersion) {
        reply = refuse(Step::credssp_challenge,
                       {ntstatus::not_supported, "a version of CredSSP that nobody speaks"});
    } else {
        if (request->client_nonce) nonce_ = request->client_nonce;
        reply = stage_ == Stage::negotiate      ? negotiate(*request)
                : stage_ == Stage::authenticate ? authenticate(*request)
                                                : credentials(*request);
    }
    reply.heard = heard;
    return reply;
}

CredSspServer::Reply CredSspServer::negotiate(const TsRequest& request) {
    const auto said = Step::credssp_challenge;
    if (const auto& ordered = order_.knobs.error_at_negotiate)
        return refuse(said, {*ordered, "by order"}, ordered);
    auto answer = nego_.hear(request.nego_tokens->front());
    if (!answer) return give_up(said, answer.error());
    if (!answer->token) return refuse(said, {ntstatus::invalid_token, "nothing to answer"});
    proven_ = std::move(answer->proven);  // by Kerberos, which needs no second round
    const auto next = nego_.challenged() || proven_ ? Stage::authenticate : Stage::negotiate;
    if (order_.knobs.garbage_token == Round::negotiate)
        return go_on(next, said, garbage_token(claimed_version(), order_.random));
    wire::Writer out;
    TsRequest{.version = claimed_version(), .nego_tokens = {{answer->token->bytes}}}.write(out);
    wire::overlay(out, "tsRequest.negoTokens.negoToken", *answer->token);
    return go_on(next, said, std::move(out));
}

// The server's answer to a pubKeyAuth that binds the client to our key; otherwise `why`.
std::optional<TsRequest> CredSspServer::bound(const TsRequest& request, Refused& why) {
    const auto version = negotiated_version();
    const Bytes nonce = nonce_.value_or(Bytes{});
    const auto wanted = binding(version, Sender::client, nonce, order_.server_public_key);
    why = {ntstatus::message_altered, "pubKeyAuth is missing"};
    if (!request.pub_key_auth) return std::nullopt;
    why.why = "pubKeyAuth is not sealed with the session's keys";
    const auto plain = proven_->seal->unwrap(*request.pub_key_auth);
    if (!plain) return std::nullopt;
    why.why = has_nonce(version) && !nonce_ ? "clientNonce is missing" : "pubKeyAuth is not of our key";
    if ((has_nonce(version) && !nonce_) || order_.server_public_key.empty() || !equal(*plain, wanted))
        return std::nullopt;
    const auto& knobs = order_.knobs;
    const auto honest =
        binding(knobs.binds_as_version_4 ? 4 : version, Sender::server,
                knobs.ignores_nonce ? Bytes(TsRequest::kNonceBytes) : nonce, order_.server_public_key);
    return TsRequest{
        .version = claimed_version(),
        .pub_key_auth = sealed_binding(knobs.pub_key_auth, *proven_->seal, honest, *plain, order_.random)};
}

// The token that answers the client's proof, if one does; behind Kerberos there was one already.
std::expected<std::optional<wire::Writer>, Trouble> CredSspServer::prove(const TsRequest& request) {
    if (nego_.accepted()) {
        std::optional<BytesView> token;
        if (request.nego_tokens) token = request.nego_tokens->front();
        if (auto trouble = nego_.finish(token)) return std::unexpected(std::move(*trouble));
        return std::nullopt;
    }
    auto answer = nego_.hear(request.nego_tokens->front());
    if (!answer) return std::unexpected(answer.error());
    if (!answer->proven) return refused(ntstatus::invalid_token, "nothing was proved");
    proven_ = std::move(answer->proven);
    return std::move(answer->token);
}

CredSspServer::Reply CredSspServer::authenticate(const TsRequest& request) {
    const auto said = Step::credssp_pubkey;
    const auto ordered = order_.knobs.error_at_authenticate;
    auto answer = prove(request);
    if (ordered) return refuse(said, {*ordered, "by order"}, ordered);
    if (!answer) return give_up(said, answer.error());
    Refused why;
    auto reply = bound(request, why);
    if (!reply) return refuse(said, std::move(why));
    if (order_.knobs.garbage_token == Round::authenticate)
        return go_on(Stage::credentials, said, garbage_token(claimed_version(), order_.random));
    const auto& token = *answer;
    if (token) reply->nego_tokens = {{token->bytes}};
    wire::Writer out;
    reply->write(out);
    if (token) wire::overlay(out, "tsRequest.negoTokens.negoToken", *token);
    return go_on(Stage::credentials, said, std::move(out));
}

CredSspServer::Reply CredSspServer::credentials(const TsRequest& request) {
    const auto plain = proven_->seal->unwrap(*request.auth_info);
    auto left = plain ? read_credentials(*plain)
                      : refused(ntstatus::message_altered, "authInfo is not sealed with the session's keys");
    const auto what = left ? std::optional(left->what) : std::nullopt;
    auto reply = admit(std::move(left));
    reply.left = what;
    return reply;
}

// Who has proved himself and leaves less than his password, as was agreed on, needs to leave no more.
bool CredSspServer::takes(const Left& left) const {
    if (left.what == LeftBehind::ticket) return order_.takes_ticket;
    if (left.what == LeftBehind::nothing && order_.takes_nothing) return true;
    return belong_to(left.credentials, proven_->account);
}

CredSspServer::Reply CredSspServer::admit(std::expected<Left, Trouble> left) {
    const auto said = Step::early_user_auth;  // what would come next
    const auto ordered = order_.knobs.error_at_credentials;
    if (ordered) return refuse(said, {*ordered, "by order"}, ordered);
    if (!left) return give_up(said, left.error());
    if (!takes(*left)) {
        if (left->what == LeftBehind::ticket)
            return refuse(said, {ntstatus::not_supported, "no password was delegated"});
        return refuse(said, {ntstatus::logon_failure, "the delegated credentials are not the account's"});
    }
    stage_ = Stage::over;
    if (order_.knobs.garbage_token == Round::credentials)
        return {.said = said,
                .send = garbage_token(claimed_version(), order_.random),
                .result = Refused{ntstatus::invalid_token, "by order"}};
    return {.result = Authenticated{proven_->account, std::move(left->credentials)}};
}

}  // namespace badrdp::auth
