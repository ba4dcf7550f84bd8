#include "capture/open/record_opener.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace badrdp::capture {
namespace {

using wire::Bytes;
using wire::BytesView;
using wire::TlsRecord;
using wire::TlsRecordHeader;

constexpr std::size_t kTag = 16;
constexpr std::size_t kExplicitNonce = 8;  // of TLS 1.2's GCM
constexpr std::size_t kBlock = 16;

std::array<std::uint8_t, 8> big(std::uint64_t value) {
    std::array<std::uint8_t, 8> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
    return out;
}

// What TLS 1.2 protects beside the content: sequence number, type, version, length.
Bytes beside(std::uint64_t sequence, const TlsRecordHeader& header, std::size_t length) {
    const auto number = big(sequence);
    Bytes out(number.begin(), number.end());
    out.insert(out.end(), {header.type, static_cast<std::uint8_t>(header.version >> 8),
                           static_cast<std::uint8_t>(header.version), static_cast<std::uint8_t>(length >> 8),
                           static_cast<std::uint8_t>(length)});
    return out;
}

// What behind the content of a block cipher is padding, its length byte included [RFC 5246 6.2.3.2].
std::optional<BytesView> without_padding(BytesView content) {
    if (content.empty()) return std::nullopt;
    const std::size_t padding = content.back() + std::size_t{1};
    if (padding > content.size()) return std::nullopt;
    const auto is_padding = [&](std::uint8_t byte) { return byte == content.back(); };
    if (!std::ranges::all_of(content.last(padding), is_padding)) return std::nullopt;
    return content.first(content.size() - padding);
}

// TLSInnerPlaintext: the content, its type, and zeros [RFC 8446 5.2].
std::optional<TlsRecord> inner_of(Bytes content) {
    while (!content.empty() && content.back() == 0) content.pop_back();
    if (content.empty()) return std::nullopt;
    const auto type = content.back();
    content.pop_back();
    return TlsRecord{.header = {.type = type, .length = static_cast<std::uint16_t>(content.size())},
                     .fragment = std::move(content)};
}

}  // namespace

RecordOpener::RecordOpener(const CipherSuite& suite, RecordKeys keys, bool tls13, bool encrypt_then_mac)
    : suite_(&suite), keys_(std::move(keys)), tls13_(tls13), encrypt_then_mac_(encrypt_then_mac) {
    const auth::Cipher cipher(EVP_CIPHER_fetch(nullptr, suite.cipher, nullptr));
    context_.reset(EVP_CIPHER_CTX_new());
    const bool ready =
        cipher && context_ &&
        EVP_DecryptInit_ex2(context_.get(), cipher.get(), keys_.key.data(), nullptr, nullptr) == 1;
    if (!ready) context_.reset();
}

std::optional<TlsRecord> RecordOpener::open(const TlsRecord& sealed) {
    if (!context_) return std::nullopt;
    auto content = suite_->protection == Protection::cbc ? open_cbc(sealed) : open_aead(sealed);
    ++sequence_;
    if (!content) {
        context_.reset();
        return std::nullopt;
    }
    if (tls13_) return inner_of(std::move(*content));
    TlsRecord out{.header = sealed.header, .fragment = std::move(*content)};
    out.header.length = static_cast<std::uint16_t>(out.fragment.size());
    return out;
}

Bytes RecordOpener::nonce_of(BytesView fragment) const {
    auto nonce = keys_.iv;
    if (nonce.size() < 12) {
        const auto part = fragment.first(std::min(kExplicitNonce, fragment.size()));
        nonce.insert(nonce.end(), part.begin(), part.end());
        return nonce;
    }
    const auto number = big(sequence_);
    for (std::size_t i = 0; i < number.size(); ++i) nonce[4 + i] = nonce[4 + i] ^ number[i];
    return nonce;
}

