#include <fmt/format.h>

#include <boost/json.hpp>

#include "capture/json_text.h"
#include "harness/os/text.h"
#include "harness/report/history/history.h"

namespace badrdp::harness {
namespace {

double in_seconds(std::chrono::milliseconds time) { return static_cast<double>(time.count()) / 1000; }

boost::json::object run_value(const PastRun& run) {
    return {{"folder", whole_utf8(run.folder)}, {"started", whole_utf8(run.started)},
            {"badrdp", whole_utf8(run.badrdp)}, {"seconds", in_seconds(run.took)},
            {"exit_status", run.exit_status},   {"whole", run.whole}};
}

boost::json::object result_value(const Past& past, const PastResult& result) {
    const auto& of = result.of;
    return {{"folder", whole_utf8(past.runs[result.run].folder)},
            {"id", whole_utf8(of.name.scenario)},
            {"client", whole_utf8(of.name.client)},
            {"version", whole_utf8(of.version)},
            {"options", whole_utf8(of.name.options)},
            {"net", whole_utf8(of.name.net)},
            {"last_round", of.name.last_round},
            {"verdict", name(of.verdict)},
            {"outcome", of.outcome ? boost::json::value(name(*of.outcome)) : boost::json::value()},
            {"reason", name(of.reason)},
            {"step", name(of.step)},
            {"seconds", in_seconds(of.took)},
            {"note", whole_utf8(of.note)},
            {"plays", of.plays},
            {"good", of.good}};
}

// One element a line.
template <class List, class Each>
std::string element_lines(const List& list, Each each) {
    std::string out;
    for (const auto& one : list) out += (out.empty() ? "\n" : ",\n") + capture::json_text(each(one));
    return out + (out.empty() ? "" : "\n");
}

}  // namespace

std::string past_json(const Past& past) {
    return fmt::format("{{\n\"schema\": 1,\n\"file\": {},\n\"runs\": [{}],\n\"results\": [{}]\n}}\n",
                       capture::json_text(boost::json::value(whole_utf8(past.file.string()))),
                       element_lines(past.runs, run_value),
                       element_lines(past.results, [&](const auto& one) { return result_value(past, one); }));
}

}  // namespace badrdp::harness
