#include <fmt/format.h>

#include "harness/os/text.h"
#include "harness/report/ladder/ladder.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kWords = 300;  // characters of one rung

std::string safe(std::string_view text) { return escaped(clipped(text, kWords)); }

// Of the row, for the style; of a message also which way it goes.
std::string_view row_class(const Rung& rung) {
    const bool client = rung.from == wire::Role::client;
    switch (rung.kind) {
        case RungKind::packet: return client ? "m c" : "m h";
        case RungKind::inside: return client ? "m c in" : "m h in";
        case RungKind::again: return client ? "m c in" : "m h in";
        case RungKind::fault: return "f h";
        case RungKind::wire: return "f";
        case RungKind::wait: return "w";
        case RungKind::ours: return "o";
        case RungKind::client: return "n";
        case RungKind::host: return "n h";
        case RungKind::dies: return "d";
    }
    return "";
}

// What tells the kinds apart where there is no style.
std::string_view lead(const Rung& rung) {
    const bool client = rung.from == wire::Role::client;
    switch (rung.kind) {
        case RungKind::packet:
        case RungKind::inside:
        case RungKind::again: return client ? "<i>→</i> " : "<i>←</i> ";
        case RungKind::fault:
        case RungKind::wire: return "<b>✖</b> ";
        default: return "";
    }
}

std::string words(const Rung& rung, bool many) {
    auto out = many && rung.connection > 0 ? fmt::format("<small>#{}</small> ", rung.connection) : "";
    const auto text = label(rung);
    const bool named = text.starts_with(rung.what) && rung.what.size() < text.size();
    if (named)
        out += fmt::format("<b>{}</b>{}", safe(rung.what), safe(text.substr(rung.what.size())));
    else
        out += safe(text);
    if (!rung.told.empty()) out += fmt::format(" <small>{}</small>", rung.told);
    return out;
}

std::string row(const Rung& rung, bool many, bool clock) {
    auto out = fmt::format("<tr class=\"{}{}\">", row_class(rung), rung.lit ? " lit" : "");
    if (clock)
        out +=
            fmt::format("<td>{}</td><td>{}</td>",
                        rung.at ? fmt::format("{:.4f}", std::chrono::duration<double>(*rung.at).count()) : "",
                        rung.frame == 0 ? "" : std::to_string(rung.frame));
    return out + fmt::format("<td>{}{}{}</td></tr>\n", rung.lit ? "<b>here it differs:</b> " : "", lead(rung),
                             words(rung, many));
}

}  // namespace

std::string ladder_html(const Ladder& ladder, std::size_t hidden) {
    if (ladder.rungs.size() <= hidden) return {};
    const bool clock =
        std::ranges::any_of(ladder.rungs, [](const Rung& rung) { return rung.at.has_value(); });
    const auto* const margin = clock ? "<th>s</th><th>frame</th>" : "";
    auto out = fmt::format(
        "<table class=\"ladder\">\n<tr>{}<th><span>client</span> <span>{}</span> "
        "<span>host</span></th></tr>\n",
        margin, ladder.middle);
    std::string_view part;
    for (std::size_t i = 0; i < ladder.rungs.size(); ++i) {
        const auto& rung = ladder.rungs[i];
        const auto of_step = begins_part(rung) ? part_of(rung.step) : std::string_view();
        const bool new_part = !of_step.empty() && of_step != part;
        if (new_part) part = of_step;
        if (i < hidden) continue;
        if (new_part)
            out += fmt::format("<tr class=\"p\">{}<td><b>{}</b></td></tr>\n",
                               clock ? "<td></td><td></td>" : "", part);
        out += row(rung, ladder.many, clock);
    }
    return out + "</table>\n";
}

}  // namespace badrdp::harness
