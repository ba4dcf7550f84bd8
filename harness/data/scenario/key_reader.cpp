#include "harness/data/scenario/key_reader.h"

#include <fmt/format.h>

#include <charconv>

#include "harness/data/file/data_file.h"
#include "harness/data/scenario/read_code.h"
#include "harness/data/scenario/tags.h"

namespace badrdp::harness {

std::optional<std::uint64_t> KeyReader::read_word(const Value& value, OneOf one) {
    return value.word(
        one.what.empty() ? std::string_view(value.key()) : one.what,
        [&](std::string_view name) -> std::optional<std::uint64_t> { return value_of(one.words, name); },
        names_of(one.words));
}

std::optional<wire::Step> KeyReader::read_step(const Value& value) {
    std::vector<std::string> all;
    for (const auto& row : wire::kSteps)
        if (row.step != wire::Step::none) all.emplace_back(row.name);
    const auto named = [](std::string_view name) {
        const auto step = wire::step_named(name);
        return step == wire::Step::none ? std::nullopt : step;
    };
    return value.word("step", named, all);
}

void KeyReader::say_twice(const Value& element) {
    element.complain(fmt::format("'{}' says \"{}\" twice", element.key(), *element.text()));
}

void KeyReader::sentence(std::string_view key, std::string& into) { read_text(table_, key, into); }

void KeyReader::texts(std::string_view key, AtLeast least, std::vector<std::string>& into) {
    const auto value = table_.take(key);
    if (!value) return;
    if (least.items == 0 && value->empty_list())
        into.clear();
    else
        into = read_texts(value);
}

void KeyReader::tags(std::string_view key, std::vector<std::string>& into) {
    const auto read = [](const Value& value) {
        auto tag = value.text();
        if (!tag || is_tag(*tag)) return tag;
        value.complain(fmt::format(
            "'{}' is no tag: a tag is of small letters, digits and hyphens, as in \"middlebox\"", *tag));
        return std::optional<std::string>();
    };
    each(key, read, into);
}

// Beyond TOML's integers a seed is written as text.
void KeyReader::seed(std::string_view key, std::uint64_t& into) {
    const auto value = table_.take(key);
    if (!value) return;
    if (value->is_number()) return store(value->number(0, std::numeric_limits<std::int64_t>::max()), into);
    const auto text = value->text();
    if (!text) return;
    const auto* last = text->data() + text->size();
    if (const auto [end, error] = std::from_chars(text->data(), last, into);
        error != std::errc{} || end != last)
        value->complain(fmt::format("'{}' is no number: \"{}\"", key, *text));
}

void KeyReader::limit(std::string_view key, std::optional<std::chrono::milliseconds>& into) {
    const auto value = table_.take(key);
    if (!value) return;
    into = value->duration();
    if (into && into->count() <= 0) value->complain(fmt::format("'{}' must be longer than 0", key));
}

void KeyReader::word(std::string_view key, OneOf one, std::string& into) {
    const auto value = table_.take(key);
    if (value && read_word(*value, one)) into = *value->text();
}

// Only a near miss is a mistake: an adapter may have option sets that this program has never heard of.
void KeyReader::options(std::string_view key, std::vector<std::string>& into) {
    const auto read = [](const Value& value) {
        auto option = value.text();
        const auto& known = option_words();
        if (!option || std::ranges::find(known, *option) != known.end()) return option;
        const auto hint = did_you_mean(*option, known);
        if (hint.empty()) return option;
        value.complain(fmt::format("unknown option set '{}'{}", *option, hint));
        return std::optional<std::string>();
    };
    each(key, read, into);
}

void KeyReader::status(std::string_view key, std::optional<std::uint32_t>& into) {
    if (const auto value = table_.take(key)) into = read_code(*value, key, "ntstatus", status_words());
}

void KeyReader::code(std::string_view key, const std::string& family, std::uint32_t& into) {
    if (const auto value = table_.take(key)) store(read_code(*value, key, family), into);
}

void KeyReader::accepts(std::string_view key, peer::ServerChoices& server) {
    const auto value = table_.take(key);
    if (!value) return;
    server.accepts = {};
    server.accepts_rdp = false;
    for (const auto& element : value->list()) {
        const auto number = read_word(element, OneOf{protocol_words(), "protocol"});
        if (!number) continue;
        const peer::Protocols protocol{static_cast<std::uint32_t>(*number)};
        server.accepts |= protocol;
        server.accepts_rdp |= protocol == peer::Protocols::rdp;
    }
}

void KeyReader::versions(std::string_view key, host::Tls& tls) {
    const auto value = table_.take(key);
    if (!value) return;
    const auto bounds = value->list();
    if (bounds.size() != 2)
        return value->complain(fmt::format("'{}' is a pair, lowest and highest: [\"1.2\", \"1.3\"]", key));
    const OneOf version{version_words(), "TLS version"};
    const auto least = read_word(bounds[0], version);
    const auto most = read_word(bounds[1], version);
    if (!least || !most) return;
    if (*least > *most) return value->complain(fmt::format("'{}' has the highest version first", key));
    tls.min_version = static_cast<std::uint16_t>(*least);
    tls.max_version = static_cast<std::uint16_t>(*most);
}

}  // namespace badrdp::harness
