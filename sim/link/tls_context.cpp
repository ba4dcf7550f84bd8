#include "sim/link/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "sim/link/seeded_openssl.h"
#include "sim/link/tls_certificate.h"

namespace badrdp::link {

namespace {

// OpenSSL 3 lets nothing older than TLS 1.2 happen above level 0.
int security_level(const host::Tls& tls, const SSL_CTX* ctx) {
    if (tls.security_level >= 0) return tls.security_level;
    return tls.min_version < TLS1_2_VERSION ? 0 : SSL_CTX_get_security_level(ctx);
}

// TLS 1.3 signs with RSA-PSS, which needs 66 bytes of modulus for SHA-256. OpenSSL would agree on TLS 1.3
// all the same and only then find that it cannot sign.
bool too_short_for_tls13(EVP_PKEY* key) { return EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_size(key) < 66; }

// What Windows offers. OpenSSL's own list grows: 3.5 puts a share of 1,216 bytes into its ClientHello.
void pass_key_log_line_on(const SSL* ssl, const char* line) {
    auto& seen = *static_cast<Observed*>(SSL_get_app_data(ssl));
    take_secret(seen.writing, line);
    if (seen.key_log && *seen.key_log) (*seen.key_log)(line);
}

const std::string kUsualGroups = "X25519:P-256:P-384";

// Of no meaning to anybody: "reserved for private use" [RFC 8446 11, the registry of extensions].
constexpr unsigned kFillerExtension = 0xff00;

}  // namespace

TlsSettings::TlsSettings(const host::Tls& tls, wire::Role role)
    : ctx(SSL_CTX_new(role == wire::Role::server ? TLS_server_method() : TLS_client_method())) {
    ERR_clear_error();
    need(ctx != nullptr, "tls: no context");
    SSL_CTX_set_app_data(ctx.get(), this);
    SSL_CTX_set_security_level(ctx.get(), security_level(tls, ctx.get()));
    need(SSL_CTX_set_min_proto_version(ctx.get(), tls.min_version) == 1,
         fmt::format("tls.min_version: {:#06x} is no version of TLS", tls.min_version));
    need(SSL_CTX_set_max_proto_version(ctx.get(), tls.max_version) == 1,
         fmt::format("tls.max_version: {:#06x} is no version of TLS", tls.max_version));
    // Set even when it is the default: a configuration file of the machine must not decide a case.
    need(SSL_CTX_set_cipher_list(ctx.get(),
                                 tls.ciphers.empty() ? OSSL_default_cipher_list() : tls.ciphers.c_str()) == 1,
         fmt::format("tls.ciphers: '{}'", tls.ciphers));
    need(SSL_CTX_set_ciphersuites(ctx.get(), tls.ciphersuites.empty() ? OSSL_default_ciphersuites()
                                                                      : tls.ciphersuites.c_str()) == 1,
         fmt::format("tls.ciphersuites: '{}'", tls.ciphersuites));
    const auto& groups = tls.groups.empty() ? kUsualGroups : tls.groups;
    need(SSL_CTX_set1_groups_list(ctx.get(), groups.c_str()) == 1, fmt::format("tls.groups: '{}'", groups));
    // CredSSP forbids resumption (MS-CSSP 3.1.5), and tickets would blur the steps. Empty fragments would
    // make two records of one write.
    SSL_CTX_set_options(ctx.get(), SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                       SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS);
    SSL_CTX_set_mode(ctx.get(), SSL_MODE_RELEASE_BUFFERS);  // a connection that waits has none
    SSL_CTX_set_num_tickets(ctx.get(), 0);
    SSL_CTX_set_session_cache_mode(ctx.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_keylog_callback(ctx.get(), pass_key_log_line_on);
}

// The same in each ClientHello: in the one behind a HelloRetryRequest as well.
int TlsSettings::add_filler(SSL* ssl, unsigned, unsigned, const unsigned char** out, std::size_t* size, X509*,
                            std::size_t, int*, void*) {
    const auto* state = static_cast<const TlsSettings*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    *out = state->hello_filler.data();
    *size = state->hello_filler.size();
    return 1;
}

// The security level is for what a scenario says of the server. What its certificate is like, the recipe
// says, and OpenSSL need not agree.
int TlsSettings::allow_any_chain(const SSL* ssl, const SSL_CTX* ctx, int op, int bits, int nid, void* other,
                                 void* extra) {
    if (op == SSL_SECOP_EE_KEY || op == SSL_SECOP_CA_KEY || op == SSL_SECOP_CA_MD) return 1;
    const SSL_CTX* known = ctx ? ctx : SSL_get_SSL_CTX(ssl);
    const auto* state = static_cast<const TlsSettings*>(SSL_CTX_get_app_data(known));
    return state->default_security(ssl, ctx, op, bits, nid, other, extra);
}

void TlsSettings::show(const ShownTls& shown, EVP_PKEY* key) {
    chain = shown.chain_der;
    if (!chain.empty()) public_key = subject_public_key(chain.front());
    SSL_CTX_set_options(ctx.get(), SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(ctx.get(), SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_dh_auto(ctx.get(), 1);
    default_security = SSL_CTX_get_security_callback(ctx.get());
    SSL_CTX_set_security_callback(ctx.get(), allow_any_chain);
    if (too_short_for_tls13(key) && SSL_CTX_get_min_proto_version(ctx.get()) < TLS1_3_VERSION &&
        SSL_CTX_get_max_proto_version(ctx.get()) > TLS1_2_VERSION)
        SSL_CTX_set_max_proto_version(ctx.get(), TLS1_2_VERSION);

    need(!chain.empty(), "certificate: there is none");
    const auto leaf = stand_in(shown.stand_in_der, chain.front());
    need(SSL_CTX_use_certificate(ctx.get(), leaf.get()) == 1, "certificate: cannot be used");
    need(SSL_CTX_use_PrivateKey(ctx.get(), key) == 1, "certificate: its key cannot be used");
    for (std::size_t i = 1; i < chain.size(); ++i)
        need(SSL_CTX_add1_chain_cert(ctx.get(), stand_in(shown.stand_in_der, chain[i]).get()) == 1,
             "certificate: its chain cannot be used");
}

void TlsSettings::look_with(const TlsClient& client) {
    hello_filler = wire::Bytes(client.hello_filler);
    if (client.hello_filler > 0)
        need(SSL_CTX_add_custom_ext(ctx.get(), kFillerExtension, SSL_EXT_CLIENT_HELLO, add_filler, nullptr,
                                    nullptr, nullptr, nullptr) == 1,
             "tls: the ClientHello cannot be filled");
    SSL_CTX_set_verify(ctx.get(), client.abort_on_bad_certificate ? SSL_VERIFY_PEER : SSL_VERIFY_NONE,
                       nullptr);
    SSL_CTX_set_cert_verify_callback(ctx.get(), client.verify ? check_chain : accept_chain, nullptr);
    // A trusted certificate is an anchor even if somebody else signed it; and the signature that a
    // certificate makes of itself is looked at, although it proves little, because a recipe may spoil it.
    auto* parameters = SSL_CTX_get0_param(ctx.get());
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_CHECK_SS_SIGNATURE);
    if (client.now) X509_VERIFY_PARAM_set_time(parameters, std::chrono::system_clock::to_time_t(*client.now));
    for (const auto& der : client.trusted) {
        const unsigned char* at = der.data();
        const X509Cert anchor(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
        need(anchor && X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx.get()), anchor.get()) == 1,
             "tls: what the client is to trust is no certificate");
    }
    need(client.trusted_file.empty() || SSL_CTX_load_verify_file(ctx.get(), client.trusted_file.c_str()) == 1,
         "tls: the file of what the client is to trust cannot be used");
}

namespace {

// Of a simulation there are thousands that are alike, one after the other on each thread, and to make them
// costs as much as a handshake. Chance that they are made with is none of the simulation's.
template <class Wanted, class Make>
std::shared_ptr<const TlsSettings> settings_for(const Wanted& wanted, Make make) {
    if (!SeededOpenssl::active()) return make();
    constexpr std::size_t most = 8;
    using Known = std::pair<Wanted, std::shared_ptr<const TlsSettings>>;
    thread_local std::deque<Known> made;  // goes before the library context that they are made in
    const auto known = std::ranges::find(made, wanted, &Known::first);
    if (known != made.end()) return known->second;
    const SeededOpenssl apart(0);
    if (made.size() == most) made.pop_front();
    return made.emplace_back(wanted, make()).second;
}

}  // namespace

TlsContext::TlsContext(const host::Tls& tls, const Minted& minted, KeyLog key_log) {
    const ShownTls shown{tls, minted.chain_der, minted.stand_in_der};
    auto settings = settings_for(shown, [&] {
        auto made = std::make_shared<TlsSettings>(tls, wire::Role::server);
        made->show(shown, minted.key.get());
        return made;
    });
    state_ = std::make_shared<const State>(
        State{wire::Role::server, std::move(key_log), std::move(settings), minted.key});
}

TlsContext::TlsContext(const TlsClient& client, KeyLog key_log) {
    auto settings = settings_for(client, [&] {
        auto made = std::make_shared<TlsSettings>(client.tls, wire::Role::client);
        made->look_with(client);
        return made;
    });
    state_ =
        std::make_shared<const State>(State{wire::Role::client, std::move(key_log), std::move(settings), {}});
}

wire::Role TlsContext::role() const { return state_->role; }

wire::Bytes TlsContext::certificate() const {
    const auto& chain = state_->settings->chain;
    return chain.empty() ? wire::Bytes() : chain.front();
}

}  // namespace badrdp::link
