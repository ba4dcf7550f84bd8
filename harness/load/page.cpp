#include <fmt/core.h>

#include <algorithm>
#include <functional>

#include "harness/load/print.h"
#include "harness/os/about.h"
#include "harness/os/text.h"
#include "harness/report/style.h"

namespace badrdp::harness::load {
namespace {

constexpr double kWidth = 860, kHeight = 220, kLeft = 64, kBelow = 26, kAbove = 14;

constexpr std::string_view kLoadStyle = R"css(
svg { width: 100%; height: auto; display: block; background: var(--card); border: 1px solid var(--line);
  border-radius: .5rem; }
svg text { fill: var(--faint); font: 12px system-ui, sans-serif; }
svg polyline { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; }
svg .grid { stroke: var(--line); }
.key { margin: .3rem 0 1.2rem; } .key span { margin-right: 1.1rem; }
td, th { padding: .25rem .7rem; text-align: right; border-top: 1px solid var(--line);
  font-variant-numeric: tabular-nums; }
td:first-child, th:first-child, td.text { text-align: left; }
thead th { border-top: 0; color: var(--faint); font-weight: 400; }
)css";

struct Line {
    std::string_view name, colour;  // colours are the report's own
    std::function<double(const Stretch&)> value;
};

// The least of 1, 2, 5, 10, 20, ... that is not below it.
double round_up(double value) {
    double unit = 1e-3;
    for (;; unit *= 10)
        for (const double part : {1.0, 2.0, 5.0})
            if (unit * part >= value) return unit * part;
}

std::string plot(const Tally& tally, std::string_view title, const std::vector<Line>& lines) {
    const auto& all = tally.stretches();
    double most = 0;
    for (const auto& line : lines)
        for (const auto& one : all) most = std::max(most, line.value(one));
    const auto top = round_up(std::max(most, 1e-3));
    const auto seconds = static_cast<double>(all.size()) * tally.width();
    const auto across = [&](double at) { return kLeft + at / seconds * (kWidth - kLeft - 12); };
    const auto up = [&](double value) {
        return kHeight - kBelow - value / top * (kHeight - kBelow - kAbove);
    };
    auto out = fmt::format("<h2>{0}</h2>\n<svg viewBox=\"0 0 {1} {2}\" role=\"img\" aria-label=\"{0}\">\n",
                           title, kWidth, kHeight);
    for (const double part : {0.0, 0.5, 1.0})
        out += fmt::format(
            "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{1:.1f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>"
            "<text x=\"{3:.1f}\" y=\"{4:.1f}\" text-anchor=\"end\">{5:g}</text>\n",
            kLeft, kWidth - 12, up(top * part), kLeft - 8, up(top * part) + 4, top * part);
    for (const double at : {0.0, seconds / 2, seconds})
        out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{:g} s</text>\n", across(at),
                           kHeight - 8,
                           at == 0         ? "start"
                           : at == seconds ? "end"
                                           : "middle",
                           at);
    for (const auto& line : lines) {
        std::string points;
        double at = tally.width() / 2;
        for (const auto& one : all) {
            points += fmt::format("{:.1f},{:.1f} ", across(at), up(line.value(one)));
            at += tally.width();
        }
        out +=
            fmt::format("<polyline style=\"stroke:var(--{})\" points=\"{}\"><title>{}</title></polyline>\n",
                        line.colour, points, line.name);
    }
    out += "</svg>\n<p class=\"key faint\">";
    for (const auto& line : lines)
        out +=
            fmt::format("<span><b style=\"color:var(--{})\">&#9632;</b> {}</span>", line.colour, line.name);
    return out + "</p>\n";
}

std::string step_rows(const Tally& tally) {
    std::string out =
        "<h2>How long it took, in milliseconds</h2>\n<div class=\"wide\"><table><thead><tr><th>to</th>"
        "<th>p50</th><th>p90</th><th>p99</th><th>most</th><th>clients</th></tr></thead>\n";
    for (const auto& step : answers_in(tally)) {
        const auto& took = tally.to(step.step);
        out += fmt::format(
            "<tr><td><code>{}</code></td><td>{:.1f}</td><td>{:.1f}</td><td>{:.1f}</td><td>{:.1f}</td>"
            "<td>{}</td></tr>\n",
            step.name, took.percentile(50), took.percentile(90), took.percentile(99), took.most(),
            took.count());
    }
    return out + "</table></div>\n";
}

std::string failure_rows(const Tally::Failures& failures, std::string_view title) {
    if (failures.empty()) return {};
    auto out = fmt::format(
        "<h2>{}</h2>\n<div class=\"wide\"><table><thead><tr><th>failure</th><th>after</th>"
        "<th>clients</th><th>for example</th></tr></thead>\n",
        title);
    for (const auto& [what, failure] : failures)
        out += fmt::format(
            "<tr><td>{}</td><td class=\"text\"><code>{}</code></td><td>{}</td>"
            "<td class=\"text\">{}</td></tr>\n",
            escaped(what.first), wire::name(what.second), failure.clients, escaped(failure.example));
    return out + "</table></div>\n";
}

}  // namespace

std::string as_page(const LoadOrder& order, const LoadResult& result) {
    const auto& tally = result.tally;
    const auto width = tally.width();
    const bool well = exit_status(result) == 0;
    auto out = fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>badrdp load {0}</title>\n<style>{1}{2}</style></head>\n<body>\n"
        "<p class=\"brand\">{3}: load</p>\n<h1 class=\"{4}\">{5} of {6} fared well, {7:.1f} a second</h1>\n"
        "<p>{0} ({8}): {9}</p>\n<p class=\"faint\">{10} failed, {11} cut off by the end, {12} with a fault; "
        "{13:.1f} s{15}; this end was busy for {14:.0f} % of the time{16}</p>\n",
        escaped(result.target), kStyle, kLoadStyle, kApplication, well ? "pass" : "fail", tally.well(),
        counted(tally.begun() - tally.faulty(), "client"), rate_of(result, tally.well()),
        escaped(result.address), escaped(in_words(order)), tally.failed(), tally.cut_off(), tally.faulty(),
        result.took, 100 * result.busy,
        result.count_reached ? fmt::format(", in {:.1f} s of which --count had begun", *result.count_reached)
                             : std::string(),
        result.interrupted ? "; interrupted" : "");
    const auto a_second = [width](std::uint64_t clients) { return static_cast<double>(clients) / width; };
    out += plot(tally, "Clients a second",
                {{"began", "moot", [&](const Stretch& one) { return a_second(one.began); }},
                 {"fared well", "pass", [&](const Stretch& one) { return a_second(one.well); }},
                 {"failed", "fail", [&](const Stretch& one) { return a_second(one.failed); }}});
    out += plot(tally, "Milliseconds to an active session",
                {{"p50", "pass", [](const Stretch& one) { return one.to_active.percentile(50); }},
                 {"p90", "known", [](const Stretch& one) { return one.to_active.percentile(90); }},
                 {"p99", "fail", [](const Stretch& one) { return one.to_active.percentile(99); }}});
    out += plot(tally, "Sessions held",
                {{"held", "moot", [](const Stretch& one) { return static_cast<double>(one.held); }}});
    out += step_rows(tally) + failure_rows(tally.failures(false), "Failures") +
           failure_rows(tally.failures(true), "How those with a fault ended");
    return out + "</body></html>\n";
}

}  // namespace badrdp::harness::load
