// Reads /proc without allocating, so that it may be used between a clone and an exec. Not every kernel lists
// a process's children (CONFIG_PROC_CHILDREN), so everybody is asked for his parent.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <utility>

namespace badrdp::harness {

struct ProcessRow {
    pid_t pid = 0;
    pid_t parent = 0;
    long resident_pages = 0;
    bool dead = false;  // a zombie
};

// "1234 (any (name)) S 1 ...", the text of /proc/<pid>/stat. pid is 0 when it is not that.
ProcessRow parse_stat(const char* text, std::size_t size);

namespace detail {
using Visit = void (*)(void* context, const ProcessRow& row);
bool visit_processes(Visit visit, void* context);
}  // namespace detail

// Calls `visit` with a row for every process that /proc shows; false if there is no /proc.
template <class F>
bool for_each_process(F visit) {
    return detail::visit_processes(
        [](void* context, const ProcessRow& row) { (*static_cast<F*>(context))(row); }, &visit);
}

// What the descendants of `root` hold in memory, without `root` itself; what several of them share counts for
// each. One look at /proc serves every sandbox that asks within the same tenth of a second.
std::size_t resident_bytes_below(pid_t root);

// The same with what they share counted once (proc(5), Pss of smaps_rollup); costs a look at every page. Of a
// process that may not be looked at, all that it holds counts.
std::size_t proportional_bytes_below(pid_t root);

}  // namespace badrdp::harness
