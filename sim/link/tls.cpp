#include "sim/link/tls.h"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <stdexcept>
#include <utility>

#include "sim/link/openssl.h"
#include "sim/link/tls_certificate.h"
#include "sim/link/tls_context.h"
#include "sim/link/tls_pipe.h"

namespace badrdp::link {

struct Tls::State {
    std::shared_ptr<const TlsContext::State> context;  // first: it outlives the connection
    TlsPipe pipe;                                      // to and from the network
    Ssl ssl;

    wire::Bytes plaintext;
    bool finished = false;
    bool said_goodbye = false;
    bool peer_closed = false;
    std::optional<std::string> failed;
    std::vector<Alert> alerts;

    std::string server_name;
    std::vector<wire::Bytes> peer_chain;
    Observed observed;

    void fail(std::string why);
    void blame(int returned);
    void go_on();
    void expect_name(const std::string& name);
    void see(bool sent, int version, int type, wire::BytesView message);
};

namespace {

constexpr int kCertificate = 11;  // HandshakeType, RFC 8446 section 4

bool is_address(const std::string& name) {
    const OctetString address(a2i_IPADDRESS(name.c_str()));
    ERR_clear_error();
    return address != nullptr;
}

// Agreed with the ServerHello; in use only later, and a handshake may break in between.
const SSL_CIPHER* agreed_cipher(const SSL* ssl) {
    const SSL_CIPHER* in_use = SSL_get_current_cipher(ssl);
    return in_use ? in_use : SSL_get_pending_cipher(ssl);
}

}  // namespace

void Tls::State::fail(std::string why) {
    if (!failed) failed = std::move(why);
}

// Says why OpenSSL could not go on, unless it merely waits for more.
void Tls::State::blame(int returned) {
    const int error = SSL_get_error(ssl.get(), returned);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return;
    if (error == SSL_ERROR_ZERO_RETURN) {
        peer_closed = true;
        if (!finished) fail("close_notify received inside the handshake");
        return;
    }
    const auto code = ERR_peek_last_error();
    const int reason = ERR_GET_REASON(code);
    if (ERR_GET_LIB(code) == ERR_LIB_SSL && reason >= SSL_AD_REASON_OFFSET &&
        reason <= SSL_AD_REASON_OFFSET + 255) {
        const auto description = static_cast<std::uint8_t>(reason - SSL_AD_REASON_OFFSET);
        fail(to_string(Alert{wire::other(context->role), SSL3_AL_FATAL, description}) + " received");
        ERR_clear_error();
        return;
    }
    fail(openssl_error());
}

// As far as what came allows: the handshake, then everything that can be decrypted.
void Tls::State::go_on() {
    if (failed) return;
    ERR_clear_error();
    if (!finished) {
        const int done = SSL_do_handshake(ssl.get());
        if (done != 1) return blame(done);
        finished = true;
        // TLS 1.3 changes keys behind Finished; before it, Finished was the first record under these.
        observed.writing.records = SSL_version(ssl.get()) == TLS1_3_VERSION ? 0 : 1;
    }
    std::array<std::uint8_t, SSL3_RT_MAX_PLAIN_LENGTH> record;
    for (;;) {
        const int got = SSL_read(ssl.get(), record.data(), static_cast<int>(record.size()));
        if (got <= 0) return blame(got);
        plaintext.insert(plaintext.end(), record.begin(), record.begin() + got);
    }
}

void Tls::State::expect_name(const std::string& name) {
    auto* parameters = SSL_get0_param(ssl.get());
    const bool set = is_address(name)
                         ? X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1
                         : X509_VERIFY_PARAM_set1_host(parameters, name.data(), name.size()) == 1 &&
                               SSL_set_tlsext_host_name(ssl.get(), name.c_str()) == 1;
    if (!set) throw_openssl("tls: '" + name + "' cannot be a server's name");
    // A common name is no identity any more [RFC 9525 2, 6.3].
    X509_VERIFY_PARAM_set_hostflags(
        parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
}

// OpenSSL shows each message before it judges it, so what is noted here is there even if it is nonsense.
void Tls::State::see(bool sent, int version, int type, wire::BytesView message) {
    if (type == SSL3_RT_HEADER && sent && finished) ++observed.writing.records;
    if (type == SSL3_RT_ALERT && message.size() == 2)
        alerts.push_back({sent ? context->role : wire::other(context->role), message[0], message[1]});
    if (type != SSL3_RT_HANDSHAKE || message.empty() || message[0] != kCertificate) return;
    auto chain = certificates_in(message, version == TLS1_3_VERSION);
    if (!sent)
        peer_chain = std::move(chain);
    else if (context->role == wire::Role::server && chain != context->settings->chain)
        fail("the certificates sent are not those minted: libssl went past this program's i2d_X509");
}

Tls::Tls(const TlsContext& context, std::string_view server_name) : state_(std::make_unique<State>()) {
    auto& state = *state_;
    state.context = context.state_;
    state.server_name = server_name;
    state.ssl.reset(SSL_new(state.context->settings->ctx.get()));
    need(state.ssl != nullptr, "tls: no connection");
    SSL* ssl = state.ssl.get();
    auto* network = state.pipe.bio().release();
    SSL_set_bio(ssl, network, network);
    state.observed.writing.role = context.role();
    SSL_set_app_data(ssl, &state.observed);
    SSL_set_msg_callback(
        ssl, [](int sent, int version, int type, const void* data, size_t size, SSL*, void* self) {
            static_cast<State*>(self)->see(sent != 0, version, type,
                                           {static_cast<const std::uint8_t*>(data), size});
        });
    SSL_set_msg_callback_arg(ssl, &state);
    state.observed.key_log = &state.context->key_log;
    if (context.role() == wire::Role::server) {
        need(SSL_use_PrivateKey(ssl, state.context->key.get()) == 1, "certificate: its key cannot be used");
        SSL_set_accept_state(ssl);
    } else {
        SSL_set_connect_state(ssl);
        if (!state.server_name.empty()) state.expect_name(state.server_name);
    }
}

Tls::~Tls() = default;
Tls::Tls(Tls&&) noexcept = default;
Tls& Tls::operator=(Tls&&) noexcept = default;

void Tls::start() {
    if (state_->context->role == wire::Role::client) state_->go_on();
}

void Tls::feed(wire::BytesView ciphertext) {
    if (state_->failed || state_->peer_closed || ciphertext.empty()) return;
    state_->pipe.lend(ciphertext, [this] { state_->go_on(); });
}

wire::Bytes Tls::take_output() { return state_->pipe.take_output(); }

wire::Bytes Tls::take_plaintext() { return std::exchange(state_->plaintext, {}); }

void Tls::write(wire::BytesView plaintext) {
    assert(state_->finished);
    if (state_->failed || state_->said_goodbye || plaintext.empty()) return;
    ERR_clear_error();
    std::size_t written = 0;
    if (SSL_write_ex(state_->ssl.get(), plaintext.data(), plaintext.size(), &written) != 1) state_->blame(0);
}

void Tls::close_notify() {
    if (state_->failed || state_->said_goodbye || !state_->finished) return;
    ERR_clear_error();
    state_->said_goodbye = true;
    if (const int done = SSL_shutdown(state_->ssl.get()); done < 0) state_->blame(done);
}

std::uint64_t Tls::records_said() const { return state_->observed.writing.records; }

std::optional<wire::Bytes> Tls::alert(std::uint8_t level, std::uint8_t description, std::uint64_t withheld) {
    assert(state_->finished);
    state_->said_goodbye = true;
    state_->observed.writing.records -= withheld;
    auto record = sealed_alert(state_->ssl.get(), state_->observed.writing, level, description);
    if (record) state_->alerts.push_back({state_->context->role, level, description});
    return record;
}

bool Tls::finished() const { return state_->finished; }
const std::optional<std::string>& Tls::failed() const { return state_->failed; }
bool Tls::peer_closed() const { return state_->peer_closed; }

std::uint16_t Tls::version() const {
    const SSL* ssl = state_->ssl.get();
    return agreed_cipher(ssl) ? static_cast<std::uint16_t>(SSL_version(ssl)) : std::uint16_t{0};
}

std::string Tls::version_text() const {
    switch (version()) {
        case TLS1_VERSION: return "TLS 1.0";
        case TLS1_1_VERSION: return "TLS 1.1";
        case TLS1_2_VERSION: return "TLS 1.2";
        case TLS1_3_VERSION: return "TLS 1.3";
        default: return {};
    }
}

std::string Tls::cipher() const {
    const SSL_CIPHER* cipher = agreed_cipher(state_->ssl.get());
    return cipher ? SSL_CIPHER_get_name(cipher) : "";
}

std::string Tls::server_name() const {
    if (state_->context->role == wire::Role::client) return state_->server_name;
    const char* name = SSL_get_servername(state_->ssl.get(), TLSEXT_NAMETYPE_host_name);
    return name ? name : "";
}

std::vector<Tls::Alert> Tls::alerts() const { return state_->alerts; }

wire::Bytes Tls::peer_certificate_der() const {
    return state_->peer_chain.empty() ? wire::Bytes{} : state_->peer_chain.front();
}

std::string Tls::verify_text() const {
    if (!state_->observed.check.done) return "not verified";
    if (state_->observed.check.complaints.empty()) return "ok";
    std::string text;
    for (const int complaint : state_->observed.check.complaints)
        text += (text.empty() ? "" : ", ") + std::string(X509_verify_cert_error_string(complaint));
    return text;
}

wire::Bytes Tls::public_key_info() const {
    if (state_->context->role == wire::Role::server) return state_->context->settings->public_key;
    // What libssl has read once need not be read again.
    if (const auto* shown = SSL_get0_peer_certificate(state_->ssl.get())) return subject_public_key(shown);
    return subject_public_key(peer_certificate_der());
}

}  // namespace badrdp::link
