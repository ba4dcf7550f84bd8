#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "harness/os/text.h"
#include "harness/report/sweep/report.h"

namespace badrdp::harness {
namespace {

struct Colour {
    int red, green, blue;
};

std::string hex(Colour c) { return fmt::format("#{:02x}{:02x}{:02x}", c.red, c.green, c.blue); }

// Okabe and Ito's colours, which people with any colour vision tell apart.
Colour picture_colour(Outcome outcome) {
    switch (outcome) {
        case Outcome::active: return {0, 158, 115};
        case Outcome::done:
        case Outcome::authenticated: return {86, 180, 233};
        case Outcome::refused: return {240, 228, 66};
        case Outcome::disconnected: return {230, 159, 0};
        case Outcome::timed_out: return {0, 114, 178};
        case Outcome::hung: return {204, 121, 167};
        case Outcome::looped: return {213, 94, 0};
        case Outcome::bloated: return {153, 153, 153};
        case Outcome::crashed: return {0, 0, 0};
    }
    return {255, 255, 255};
}

// From dark to light, so that it says the same in grey: five points of cividis.
Colour scale(double share) {
    constexpr std::array<Colour, 5> stops{
        {{0, 34, 78}, {66, 78, 108}, {124, 123, 120}, {187, 173, 108}, {254, 232, 56}}};
    const auto at = std::clamp(share, 0.0, 1.0) * 4;
    const auto i = std::min<std::size_t>(3, static_cast<std::size_t>(at));
    const auto part = at - static_cast<double>(i);
    const auto mix = [&](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * part)); };
    return {mix(stops[i].red, stops[i + 1].red), mix(stops[i].green, stops[i + 1].green),
            mix(stops[i].blue, stops[i + 1].blue)};
}

constexpr double kLeft = 110;
constexpr double kTop = 64;
constexpr double kLegend = 170;

class Picture {
public:
    Picture(const SweepOrder& order, const SweepResult& result)
        : order_(order),
          result_(result),
          rows_(order.axes.size() == 2 ? order.axes[0].values.size() : 1),
          columns_(order.axes.back().values.size()),
          cell_width_(std::clamp(640.0 / static_cast<double>(columns_), 4.0, 80.0)),
          cell_height_(rows_ == 1 ? 60 : std::clamp(420.0 / static_cast<double>(rows_), 4.0, 60.0)),
          width_(std::max(240.0, cell_width_ * static_cast<double>(columns_))),
          height_(cell_height_ * static_cast<double>(rows_)) {}

    std::string draw() {
        const auto full_width = std::max(kLeft + width_ + 24 + kLegend, 640.0);  // or the title is cut
        const auto full_height = std::max(kTop + height_ + 64, kTop + 230);
        out_ = fmt::format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 "
            "{0:.0f} "
            "{1:.0f}\" font-family=\"DejaVu Sans, Verdana, sans-serif\" font-size=\"12\" fill=\"#222\">\n"
            "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
            full_width, full_height);
        text(kLeft, 24, "start", escaped(order_.scenario->id()), 16);
        text(kLeft, 44, "start", subtitle(), 12);
        for (std::size_t p = 0; p < rows_ * columns_; ++p) cell(p);
        horizontal_axis();
        if (order_.axes.size() == 2) vertical_axis();
        order_.runs == 1 ? legend_of_outcomes() : legend_of_shares();
        return std::move(out_) + "</svg>\n";
    }

