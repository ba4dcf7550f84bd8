#include <fmt/core.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "harness/cli/cli.h"
#include "harness/cli/inside.h"
#include "harness/cli/origins.h"
#include "harness/data/file/nearest.h"
#include "harness/os/roots/make.h"
#include "harness/os/roots/trouble.h"
#include "harness/os/usage_error.h"

namespace badrdp::harness {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kInterruptedStatus = 130;
constexpr double kMega = 1e6;

std::string megabytes(std::uintmax_t bytes) {
    return fmt::format("{:.0f} MB", static_cast<double>(bytes) / kMega);
}

std::string where_from(const RootRecipe& recipe) {
    return fmt::format("{} of {}{}", recipe.package, recipe.suite,
                       recipe.over.empty() ? "" : ", over " + recipe.over);
}

std::vector<Origin> wanted_origins(const Globals& globals, const std::vector<std::string>& wanted) {
    const auto known = addable(globals);
    std::vector<Origin> out;
    for (const auto& one : wanted) {
        const auto found = std::ranges::find(known, one, &Origin::name);
        if (found == known.end()) {
            std::vector<std::string> names;
            for (const auto& origin : known) names.push_back(origin.name);
            const auto near = nearest(one, names);
            throw UsageError(fmt::format("no '{}' can be added{}; `badrdp clients list` shows which can", one,
                                         near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near)));
        }
        if (std::ranges::find(out, one, &Origin::name) == out.end()) out.push_back(*found);
    }
    return out;
}

// What is being done, on one line of a terminal, or a line for each stage elsewhere.
class StageLine {
public:
    explicit StageLine(std::string name) : name_(std::move(name)) {}
    ~StageLine() {
        if (terminal_) fmt::print(stderr, "\r\033[K");
    }
    StageLine(const StageLine&) = delete;
    StageLine& operator=(const StageLine&) = delete;

    void operator()(std::string_view stage) {
        const auto seconds = std::chrono::duration<double>(Clock::now() - began_).count();
        if (terminal_)
            fmt::print(stderr, "\r\033[K{}: {}", name_, stage);
        else
            fmt::print(stderr, "{}: {:.0f} s  {}\n", name_, seconds, stage);
        std::fflush(stderr);
    }
    std::chrono::seconds took() const {
        return std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began_);
    }

private:
    std::string name_;
    bool terminal_ = ::isatty(STDERR_FILENO) == 1;
    Clock::time_point began_ = Clock::now();
};

struct Planned {
    Origin origin;
    RootOrder order;
    RootEstimate estimate;
};

// While a root is made there are its archive of files, what mmdebstrap works in, and what is unpacked.
constexpr std::uintmax_t kCopies = 3;

void demand_room(const std::vector<Planned>& plans, const fs::path& folder) {
    std::uintmax_t most = 0, all = 0;
    for (const auto& plan : plans) {
        const auto one = plan.estimate.fetched + plan.estimate.installed;
        most = std::max(most, one);
        all += plan.estimate.installed;
    }
    const auto room = fs::space(folder).available;
    if (const auto needed = all + kCopies * most; room < needed)
        throw std::runtime_error(fmt::format("{} has {} left, and this takes {} while it is made",
                                             folder.string(), megabytes(room), megabytes(needed)));
}

Planned planned(const Origin& origin, const Archive& archive, bool stale, const RootWorkshop& workshop) {
    Planned plan{
        origin, {.recipe = origin.recipe, .archive = archive, .stale = stale, .with = origin.with}, {}};
    StageLine line(origin.name);
    line("reading what the archive has");
    plan.estimate = estimate_root(plan.order, workshop.path());
    return plan;
}

void say_sizes(const std::vector<Planned>& plans) {
    std::uintmax_t fetched = 0, installed = 0;
    for (const auto& [origin, order, estimate] : plans) {
        const auto version = estimate.packages.find(order.recipe.package);
        fmt::print("{:<28} {:<22} {} to fetch, {} on the disk\n", origin.name,
                   version == estimate.packages.end() ? "?" : version->second, megabytes(estimate.fetched),
                   megabytes(estimate.installed));
        fetched += estimate.fetched;
        installed += estimate.installed;
    }
    if (plans.size() > 1)
        fmt::print("{:<28} {:<22} {} to fetch, {} on the disk\n", "all", "", megabytes(fetched),
                   megabytes(installed));
    std::fflush(stdout);
}

void make_planned(const std::vector<Planned>& plans, const RootStore& store, const RootWorkshop& workshop) {
    for (const auto& plan : plans) {
        StageLine line(plan.origin.name);
        const auto made = make_root(plan.order, workshop.path(), std::ref(line));
        store.put(plan.order.recipe, made);
        const auto root = store.path_of(plan.order.recipe);
        const auto text = fmt::format("{}: {} in {} s, {}\n", plan.origin.name, megabytes(size_on_disk(root)),
                                      line.took().count(), root.string());
        line("done");
        fmt::print("{}", text);
        std::fflush(stdout);
    }
}

struct ClientsOptions {
    std::vector<std::string> wanted;
    bool stale = false;
};

