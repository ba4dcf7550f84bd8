#include "harness/data/scenario/read_argument.h"

#include "harness/data/scenario/payload.h"
#include "harness/data/scenario/read_code.h"

namespace badrdp::harness {

void ArgumentReader::either(std::string_view to, std::string_view by, std::uint64_t& value, bool& relative) {
    const auto difference = table_.take(by);
    relative = difference.has_value();
    if (!relative) return need(to, value, fault::Number{0, 0xffffffff});
    if (table_.has(to)) table_.take(to)->complain(fmt::format("'set' has either '{}' or '{}'", to, by));
    const auto read = difference->difference();
    good = good && read;
    if (read) value = static_cast<std::uint64_t>(*read);
}

// A pause of nothing would be a fault that never bites.
bool ArgumentReader::read(const Value& value, std::chrono::milliseconds& into) {
    const auto pause = value.duration();
    if (pause && pause->count() <= 0) value.complain(fmt::format("'{}' must be longer than 0", value.key()));
    if (pause) into = *pause;
    return pause && pause->count() > 0;
}

bool ArgumentReader::read(const Value& value, path::nanoseconds& into) {
    std::chrono::milliseconds whole{0};
    const bool read_it = read(value, whole);
    if (read_it) into = whole;
    return read_it;
}

bool ArgumentReader::read(const Value& value, std::size_t& into, fault::Size size) {
    const auto read = value.size();
    if (read && *read < size.least)
        value.complain(fmt::format("'{}' must be at least {}, not {}", value.key(), size.least, *read));
    return store(read, into) && into >= size.least;
}

bool ArgumentReader::read(const Value& value, fault::Moment& into, fault::Moments moments) {
    const auto named = [&](std::string_view word) -> std::optional<fault::Moment> {
        for (const auto moment : {moments.usual, moments.other})
            if (name(moment) == word) return moment;
        return std::nullopt;
    };
    return store(
        value.word("moment", named, {std::string(name(moments.usual)), std::string(name(moments.other))}),
        into);
}

bool ArgumentReader::read(const Value& value, std::uint8_t& into, fault::AlertCode) {
    if (value.is_number()) return store(value.number(0, 255), into);
    return store(read_code(value, "TLS alert", "tls", alert_words()), into);
}

// A whole number is so many percent.
bool ArgumentReader::read(const Value& value, double& into, Share) {
    if (value.is_number()) {
        const auto percent = value.number(1, 100);
        if (percent) into = static_cast<double>(*percent) / 100;
        return percent.has_value();
    }
    const auto text = value.text();
    const auto share = text ? parse_share(*text) : std::nullopt;
    if (text && !share)
        value.complain(fmt::format("'{}' must be a share between \"0.0001%\" and \"100%\", not \"{}\"",
                                   value.key(), *text));
    return store(share, into);
}

bool ArgumentReader::read(const Value& value, std::uint64_t& into, BitRate) {
    const auto text = value.text();
    const auto bits = text ? parse_rate(*text) : std::nullopt;
    if (text && !bits)
        value.complain(
            fmt::format("'{}' must be like \"256kbit\" or \"10Mbit\", not \"{}\"", value.key(), *text));
    return store(bits, into);
}

bool ArgumentReader::read(const Value& value, wire::Step& into) {
    const auto name = value.text();
    if (!name) return false;
    std::vector<std::string> all;
    for (const auto& row : wire::kSteps) all.emplace_back(row.name);
    const auto step = wire::step_named(*name);
    if (!step) value.complain(fmt::format("unknown step '{}'{}", *name, did_you_mean(*name, all)));
    if (step == wire::Step::none)
        value.complain(
            "'none' is not a step; leave out 'after' for an impairment that acts from the first frame");
    return store(step, into) && step != wire::Step::none;
}

bool ArgumentReader::read(const Value& value, fault::Payload& into) const {
    const auto words = value.text();
    if (!words) return false;
    auto read = payload(*words, seed_);
    if (!read) value.complain(read.error());
    if (read) into = std::move(*read);
    return read.has_value();
}

bool ArgumentReader::read(const Value& value, wire::Bytes& into) const {
    fault::Payload payload;
    const bool read_it = read(value, payload);
    into = std::move(payload.bytes);
    return read_it;
}

}  // namespace badrdp::harness
