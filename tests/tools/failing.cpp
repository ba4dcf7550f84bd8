// Preloaded into a program of ours: its n-th allocation, or its n-th deed on a file (a write, fsync or
// rename), fails once. BADRDP_FAIL says which: "malloc 1234" or "file 3"; "malloc 0" fails none. At the end
// the count is written to BADRDP_FAIL_COUNT. What comes before main is not counted.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);
}

namespace {

std::atomic<long> count{0};
std::atomic<bool> counting{false};
long wanted = 0;
bool of_memory = false;
int (*program)(int, char**, char**) = nullptr;
pid_t counted_process = 0;

// In a process that was forked nothing fails: it is a client's, or about to be.
bool fails(bool memory) {
    if (!counting.load(std::memory_order_relaxed) || memory != of_memory) return false;
    if (::getpid() != counted_process) return false;
    return ++count == wanted;
}

bool is_file(int fd) {
    struct stat seen {};
    return ::fstat(fd, &seen) == 0 && S_ISREG(seen.st_mode);
}

template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

void tell_count() {
    counting = false;
    const char* file = std::getenv("BADRDP_FAIL_COUNT");
    if (file == nullptr) return;
    const int fd = ::open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    char text[32];
    const int size = std::snprintf(text, sizeof text, "%ld", count.load());
    static auto* const plain_write = real<ssize_t(int, const void*, size_t)>("write");
    if (fd >= 0 && plain_write(fd, text, static_cast<size_t>(size)) > 0) ::close(fd);
}

int counted_main(int argc, char** argv, char** environment) {
    if (const char* text = std::getenv("BADRDP_FAIL")) {
        of_memory = std::strncmp(text, "malloc ", 7) == 0;
        wanted = std::strtol(std::strchr(text, ' '), nullptr, 10);
        counted_process = ::getpid();
        std::atexit(tell_count);
        counting = true;
    }
    return program(argc, argv, environment);
}

}  // namespace

extern "C" {

void* malloc(size_t size) {
    if (fails(true)) return errno = ENOMEM, nullptr;
    return __libc_malloc(size);
}

void* calloc(size_t many, size_t size) {
    if (fails(true)) return errno = ENOMEM, nullptr;
    return __libc_calloc(many, size);
}

void* realloc(void* old, size_t size) {
    if (fails(true)) return errno = ENOMEM, nullptr;
    return __libc_realloc(old, size);
}

void* aligned_alloc(size_t alignment, size_t size) {
    if (fails(true)) return errno = ENOMEM, nullptr;
    return __libc_memalign(alignment, size);
}

ssize_t write(int fd, const void* bytes, size_t size) {
    static auto* const next = real<ssize_t(int, const void*, size_t)>("write");
    if (counting && !of_memory && is_file(fd) && fails(false)) return errno = ENOSPC, -1;
    return next(fd, bytes, size);
}

ssize_t writev(int fd, const iovec* parts, int many) {
    static auto* const next = real<ssize_t(int, const iovec*, int)>("writev");
    if (counting && !of_memory && is_file(fd) && fails(false)) return errno = ENOSPC, -1;
    return next(fd, parts, many);
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
    static auto* const next = real<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    if (counting && !of_memory && fails(false)) return errno = ENOSPC, -1;
    return next(fd, bytes, size, at);
}

int fsync(int fd) {
    static auto* const next = real<int(int)>("fsync");
    if (fails(false)) return errno = EIO, -1;
    return next(fd);
}

int rename(const char* from, const char* to) {
    static auto* const next = real<int(const char*, const char*)>("rename");
    if (fails(false)) return errno = ENOSPC, -1;
    return next(from, to);
}

int __libc_start_main(int (*main)(int, char**, char**), int argc, char** argv, void (*init)(), void (*fini)(),
                      void (*over)(), void* end) {
    program = main;
    return real<int(int (*)(int, char**, char**), int, char**, void (*)(), void (*)(), void (*)(), void*)>(
        "__libc_start_main")(counted_main, argc, argv, init, fini, over, end);
}
}