std::optional<Bytes> RecordOpener::open_aead(const TlsRecord& sealed) {
    const BytesView fragment(sealed.fragment);
    const std::size_t front = !tls13_ && suite_->protection == Protection::gcm ? kExplicitNonce : 0;
    if (fragment.size() < front + kTag) return std::nullopt;
    const auto content = fragment.subspan(front, fragment.size() - front - kTag);
    const auto aad = tls13_ ? Bytes{sealed.header.type, static_cast<std::uint8_t>(sealed.header.version >> 8),
                                    static_cast<std::uint8_t>(sealed.header.version),
                                    static_cast<std::uint8_t>(fragment.size() >> 8),
                                    static_cast<std::uint8_t>(fragment.size())}
                            : beside(sequence_, sealed.header, content.size());
    return decrypt(nonce_of(fragment), aad, content, fragment.last(kTag));
}

std::optional<Bytes> RecordOpener::open_cbc(const TlsRecord& sealed) {
    const BytesView fragment(sealed.fragment);
    const auto mac_size = suite_->mac_size;
    auto closed = fragment;
    if (encrypt_then_mac_) {
        if (closed.size() < mac_size) return std::nullopt;
        closed = closed.first(closed.size() - mac_size);
        if (!is_mac(fragment.last(mac_size), sealed.header, closed)) return std::nullopt;
    }
    if (closed.size() < 2 * kBlock || closed.size() % kBlock != 0) return std::nullopt;
    const auto decrypted = decrypt(closed.first(kBlock), {}, closed.subspan(kBlock), {});
    if (!decrypted) return std::nullopt;
    const auto unpadded = without_padding(*decrypted);
    if (!unpadded) return std::nullopt;
    auto content = *unpadded;
    if (!encrypt_then_mac_) {
        if (content.size() < mac_size) return std::nullopt;
        content = content.first(content.size() - mac_size);
        if (!is_mac(unpadded->last(mac_size), sealed.header, content)) return std::nullopt;
    }
    return Bytes(content.begin(), content.end());
}

bool RecordOpener::is_mac(BytesView mac, const TlsRecordHeader& header, BytesView content) const {
    auto covered = beside(sequence_, header, content.size());
    covered.insert(covered.end(), content.begin(), content.end());
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> own{};
    std::size_t size = 0;
    return EVP_Q_mac(nullptr, "HMAC", nullptr, suite_->mac, nullptr, keys_.mac.data(), keys_.mac.size(),
                     covered.data(), covered.size(), own.data(), own.size(), &size) != nullptr &&
           size == mac.size() && CRYPTO_memcmp(own.data(), mac.data(), size) == 0;
}

// An AEAD's tag, or none and no padding of OpenSSL's with CBC.
std::optional<Bytes> RecordOpener::decrypt(BytesView iv, BytesView aad, BytesView sealed, BytesView tag) {
    auto* context = context_.get();
    Bytes out(sealed.size() + kBlock);
    int count = 0;
    int last = 0;
    const auto size = [](BytesView bytes) { return static_cast<int>(bytes.size()); };
    if (EVP_DecryptInit_ex2(context, nullptr, nullptr, iv.data(), nullptr) != 1) return std::nullopt;
    if (tag.empty()) EVP_CIPHER_CTX_set_padding(context, 0);
    if (!aad.empty() && EVP_DecryptUpdate(context, nullptr, &count, aad.data(), size(aad)) != 1)
        return std::nullopt;
    count = 0;
    if (!sealed.empty() && EVP_DecryptUpdate(context, out.data(), &count, sealed.data(), size(sealed)) != 1)
        return std::nullopt;
    if (!tag.empty() && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, size(tag),
                                            const_cast<std::uint8_t*>(tag.data())) != 1)
        return std::nullopt;
    if (EVP_DecryptFinal_ex(context, out.data() + count, &last) != 1) return std::nullopt;
    out.resize(static_cast<std::size_t>(count + last));
    return out;
}

}  // namespace badrdp::capture
