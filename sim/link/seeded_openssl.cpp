#include "sim/link/seeded_openssl.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/types.h>

#include <cassert>
#include <utility>

#include "sim/link/openssl.h"
#include "sim/path/rng.h"

namespace badrdp::link {
namespace {

constexpr const char* kGenerator = "BADRDP-SEEDED";

// Of the innermost guard of this thread; without one, nobody gets a byte.
thread_local path::Rng* innermost = nullptr;

int generate(void*, unsigned char* out, std::size_t size, unsigned, int, const unsigned char*, std::size_t) {
    if (innermost == nullptr) return 0;
    for (std::size_t i = 0; i < size; i += 8) {
        const auto number = innermost->number();
        for (std::size_t j = 0; j < 8 && i + j < size; ++j)
            out[i + j] = static_cast<unsigned char>(number >> (8 * j));
    }
    return 1;
}

// A generator without a state of its own [provider-rand(7)].
void* new_context(void* provider, void*, const OSSL_DISPATCH*) { return provider; }
void free_context(void*) {}
int instantiate(void*, unsigned, int, const unsigned char*, std::size_t, const OSSL_PARAM*) { return 1; }
int uninstantiate(void*) { return 1; }
int enable_locking(void*) { return 1; }
int get_parameters(void*, OSSL_PARAM parameters[]) {
    auto* state = OSSL_PARAM_locate(parameters, OSSL_RAND_PARAM_STATE);
    auto* strength = OSSL_PARAM_locate(parameters, OSSL_RAND_PARAM_STRENGTH);
    auto* most = OSSL_PARAM_locate(parameters, OSSL_RAND_PARAM_MAX_REQUEST);
    return (state == nullptr || OSSL_PARAM_set_int(state, EVP_RAND_STATE_READY) == 1) &&
           (strength == nullptr || OSSL_PARAM_set_uint(strength, 256) == 1) &&
           (most == nullptr || OSSL_PARAM_set_size_t(most, 1u << 16) == 1);
}

using Function = void (*)();
template <class F>
constexpr OSSL_DISPATCH entry(int id, F* function) {
    return {id, reinterpret_cast<Function>(function)};
}

const OSSL_DISPATCH* generator_functions() {
    static const OSSL_DISPATCH functions[]{entry(OSSL_FUNC_RAND_NEWCTX, new_context),
                                           entry(OSSL_FUNC_RAND_FREECTX, free_context),
                                           entry(OSSL_FUNC_RAND_INSTANTIATE, instantiate),
                                           entry(OSSL_FUNC_RAND_UNINSTANTIATE, uninstantiate),
                                           entry(OSSL_FUNC_RAND_GENERATE, generate),
                                           entry(OSSL_FUNC_RAND_ENABLE_LOCKING, enable_locking),
                                           entry(OSSL_FUNC_RAND_GET_CTX_PARAMS, get_parameters),
                                           {0, nullptr}};
    return functions;
}

const OSSL_ALGORITHM* query(void*, int operation, int* no_cache) {
    static const OSSL_ALGORITHM generators[]{
        {kGenerator, "provider=badrdp", generator_functions(), "chance from a seed"},
        {nullptr, nullptr, nullptr, nullptr}};
    *no_cache = 0;
    return operation == OSSL_OP_RAND ? generators : nullptr;
}

int start_provider(const OSSL_CORE_HANDLE* core, const OSSL_DISPATCH*, const OSSL_DISPATCH** out,
                   void** provider) {
    static const OSSL_DISPATCH functions[]{entry(OSSL_FUNC_PROVIDER_QUERY_OPERATION, query), {0, nullptr}};
    *out = functions;
    *provider = const_cast<OSSL_CORE_HANDLE*>(core);  // only must not be null
    return 1;
}

// One a thread, made when it is first needed: it costs more than a handshake.
class Library {
public:
    Library() : context_(OSSL_LIB_CTX_new()) {
        need(context_ != nullptr && OSSL_PROVIDER_add_builtin(context_, "badrdp", start_provider) == 1,
             "simulation: no library context");
        ours_ = OSSL_PROVIDER_load(context_, "badrdp");
        usual_ = OSSL_PROVIDER_load(context_, "default");
        legacy_ = OSSL_PROVIDER_load(context_, "legacy");  // RC4 and MD4; whoever needs them will say so
        ERR_clear_error();
        need(ours_ != nullptr && usual_ != nullptr &&
                 RAND_set_DRBG_type(context_, kGenerator, nullptr, nullptr, nullptr) == 1,
             "simulation: no chance from a seed");
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
    ~Library() {
        for (auto* provider : {legacy_, usual_, ours_})
            if (provider != nullptr) OSSL_PROVIDER_unload(provider);
        OSSL_LIB_CTX_free(context_);
    }
    OSSL_LIB_CTX* get() const { return context_; }

private:
    OSSL_LIB_CTX* context_;
    OSSL_PROVIDER* ours_ = nullptr;
    OSSL_PROVIDER* usual_ = nullptr;
    OSSL_PROVIDER* legacy_ = nullptr;
};

}  // namespace

struct SeededOpenssl::State {
    path::Rng chance;
    path::Rng* outer = innermost;
    OSSL_LIB_CTX* before = nullptr;
};

SeededOpenssl::SeededOpenssl(std::uint64_t seed)
    : state_(std::make_unique<State>(State{path::Rng(seed, 0x7155)})) {
    thread_local Library library;
    state_->before = OSSL_LIB_CTX_set0_default(library.get());
    innermost = &state_->chance;
}

bool SeededOpenssl::active() { return innermost != nullptr; }

SeededOpenssl::~SeededOpenssl() {
    assert(innermost == &state_->chance);  // on the thread that made it, and the inner ones are gone
    innermost = state_->outer;
    OSSL_LIB_CTX_set0_default(state_->before);
}

}  // namespace badrdp::link
