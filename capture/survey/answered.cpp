#include "capture/survey/answered.h"

#include <algorithm>

namespace badrdp::capture {

void AnsweredBook::take(const Talk& talk) {
    if (!talk.server.syn) return;
    const auto port = talk.server.at.port;
    const Answer answer{talk.server.at, talk.server.syn, first_frame(talk)};
    const auto keep_first = [&](Answer& known) {
        if (answer.began < known.began) known = answer;
    };
    const auto [family, fresh] =
        of_family_.try_emplace({port, path::is_ipv4(talk.client.at.address)}, answer);
    if (!fresh) keep_first(family->second);

    const std::pair key(port, talk.client.at.address);
    const auto known = of_client_.find(key);
    if (known == of_client_.end() && of_client_.size() == kMost) return;
    auto& hosts = known == of_client_.end() ? of_client_[key] : known->second;
    const auto same = std::ranges::find(hosts, answer.server, &Answer::server);
    if (same != hosts.end())
        keep_first(*same);
    else if (hosts.size() < kMostHosts)
        hosts.push_back(answer);
}

std::optional<AnsweredBook::Answer> AnsweredBook::other_host(const path::Endpoint& client,
                                                             const path::Endpoint& server) const {
    std::optional<Answer> out;
    const auto consider = [&](const Answer& answer) {
        if (answer.server.address != server.address && (!out || answer.began < out->began)) out = answer;
    };
    const auto own = of_client_.find({server.port, client.address});
    if (own != of_client_.end()) std::ranges::for_each(own->second, consider);
    const auto other = of_family_.find({server.port, !path::is_ipv4(client.address)});
    if (other != of_family_.end()) consider(other->second);
    return out;
}

}  // namespace badrdp::capture
