#include <fmt/format.h>

#include "harness/data/file/units.h"
#include "harness/data/scenario/read.h"
#include "harness/data/scenario/words.h"

namespace badrdp::harness {
namespace {

using namespace badrdp::fault;
using wire::name;

// Overloads by deed, each in the words of the file: verb, target, then the arguments.
struct InWords {
    std::string_view with;

    std::string operator()(const SetField& d) const {
        if (d.relative)
            return fmt::format("set {}.{} by {}", name(d.step), d.field, static_cast<std::int64_t>(d.value));
        return fmt::format("set {}.{} to {}", name(d.step), d.field, d.value);
    }
    std::string operator()(const Truncate& d) const {
        return fmt::format("truncate {} keep {}", name(d.step), d.keep);
    }
    std::string operator()(const Append& d) const {
        return fmt::format("append {} with {}", name(d.step), with);
    }
    std::string operator()(const Repeat& d) const {
        return fmt::format("repeat {} times {}", name(d.step), d.times);
    }
    std::string operator()(const Replace& d) const {
        return fmt::format("replace {} with {}", name(d.step), with);
    }
    std::string operator()(const Split& d) const {
        return fmt::format("split {} at {}{}", name(d.step), d.at,
                           d.pause.count() > 0 ? " pause " + duration_text(d.pause) : std::string());
    }
    std::string operator()(const Drip& d) const {
        return fmt::format("drip {} bytes {} every {}", name(d.step), d.bytes, duration_text(d.every));
    }
    std::string operator()(const Delay& d) const {
        return fmt::format("delay {} by {}", name(d.step), duration_text(d.by));
    }
    std::string operator()(const Swallow& d) const {
        return fmt::format("swallow {} after {}", name(d.step), d.after);
    }
    std::string operator()(const Alert& d) const {
        const auto word = name_of(alert_words(), std::uint32_t{d.description});
        return fmt::format("alert {} description {}{}", name(d.step),
                           word.empty() ? std::to_string(d.description) : std::string(word),
                           d.level == 2 ? std::string() : fmt::format(" level {}", d.level));
    }
    std::string operator()(const Reset& d) const { return ending("reset", d.step, d.moment); }
    std::string operator()(const Close& d) const { return ending("close", d.step, d.moment); }
    std::string operator()(const HalfClose& d) const { return ending("half_close", d.step, d.moment); }
    std::string operator()(const Silence& d) const { return ending("silence", d.step, d.moment); }

    static std::string ending(std::string_view verb, Step step, Moment moment) {
        return fmt::format("{} {}{}", verb, name(step), moment == Moment::after ? " when after" : "");
    }
};

}  // namespace

std::string fault_text(const fault::Fault& fault, std::string_view with) {
    auto text = std::visit(InWords{with}, fault.deed);
    if (fault.connections > 0) text += fmt::format(" connections {}", fault.connections);
    return text;
}

}  // namespace badrdp::harness
