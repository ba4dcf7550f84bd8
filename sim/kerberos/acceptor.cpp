#include "sim/kerberos/acceptor.h"

#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <krb5/krb5.h>

#include <array>
#include <cstdlib>
#include <string>

namespace badrdp::kerberos {
namespace {

using auth::Refused;
using wire::Bytes;
using wire::BytesView;

// What the library takes, which never writes into it.
gss_buffer_desc lent(BytesView bytes) { return {bytes.size(), const_cast<std::uint8_t*>(bytes.data())}; }

// What the library gave, until this goes.
class Given {
public:
    Given() = default;
    ~Given() {
        OM_uint32 minor = 0;
        gss_release_buffer(&minor, &buffer_);
    }
    Given(const Given&) = delete;
    Given& operator=(const Given&) = delete;

    gss_buffer_t get() { return &buffer_; }
    Bytes bytes() const {
        const auto* at = static_cast<const std::uint8_t*>(buffer_.value);
        return at ? Bytes(at, at + buffer_.length) : Bytes();
    }
    std::string text() const {
        return buffer_.value ? std::string(static_cast<const char*>(buffer_.value), buffer_.length) : "";
    }

private:
    gss_buffer_desc buffer_ = GSS_C_EMPTY_BUFFER;
};

// The library's own words for a status, one line.
std::string words(OM_uint32 status, int kind) {
    OM_uint32 minor = 0;
    OM_uint32 more = 0;
    Given text;
    gss_display_status(&minor, status, kind, gss_mech_krb5, &more, text.get());
    return text.text();
}

class Acceptor final : public auth::KerberosAcceptor {
public:
    explicit Acceptor(std::filesystem::path keytab) : keytab_(std::move(keytab)) {}
    ~Acceptor() override {
        OM_uint32 minor = 0;
        if (context_) gss_delete_sec_context(&minor, &context_, GSS_C_NO_BUFFER);
        gss_release_cred(&minor, &keys_);
    }
    Acceptor(const Acceptor&) = delete;
    Acceptor& operator=(const Acceptor&) = delete;

    std::expected<Accepted, Refused> accept(BytesView token) override {
        if (used_) return std::unexpected(Refused{auth::ntstatus::invalid_token, "a second AP-REQ"});
        used_ = true;
        if (auto why = take_keys()) return std::unexpected(std::move(*why));
        OM_uint32 minor = 0;
        auto input = lent(token);
        Given output;
        gss_name_t client = GSS_C_NO_NAME;
        const auto major = gss_accept_sec_context(&minor, &context_, keys_, &input, GSS_C_NO_CHANNEL_BINDINGS,
                                                  &client, nullptr, output.get(), nullptr, nullptr, nullptr);
        Accepted out{.principal = name_of(client), .token = output.bytes()};
        OM_uint32 released = 0;
        gss_release_name(&released, &client);
        if (major == GSS_S_COMPLETE) return out;
        if (!GSS_ERROR(major))
            return std::unexpected(Refused{auth::ntstatus::invalid_token, "Kerberos wants a second round"});
        return std::unexpected(refusal(major, minor));
    }

    Bytes wrap(BytesView plain) override {
        Bytes data(plain.begin(), plain.end());
        std::array<gss_iov_buffer_desc, 2> parts{};
        parts[0].type = GSS_IOV_BUFFER_TYPE_HEADER | GSS_IOV_BUFFER_FLAG_ALLOCATE;
        parts[1].type = GSS_IOV_BUFFER_TYPE_DATA;
        parts[1].buffer = {data.size(), data.data()};
        // Without a trailer everything but the data stands in front of it, as SSPI lays it out [RFC
        // 4121 4.2.5].
        OM_uint32 minor = 0;
        int sealed = 0;
        const auto major = gss_wrap_iov(&minor, context_, 1, GSS_C_QOP_DEFAULT, &sealed, parts.data(),
                                        static_cast<int>(parts.size()));
        Bytes out;
        if (major == GSS_S_COMPLETE && sealed != 0) {
            const auto* head = static_cast<const std::uint8_t*>(parts[0].buffer.value);
            out.assign(head, head + parts[0].buffer.length);
            out.insert(out.end(), data.begin(), data.end());
        }
        gss_release_iov_buffer(&minor, parts.data(), static_cast<int>(parts.size()));
        return out;
    }

