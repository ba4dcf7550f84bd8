#include "harness/cli/falsified.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <iterator>
#include <mutex>
#include <thread>

#include "harness/data/client/adapter.h"
#include "harness/os/text.h"
#include "harness/play/falsify.h"

namespace badrdp::harness {
namespace {

std::vector<Complaint> complaints_of(const std::vector<Scenario>& variants, const Adapter& builtin) {
    std::vector<Complaint> out;
    for (const auto& one : unbroken_clauses(variants, builtin))
        out.push_back(
            {variants.front().file, one.line, 1,
             fmt::format("'{}' cannot fail with options {}: {} were simulated, each a bad one in its own "
                         "way, and none breaks it",
                         one.clause, one.options, counted(one.clients, "client"))});
    return out;
}

// Files that several threads take one after the other; what is said of them comes in their order.
class FilesToFalsify {
public:
    FilesToFalsify(const std::vector<std::vector<Scenario>>& files, const Adapter& builtin)
        : files_(files), builtin_(builtin), said_(files.size()) {}

    void work() {
        for (auto at = next_++; at < files_.size(); at = next_++) {
            try {
                if (!files_[at].empty()) said_[at] = complaints_of(files_[at], builtin_);
            } catch (...) {
                const std::scoped_lock lock(mutex_);
                failure_ = std::current_exception();
                next_ = files_.size();
            }
            tell();
        }
    }

    std::vector<Complaint> result() {
        if (terminal_) fmt::print(stderr, "\r\033[K");
        if (failure_) std::rethrow_exception(failure_);
        std::vector<Complaint> out;
        for (auto& said : said_) std::ranges::move(said, std::back_inserter(out));
        return out;
    }

private:
    void tell() {
        const std::scoped_lock lock(mutex_);
        ++done_;
        if (terminal_) fmt::print(stderr, "\r\033[Ksimulating demands: {} of {} files", done_, files_.size());
    }

    const std::vector<std::vector<Scenario>>& files_;
    const Adapter& builtin_;
    std::vector<std::vector<Complaint>> said_;
    std::atomic<std::size_t> next_ = 0;
    std::mutex mutex_;
    std::size_t done_ = 0;
    std::exception_ptr failure_;
    bool terminal_ = files_.size() > 1 && ::isatty(STDERR_FILENO) == 1;
};

}  // namespace

std::vector<Complaint> check_clauses(const std::filesystem::path& root,
                                     const std::vector<std::vector<Scenario>>& files) {
    const auto adapters = load_adapters(root).adapters;
    const auto builtin = std::ranges::find(adapters, "builtin", &Adapter::name);
    if (builtin == adapters.end()) return {};
    FilesToFalsify all(files, *builtin);
    {
        std::vector<std::jthread> others;
        const auto most =
            std::min<std::size_t>(std::max(1u, std::thread::hardware_concurrency()), files.size());
        while (others.size() + 1 < most) others.emplace_back([&all] { all.work(); });
        all.work();
    }
    return all.result();
}

std::vector<std::vector<Scenario>> by_file(std::vector<Scenario> scenarios) {
    std::vector<std::vector<Scenario>> out;
    for (auto& scenario : scenarios) {
        if (out.empty() || out.back().front().file != scenario.file) out.emplace_back();
        out.back().push_back(std::move(scenario));
    }
    return out;
}

}  // namespace badrdp::harness
