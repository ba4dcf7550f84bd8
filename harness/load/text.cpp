#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "harness/load/print.h"
#include "harness/os/text.h"

namespace badrdp::harness::load {
namespace {

// From here on the figures say something of this machine, and not of the host.
constexpr double kBusy = 0.9;

std::string row(std::string_view what, const Histogram& took) {
    return fmt::format("  {:<22}{:>10.1f}{:>10.1f}{:>10.1f}{:>10.1f}{:>10}\n", what, took.percentile(50),
                       took.percentile(90), took.percentile(99), took.most(), took.count());
}

std::string failure_lines(const Tally::Failures& failures, std::string_view of) {
    if (failures.empty()) return {};
    auto out = fmt::format("\nfailures{}\n", of);
    std::vector<Tally::Failures::const_iterator> all;
    for (auto at = failures.begin(); at != failures.end(); ++at) all.push_back(at);
    std::ranges::stable_sort(all, std::ranges::greater{}, [](const auto& at) { return at->second.clients; });
    for (const auto& at : all) {
        const auto& [kind, step] = at->first;
        out += fmt::format("  {:>8}  {} after {}{}\n", at->second.clients, kind, wire::name(step),
                           at->second.example.empty() ? "" : ": " + at->second.example);
    }
    return out;
}

}  // namespace

std::string in_words(const LoadOrder& order) {
    const auto rising = order.ramp > 0 ? fmt::format(", rising for {:g} s", order.ramp) : "";
    const auto held =
        order.client.stay > 0 ? fmt::format(", each stays for {:g} s", order.client.stay) : std::string();
    if (order.rate > 0)
        return fmt::format("{:g} clients a second{}{}, for {:g} s; at most {} at once, {} in all", order.rate,
                           rising, held, order.seconds, order.at_once, order.count);
    return fmt::format("{} at once{}{}, each replaced when it is over, for {:g} s; at most {} in all",
                       counted(order.at_once, "client"), rising, held, order.seconds, order.count);
}

std::vector<wire::StepRow> answers_in(const Tally& tally) {
    using wire::Step;
    std::vector<wire::StepRow> out;
    std::ranges::copy_if(wire::kSteps, std::back_inserter(out), [&](const wire::StepRow& row) {
        if (!wire::is_depth(row.step) || tally.to(row.step).count() == 0) return false;
        const bool outside = row.step == Step::tcp_connect || row.step == Step::active;
        return outside || (row.sender == wire::Role::server && row.step != Step::tcp_accept);
    });
    return out;
}

double rate_of(const LoadResult& result, std::uint64_t clients) {
    return result.took > 0 ? static_cast<double>(clients) / result.took : 0;
}

std::string as_text(const LoadOrder& order, const LoadResult& result) {
    const auto& tally = result.tally;
    auto out = fmt::format("{} ({}): {}\n", result.target, result.address, in_words(order));
    out += fmt::format("{} in {:.1f} s: {} fared well ({:.1f} a second), {} failed, {} cut off by the end\n",
                       counted(tally.begun(), "client"), result.took, tally.well(),
                       rate_of(result, tally.well()), tally.failed(), tally.cut_off());
    if (tally.faulty() > 0) out += fmt::format("{} more deviated, as they were told to\n", tally.faulty());
    out += fmt::format("\n  {:<22}{:>10}{:>10}{:>10}{:>10}{:>10}\n", "ms to", "p50", "p90", "p99", "most",
                       "clients");
    for (const auto& step : answers_in(tally)) out += row(step.name, tally.to(step.step));
    out += failure_lines(tally.failures(false), "");
    out += failure_lines(tally.failures(true), " of those with a fault");
    if (result.held_back > 0)
        out += fmt::format("\n{} were due and not begun: {} were there already (--at-once)\n",
                           counted(result.held_back, "client"), order.at_once);
    if (result.count_reached)
        out += fmt::format("\n--count ended it: {} had begun after {:.1f} s, and none begins after that\n",
                           counted(tally.begun(), "client"), *result.count_reached);
    if (result.busy > kBusy)
        out += fmt::format("\nthis end was busy for {:.0f} % of the time: the rate may be its own limit\n",
                           100 * result.busy);
    if (result.interrupted) out += "\ninterrupted: this is what there was until then\n";
    return out;
}

}  // namespace badrdp::harness::load
