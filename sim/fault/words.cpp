#include "sim/fault/words.h"

#include "sim/wire/io/duration_text.h"
#include "sim/wire/tls/tls_alerts.h"

namespace badrdp::fault {
namespace {

struct Told {
    wire::KeyAndValue word;
    bool may = false;  // it need not be told where it is the usual
};

// A visitor of deeds.
struct Teller {
    std::vector<Told> told;

    void need(std::string_view key, const auto& value, auto... kind) { tell(false, key, value, kind...); }
    void usual(std::string_view key, const auto& value, auto... kind) { tell(false, key, value, kind...); }
    void may(std::string_view key, const auto& value, auto... kind) { tell(true, key, value, kind...); }
    void either(std::string_view to, std::string_view by, std::uint64_t value, bool relative) {
        if (relative)
            put(false, by, std::to_string(static_cast<std::int64_t>(value)), false);
        else
            put(false, to, std::to_string(value), false);
    }

private:
    void tell(bool may, std::string_view key, milliseconds value) {
        put(may, key, wire::duration_text(value));
    }
    void tell(bool may, std::string_view key, const Payload& value) { put(may, key, value.words); }
    void tell(bool may, std::string_view key, std::size_t value, Size) {
        put(may, key, std::to_string(value), false);
    }
    void tell(bool may, std::string_view key, std::uint64_t value, Number) {
        put(may, key, std::to_string(value), false);
    }
    void tell(bool may, std::string_view key, Moment value, Moments) {
        put(may, key, std::string(name(value)));
    }
    void tell(bool may, std::string_view key, std::uint8_t value, AlertCode) {
        const auto word = wire::name_in(wire::kAlerts, value);
        put(may, key, word.empty() ? std::to_string(value) : std::string(word), !word.empty());
    }
    void put(bool may, std::string_view key, std::string value, bool quoted = true) {
        told.push_back({{std::string(key), std::move(value), quoted}, may});
    }
};

template <class Deed>
std::vector<Told> told_of(const Deed& deed) {
    Teller teller;
    Deed::visit(teller, deed);
    return std::move(teller.told);
}

// What the verb aims at: mostly the step.
template <class Deed>
void aim(std::vector<wire::KeyAndValue>& out, Step step, const Deed& deed) {
    const std::string verb(Deed::kVerb.name), place(name(step));
    if constexpr (std::is_same_v<Deed, SetField>) {
        out.push_back({verb, place + "." + deed.field});
    } else if constexpr (std::is_same_v<Deed, Say>) {
        out.push_back({verb, std::string(name(deed.message))});
        out.push_back({std::string(kPlaceOfAMessage), place});
    } else {
        out.push_back({verb, place});
    }
}

std::vector<wire::KeyAndValue> deed_words(const Fault& fault) {
    std::vector<wire::KeyAndValue> out;
    std::visit(
        [&]<class Deed>(const Deed& deed) {
            aim(out, fault.step, deed);
            const auto usual = told_of(Deed());
            const auto mine = told_of(deed);
            for (std::size_t i = 0; i < mine.size(); ++i)
                if (!mine[i].may || mine[i].word.value != usual[i].word.value) out.push_back(mine[i].word);
        },
        fault.deed);
    return out;
}

std::string connections_text(const Fault& fault) {
    const auto first = std::to_string(fault.first);
    if (fault.connections == 0) return fault.first > 1 ? " from connection " + first + " on" : std::string();
    return fault.first == 1 ? " connections " + std::to_string(fault.connections) : " on connection " + first;
}

}  // namespace

std::vector<wire::KeyAndValue> words_of(const Fault& fault) {
    auto out = deed_words(fault);
    if (fault.connections == 0) return out;
    if (fault.first > 1)
        out.push_back({"connection", std::to_string(fault.first), false});
    else
        out.push_back({"connections", std::to_string(fault.connections), false});
    return out;
}

Fault described(Fault fault) {
    fault.text = wire::in_one_line(deed_words(fault)) + connections_text(fault);
    return fault;
}

}  // namespace badrdp::fault
