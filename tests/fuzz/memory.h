// How much memory is held just now, where a sanitizer counts it.
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define BADRDP_COUNTS_MEMORY
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BADRDP_COUNTS_MEMORY
#endif
#endif

#ifdef BADRDP_COUNTS_MEMORY
// Of sanitizer/allocator_interface.h, which g++ does not bring.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes();
#endif

namespace badrdp::fuzz {

#ifdef BADRDP_COUNTS_MEMORY
inline constexpr bool kCountsMemory = true;
inline std::size_t held_memory() { return __sanitizer_get_current_allocated_bytes(); }
#else
inline constexpr bool kCountsMemory = false;
inline std::size_t held_memory() { return 0; }
#endif

}  // namespace badrdp::fuzz