private:
    std::string subtitle() const {
        if (order_.runs == 1)
            return fmt::format("outcome of the built-in client ({}), simulated, seed {}",
                               escaped(order_.options), order_.seed);
        return fmt::format("share of {} simulated connections that became active ({}, seed {})", order_.runs,
                           escaped(order_.options), order_.seed);
    }

    void text(double x, double y, const char* anchor, const std::string& what, int size) {
        out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" font-size=\"{}\">{}</text>\n",
                            x, y, anchor, size, what);
    }

    // Row 0 is the first value, at the bottom.
    void cell(std::size_t p) {
        const auto row = p / columns_;
        const auto column = p % columns_;
        std::map<std::string_view, unsigned> outcomes;
        unsigned active = 0;
        for (unsigned r = 0; r < order_.runs; ++r) {
            const auto& run = result_.runs[p * order_.runs + r];
            ++outcomes[run.error.empty() ? name(run.outcome) : "error"];
            active += run.error.empty() && run.outcome == Outcome::active ? 1 : 0;
        }
        const auto& first = result_.runs[p * order_.runs];
        auto colour = order_.runs == 1 ? picture_colour(first.outcome)
                                       : scale(static_cast<double>(active) / order_.runs);
        if (!first.error.empty()) colour = {255, 255, 255};
        std::string tip;
        const auto at = point(order_.axes, p);
        for (std::size_t i = 0; i < at.size(); ++i)
            tip += fmt::format("{} {}, ", order_.axes[i].kind->name,
                               value_text(order_.axes[i].kind->unit, at[i]));
        for (const auto& [word, count] : outcomes)
            tip += order_.runs == 1 ? std::string(word) : fmt::format("{} {}; ", count, word);
        if (order_.runs == 1) tip += fmt::format(" at {}", name(first.deepest));
        out_ += fmt::format(
            "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\" "
            "stroke=\"#ffffff\" stroke-width=\"0.5\"><title>{}</title></rect>\n",
            kLeft + static_cast<double>(column) * cell_width_,
            kTop + height_ - static_cast<double>(row + 1) * cell_height_, cell_width_, cell_height_,
            hex(colour), escaped(tip));
    }

    static std::string title_of(const Axis& axis) {
        const auto unit = axis.kind->unit;
        const bool plain = unit == Unit::bytes || unit == Unit::bits;  // others say it with each value
        return plain ? fmt::format("{} ({})", axis.kind->name, unit_text(unit))
                     : std::string(axis.kind->name);
    }

    void horizontal_axis() {
        const auto& axis = order_.axes.back();
        const auto room = static_cast<std::size_t>(std::ceil(70 / cell_width_));
        for (std::size_t i = 0; i < columns_; i += std::max<std::size_t>(1, room))
            text(kLeft + (static_cast<double>(i) + 0.5) * cell_width_, kTop + height_ + 18, "middle",
                 value_text(axis.kind->unit, axis.values[i]), 11);
        text(kLeft + width_ / 2, kTop + height_ + 42, "middle", title_of(axis), 13);
    }

    void vertical_axis() {
        const auto& axis = order_.axes.front();
        const auto room = static_cast<std::size_t>(std::ceil(16 / cell_height_));
        for (std::size_t i = 0; i < rows_; i += std::max<std::size_t>(1, room))
            text(kLeft - 8, kTop + height_ - (static_cast<double>(i) + 0.5) * cell_height_ + 4, "end",
                 value_text(axis.kind->unit, axis.values[i]), 11);
        out_ += fmt::format(
            "<text transform=\"translate(20 {:.1f}) rotate(-90)\" text-anchor=\"middle\" "
            "font-size=\"13\">{}</text>\n",
            kTop + height_ / 2, title_of(axis));
    }

    void key(std::size_t line, Colour colour, const std::string& what) {
        const auto y = kTop + 22 * static_cast<double>(line);
        out_ += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"16\" height=\"16\" fill=\"{}\" "
            "stroke=\"#888888\" stroke-width=\"0.5\"/>\n",
            kLeft + width_ + 24, y, hex(colour));
        text(kLeft + width_ + 48, y + 13, "start", what, 12);
    }

    void legend_of_outcomes() {
        std::map<Outcome, std::size_t> seen;
        bool errors = false;
        for (const auto& run : result_.runs) {
            if (run.error.empty())
                ++seen[run.outcome];
            else
                errors = true;
        }
        std::size_t line = 0;
        for (const auto& [outcome, count] : seen)
            key(line++, picture_colour(outcome), fmt::format("{} ({})", name(outcome), count));
        if (errors) key(line, {255, 255, 255}, "error");
    }

    void legend_of_shares() {
        for (std::size_t i = 0; i <= 4; ++i)
            key(4 - i, scale(static_cast<double>(i) / 4), fmt::format("{}% active", i * 25));
    }

    const SweepOrder& order_;
    const SweepResult& result_;
    std::size_t rows_;
    std::size_t columns_;
    double cell_width_;
    double cell_height_;
    double width_;
    double height_;
    std::string out_;
};

}  // namespace

std::string sweep_svg(const SweepOrder& order, const SweepResult& result) {
    if (order.axes.empty() || order.axes.size() > 2) return {};
    return Picture(order, result).draw();
}

}  // namespace badrdp::harness
