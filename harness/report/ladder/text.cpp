#include <fmt/format.h>

#include "harness/os/text.h"
#include "harness/report/ladder/ladder.h"
#include "harness/report/paint.h"

namespace badrdp::harness {
namespace {

constexpr std::size_t kMargin = 20;  // columns of time, frame and mark
constexpr std::size_t kLeastLane = 40;
constexpr std::size_t kStroke = 4;  // the least that is drawn of an arrow, its blank included

// What the drawing is made of.
struct Glyphs {
    std::string_view rail, line, dots, right, left, cross, rule;
};
constexpr Glyphs kPretty{"│", "─", "┄", "▶", "◀", "✖ ", "─"};
constexpr Glyphs kAscii{"|", "-", ".", ">", "<", "X ", "="};

std::string times(std::string_view glyph, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += glyph;
    return out;
}

class TextLadder {
public:
    TextLadder(const Ladder& ladder, const LadderLook& look)
        : ladder_(ladder),
          look_(look),
          glyphs_(look.ascii ? kAscii : kPretty),
          paint_(look.colour),
          lane_(std::max(look.columns, kMargin + 2 + kLeastLane) - kMargin - 2) {}

    std::string draw() {
        if (ladder_.rungs.empty()) return "nothing passed\n";
        auto out = fmt::format("{:>10} {:>6}  {}\n", "seconds", "frame", ends());
        for (const auto& rung : ladder_.rungs) {
            if (const auto part = part_of(rung.step); begins_part(rung) && !part.empty() && part != part_) {
                out += heading(part);
                part_ = part;
            }
            out += line(rung);
        }
        return out;
    }

private:
    std::string ends() const {
        const std::string_view left = "client", right = "host";
        const auto gap = lane_ + 2 - left.size() - right.size();
        const auto middle =
            ladder_.middle.empty() ? std::string(gap, ' ') : fmt::format("{:^{}}", ladder_.middle, gap);
        return paint_.bold(fmt::format("{}{}{}", left, middle, right));
    }
    std::string heading(std::string_view part) const {
        return fmt::format("{}{}\n", std::string(kMargin, ' '),
                           paint_.faint(fmt::format("{0} {1} {2}", times(glyphs_.rule, 2), part,
                                                    times(glyphs_.rule, lane_ - part.size() - 2))));
    }
    std::string line(const Rung& rung) const {
        const auto seconds =
            rung.at ? fmt::format("{:.4f}", std::chrono::duration<double>(*rung.at).count()) : "";
        const auto frame = rung.frame == 0 ? std::string() : std::to_string(rung.frame);
        const auto lane = rung.lit ? paint_.bold(drawn(rung)) : painted(rung, drawn(rung));
        return fmt::format("{}{}{}{}{}\n", paint_.faint(fmt::format("{:>10} {:>6}", seconds, frame)),
                           rung.lit ? " > " : "   ", glyphs_.rail, lane, glyphs_.rail);
    }

    // The lane between the rails, exactly as wide as it is.
    std::string drawn(const Rung& rung) const {
        switch (rung.kind) {
            case RungKind::packet: return arrow(rung, glyphs_.line);
            case RungKind::again: return arrow(rung, glyphs_.dots);
            case RungKind::inside: return arrow(rung, glyphs_.dots);
            case RungKind::fault: return at_right(fmt::format("{}{} ", glyphs_.cross, words(rung)));
            case RungKind::host: return at_right(words(rung) + ' ');
            case RungKind::wire: return in_middle(fmt::format("{}{}", glyphs_.cross, words(rung)));
            case RungKind::wait:
            case RungKind::dies:
            case RungKind::ours: return in_middle(words(rung));
            case RungKind::client: return padded(clipped(' ' + words(rung), lane_), lane_);
        }
        return {};
    }
    std::string painted(const Rung& rung, const std::string& text) const {
        switch (rung.kind) {
            case RungKind::fault:
            case RungKind::dies:
            case RungKind::wire: return paint_(Verdict::fail, text);
            case RungKind::ours: return paint_(Verdict::known, text);
            case RungKind::wait:
            case RungKind::client:
            case RungKind::host: return paint_.faint(text);
            default: return text;
        }
    }
    std::string words(const Rung& rung) const {
        auto out = ladder_.many && rung.connection > 0 ? fmt::format("#{} ", rung.connection) : "";
        out += label(rung);
        if (!rung.told.empty()) out += fmt::format(" ({})", rung.told);
        return look_.ascii ? ascii(out) : out;
    }
    static std::string ascii(const std::string& text) {
        std::string out;
        for (const char c : text) out += c >= ' ' && c <= '~' ? c : '?';
        return out;
    }
    std::string fitted(const std::string& text, std::size_t most) const {
        if (!look_.ascii) return clipped(text, most);
        return text.size() <= most ? text : text.substr(0, most - 3) + "...";
    }
    std::string arrow(const Rung& rung, std::string_view stroke) const {
        const auto text = fitted(words(rung), lane_ - kStroke - 2);
        const auto rest = times(stroke, lane_ - width(text) - 3);
        return rung.from == wire::Role::client ? fmt::format(" {} {}{}", text, rest, glyphs_.right)
                                               : fmt::format("{}{} {} ", glyphs_.left, rest, text);
    }
    std::string at_right(const std::string& text) const {
        const auto shown = fitted(text, lane_);
        return std::string(lane_ - width(shown), ' ') + shown;
    }
    std::string in_middle(const std::string& text) const {
        const auto shown = fitted(text, lane_);
        const auto left = (lane_ - width(shown)) / 2;
        return padded(std::string(left, ' ') + shown, lane_);
    }

    const Ladder& ladder_;
    LadderLook look_;
    Glyphs glyphs_;
    Paint paint_;
    std::size_t lane_;
    std::string_view part_;
};

}  // namespace

std::string ladder_text(const Ladder& ladder, const LadderLook& look) {
    return TextLadder(ladder, look).draw();
}

}  // namespace badrdp::harness
