#include "sim/link/seeded_keys.h"

#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

#include "sim/link/openssl.h"
#include "sim/link/seeded_openssl.h"
#include "sim/path/rng.h"

namespace badrdp::link {
namespace {

using wire::Bytes;

Bytes to_der(const SecretKey& key) {
    unsigned char* encoded = nullptr;
    const int size = i2d_PrivateKey(key.get(), &encoded);
    need(size > 0, "simulation: a key cannot be encoded");
    Bytes der(encoded, encoded + size);
    OPENSSL_clear_free(encoded, static_cast<std::size_t>(size));
    return der;
}

// Decoding costs a third of a handshake, a copy of what was never used does not.
SecretKey from_der(const Bytes& der) {
    constexpr std::size_t most = 32;
    thread_local std::map<Bytes, SecretKey> unused;  // goes before the library context that they are made in
    auto& key = unused[der];
    if (!key) {
        const unsigned char* at = der.data();
        key = SecretKey(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())));
    }
    SecretKey copy(key ? EVP_PKEY_dup(key.get()) : nullptr);
    if (!key || unused.size() > most) unused.clear();
    need(static_cast<bool>(copy), "simulation: a key cannot be decoded");
    return copy;
}

// What is made once, by whichever thread needs it first; the others wait for it, and for nothing else.
template <class Key, class Value>
class Once {
public:
    template <class Make>
    const Value& get(const Key& key, Make make) {
        Slot& slot = slot_of(key);
        const std::lock_guard lock(slot.mutex);
        if (!slot.value) slot.value.emplace(make());
        return *slot.value;
    }

private:
    struct Slot {
        std::mutex mutex;
        std::optional<Value> value;
    };
    Slot& slot_of(const Key& key) {
        const std::lock_guard lock(mutex_);
        return slots_[key];  // a map's elements stay where they are
    }
    std::mutex mutex_;
    std::map<Key, Slot> slots_;
};

// The kind of chance that a key is made from depends on nothing but the wish.
std::uint64_t seed_of(const KeyWanted& wanted, std::uint64_t seed) {
    const auto kind = static_cast<std::uint64_t>(wanted.kind) << 1 | static_cast<std::uint64_t>(wanted.owner);
    return path::Rng(seed, kind << 48 | static_cast<std::uint64_t>(wanted.generation) << 32 | wanted.bits)
        .number();
}

using Circumstances =
    std::tuple<host::KeyKind, unsigned, std::string, std::string, bool, std::string, std::int64_t,
               std::int64_t, std::vector<std::string>, host::Issuer, host::Spoiled, std::size_t, std::string,
               std::int64_t, unsigned, std::uint64_t>;

// Everything of a recipe, and everything else that mint() hears of.
Circumstances circumstances(const host::CertificateRecipe& r, std::string_view name,
                            std::chrono::system_clock::time_point now, unsigned generation,
                            std::uint64_t seed) {
    return {r.key,
            r.bits,
            r.digest,
            r.common_name,
            r.subject_alt_name,
            r.alternative_name,
            r.not_before.count(),
            r.not_after.count(),
            r.extended_key_usage,
            r.issuer,
            r.spoiled,
            r.pad_to,
            std::string(name),
            now.time_since_epoch().count(),
            generation,
            seed};
}

struct Made {
    Minted minted;  // without its key, which belongs to the thread that made it
    Bytes key;
};

}  // namespace

SecretKey seeded_key(KeyWanted wanted, std::uint64_t seed) {
    static Once<std::pair<KeyWanted, std::uint64_t>, Bytes> keys;
    if (wanted.kind != host::KeyKind::rsa) wanted.bits = 0;
    return from_der(keys.get({wanted, seed}, [&] {
        const SeededOpenssl chance(seed_of(wanted, seed));
        return to_der(fresh_key(wanted));
    }));
}

Minted seeded_mint(const host::CertificateRecipe& recipe, std::string_view name,
                   std::chrono::system_clock::time_point now, unsigned generation, std::uint64_t seed) {
    static Once<Circumstances, Made> certificates;
    const auto& made = certificates.get(circumstances(recipe, name, now, generation, seed), [&] {
        const SeededOpenssl chance(seed ^ recipe.pad_to);
        Made fresh{mint(recipe, name, now, generation,
                        [seed](const KeyWanted& wanted) { return seeded_key(wanted, seed); }),
                   {}};
        fresh.key = to_der(fresh.minted.key);
        fresh.minted.key = {};
        return fresh;
    });
    auto minted = made.minted;
    minted.key = from_der(made.key);
    return minted;
}

}  // namespace badrdp::link
