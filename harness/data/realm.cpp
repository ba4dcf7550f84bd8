#include "harness/data/realm.h"

namespace badrdp::harness {

std::string_view name(Realm::Service service) {
    switch (service) {
        case Realm::Service::known: return "known";
        case Realm::Service::unknown: return "unknown";
        case Realm::Service::other_key: return "other_key";
    }
    return "?";
}

std::string_view name(Realm::Found found) { return found == Realm::Found::by_dns ? "by_dns" : "configured"; }

std::string_view name(Realm::Keys keys) { return keys == Realm::Keys::rc4 ? "rc4" : "aes"; }

}  // namespace badrdp::harness