int list_origins(const Globals& globals) {
    const RootStore store(RootStore::usual_folder());
    std::uintmax_t all = 0;
    fmt::print("{:<28} {:<24} {:>8}  {}\n", "client or server", "here", "size", "from");
    for (const auto& origin : addable(globals)) {
        std::string version = "-", size = "-";
        if (store.has(origin.recipe)) {
            const auto root = store.path_of(origin.recipe);
            const auto packages = installed_in(root);
            const auto found = packages.find(origin.recipe.package);
            version = found == packages.end() ? "?" : found->second;
            const auto bytes = size_on_disk(root);
            all += bytes;
            size = megabytes(bytes);
        }
        fmt::print("{:<28} {:<24} {:>8}  {}\n", origin.name, version, size, where_from(origin.recipe));
    }
    fmt::print("\n{} in {}\n", megabytes(all), store.folder().string());
    return kOk;
}

int add_origins(const Globals& globals, const ClientsOptions& options) {
    const RootStore store(RootStore::usual_folder());
    auto origins = wanted_origins(globals, options.wanted);
    std::erase_if(origins, [&](const Origin& origin) {
        const bool here = store.has(origin.recipe);
        if (here) fmt::print("{} is here already\n", origin.name);
        return here;
    });
    if (origins.empty()) return kOk;
    const auto archive = machine_archive();
    const RootWorkshop workshop(store);
    std::vector<Planned> plans;
    for (const auto& origin : origins) plans.push_back(planned(origin, archive, options.stale, workshop));
    say_sizes(plans);
    demand_room(plans, store.folder());
    make_planned(plans, store, workshop);
    return kOk;
}

int update_origins(const Globals& globals, const ClientsOptions& options) {
    const RootStore store(RootStore::usual_folder());
    auto origins = options.wanted.empty() ? addable(globals) : wanted_origins(globals, options.wanted);
    for (const auto& origin : origins)
        if (!options.wanted.empty() && !store.has(origin.recipe))
            throw UsageError(
                fmt::format("{0} is not here; `badrdp clients add {0}` fetches it", origin.name));
    std::erase_if(origins, [&](const Origin& origin) { return !store.has(origin.recipe); });
    if (origins.empty()) return kOk;
    const auto archive = machine_archive();
    const RootWorkshop workshop(store);
    std::vector<Planned> plans;
    for (const auto& origin : origins) {
        auto plan = planned(origin, archive, options.stale, workshop);
        if (plan.estimate.packages == installed_in(store.path_of(origin.recipe)))
            fmt::print("{} is what the archive has\n", origin.name);
        else
            plans.push_back(std::move(plan));
    }
    for (const auto& plan : plans) store.demand_unused(plan.order.recipe);
    say_sizes(plans);
    demand_room(plans, store.folder());
    make_planned(plans, store, workshop);
    return kOk;
}

int remove_origins(const Globals& globals, const ClientsOptions& options) {
    const RootStore store(RootStore::usual_folder());
    const auto origins = wanted_origins(globals, options.wanted);
    for (const auto& origin : origins)
        if (!store.has(origin.recipe)) throw UsageError(origin.name + " is not here");
    for (const auto& origin : origins) {
        store.remove(origin.recipe);
        fmt::print("{} is gone\n", origin.name);
    }
    return kOk;
}

template <class Do>
int unless_interrupted(Do work) {
    try {
        return work();
    } catch (const Interrupted& interrupted) {
        fmt::print(stderr, "badrdp: {}\n", interrupted.what());
        return kInterruptedStatus;
    }
}

}  // namespace

void add_clients(CLI::App& app, const Globals& globals, int& status) {
    auto* command =
        app.add_subcommand("clients", "Fetch, list and remove clients and servers of other releases");
    command->require_subcommand(1);
    command->footer(
        "A client of another release is the root file system of a minimal Debian of that suite, from the "
        "archive\n"
        "that this machine's own packages come from, made by mmdebstrap. It is kept once, below\n"
        "$XDG_CACHE_HOME/badrdp/roots (~/.cache if that is not set), and only read. Nothing is fetched "
        "unless "
        "`add`\n"
        "or `update` is asked to. `badrdp run -c NAME` plays it.\n"
        "A server (xrdp@trixie) is there for badrdp's own client; `exec` starts it.\n"
        "Examples:\n"
        "  badrdp clients list\n"
        "  badrdp clients add xfreerdp3@trixie xfreerdp3@trixie-backports\n"
        "  badrdp clients update\n"
        "  badrdp clients remove xfreerdp3@trixie");
    auto options = std::make_shared<ClientsOptions>();
    using Work = int (*)(const Globals&, const ClientsOptions&);
    const auto verb = [&](const char* name, const char* what, Work work) {
        auto* one = command->add_subcommand(name, what);
        one->callback(
            [=, &globals, &status] { status = unless_interrupted([&] { return work(globals, *options); }); });
        return one;
    };
    verb("list", "What can be added, and what is here",
         [](const Globals& all, const ClientsOptions&) { return list_origins(all); });
    auto* adding = verb("add", "Fetch clients of other releases", add_origins);
    auto* updating =
        verb("update", "Make anew what has changed in the archive; all that are here", update_origins);
    auto* removing = verb("remove", "Remove them", remove_origins);
    for (auto* one : {adding, updating, removing}) {
        auto* names = one->add_option("client", options->wanted, "Names such as xfreerdp3@trixie");
        if (one != updating) names->required();
        if (one != removing)
            one->add_flag("--stale", options->stale,
                          "Take a suite whose Release file is past its date, as that of a mirror that lags");
    }
    add_exec(*command, globals, status);
}

}  // namespace badrdp::harness