    std::optional<Bytes> unwrap(BytesView sealed) override {
        OM_uint32 minor = 0;
        auto input = lent(sealed);
        Given plain;
        int secret = 0;
        const auto major =
            context_ ? gss_unwrap(&minor, context_, &input, plain.get(), &secret, nullptr) : GSS_S_NO_CONTEXT;
        if (GSS_ERROR(major) || secret == 0) return std::nullopt;
        return plain.bytes();
    }

    // Of AES, which is what keys are made of here: a header, a confounder, the header again, a checksum
    // of 12.
    std::size_t overhead() const override { return 16 + 16 + 16 + 12; }

    Bytes sign(BytesView message) override {
        OM_uint32 minor = 0;
        auto input = lent(message);
        Given mic;
        if (context_) gss_get_mic(&minor, context_, GSS_C_QOP_DEFAULT, &input, mic.get());
        return mic.bytes();
    }

    bool verify(BytesView message, BytesView signature) override {
        OM_uint32 minor = 0;
        auto input = lent(message);
        auto mic = lent(signature);
        return context_ && !GSS_ERROR(gss_verify_mic(&minor, context_, &input, &mic, nullptr));
    }

private:
    std::optional<Refused> take_keys() {
        const auto keytab = "FILE:" + keytab_.string();
        std::array<gss_key_value_element_desc, 2> elements{{{"keytab", keytab.c_str()}, {"rcache", "none:"}}};
        const gss_key_value_set_desc store{static_cast<OM_uint32>(elements.size()), elements.data()};
        gss_OID_set_desc mechanisms{1, gss_mech_krb5};
        OM_uint32 minor = 0;
        const auto major = gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechanisms,
                                                 GSS_C_ACCEPT, &store, &keys_, nullptr, nullptr);
        if (major == GSS_S_COMPLETE) return std::nullopt;
        return refusal(major, minor);
    }

    static Refused refusal(OM_uint32 major, OM_uint32 minor) {
        return {status_of(minor), minor != 0 ? words(minor, GSS_C_MECH_CODE) : words(major, GSS_C_GSS_CODE)};
    }

    static std::string name_of(gss_name_t name) {
        OM_uint32 minor = 0;
        Given text;
        if (name != GSS_C_NO_NAME) gss_display_name(&minor, name, text.get(), nullptr);
        return text.text();
    }

    std::filesystem::path keytab_;
    gss_cred_id_t keys_ = GSS_C_NO_CREDENTIAL;
    gss_ctx_id_t context_ = GSS_C_NO_CONTEXT;
    bool used_ = false;
};

}  // namespace

std::uint32_t status_of(std::uint32_t minor) {
    switch (static_cast<krb5_error_code>(minor)) {
        case KRB5KRB_AP_ERR_SKEW:
        case KRB5KRB_AP_ERR_TKT_NYV: return auth::ntstatus::time_skew;
        case KRB5KRB_AP_ERR_NOT_US:
        case KRB5KRB_AP_ERR_BAD_INTEGRITY:
        case KRB5KRB_AP_ERR_MODIFIED:
        case KRB5KRB_AP_ERR_BADKEYVER:
        case KRB5KRB_AP_ERR_NOKEY:
        case KRB5_KT_NOTFOUND:
        case KRB5_KT_KVNONOTFOUND:
        case KRB5KRB_AP_WRONG_PRINC: return auth::ntstatus::wrong_principal;
        default: return auth::ntstatus::logon_failure;
    }
}

void leave_settings_of_machine_alone() {
    // The library takes them by no call; a file that says nothing leaves it with what it was built with.
    for (const auto* file : {"KRB5_CONFIG", "GSS_MECH_CONFIG"}) ::setenv(file, "/dev/null", 1);
}

std::unique_ptr<auth::KerberosAcceptor> acceptor(std::filesystem::path keytab) {
    return std::make_unique<Acceptor>(std::move(keytab));
}

}  // namespace badrdp::kerberos
