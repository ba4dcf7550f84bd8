// Every MCS packet of the recorded sessions of real programs: it comes back byte for byte, and its fields
// have the values that tshark reads in it.
#include <boost/test/unit_test.hpp>
#include <charconv>
#include <map>

#include "sim/wire/mcs/mcs_connect_initial.h"
#include "sim/wire/mcs/mcs_connect_response.h"
#include "sim/wire/mcs/mcs_domain.h"
#include "tests/golden.h"
#include "tests/root.h"
#include "tests/sim/wire/mirror.h"

BOOST_AUTO_TEST_SUITE(mcs_sessions)

using namespace badrdp::wire;
using namespace badrdp::test;

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> sessions() {
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(fs::path(badrdp::test::kProject) / "tests/golden"))
        if (entry.path().extension() == ".pdus") out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

std::vector<std::string> lines_of(const fs::path& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        if (!line.empty() && !line.starts_with('#')) lines.push_back(line);
    return lines;
}

using Values = std::map<std::string, std::vector<std::string>, std::less<>>;

// What tshark says of each PDU of a session: "2 rdp.channelCount 4".
std::map<std::size_t, Values> tshark_values(fs::path session) {
    std::map<std::size_t, Values> all;
    for (const auto& line : lines_of(session.replace_extension(".fields"))) {
        const auto name = line.find(' ') + 1;
        const auto value = line.find(' ', name);
        all[std::stoul(line)][line.substr(name, value - name)].push_back(
            value == line.npos ? "" : line.substr(value + 1));
    }
    return all;
}

struct Row {
    std::string_view theirs;
    std::vector<std::string_view> ours;
};

const std::vector<Row> kDomainRows{
    {"t124.initiator", {"mcs.initiator"}}, {"t124.channelId", {"mcs.channelId"}},
    {"t124.requested", {"mcs.requested"}}, {"t124.result", {"mcs.result"}},
    {"t124.subHeight", {"mcs.subHeight"}}, {"t124.subInterval", {"mcs.subInterval"}},
};

const std::vector<Row> kConnectRows{
    {"t125.result", {"mcs.result"}},
    {"t125.calledConnectId", {"mcs.calledConnectId"}},
    {"t125.targetParameters.maxChannelIds", {"mcs.targetParameters.maxChannelIds"}},
    {"t125.targetParameters.maxMCSPDUsize", {"mcs.targetParameters.maxMCSPDUsize"}},
    {"t125.minimumParameters.minThroughput", {"mcs.minimumParameters.minThroughput"}},
    {"t125.minimumParameters.maxMCSPDUsize", {"mcs.minimumParameters.maxMCSPDUsize"}},
    {"t125.maximumParameters.maxUserIds", {"mcs.maximumParameters.maxUserIds"}},
    {"t125.maximumParameters.protocolVersion", {"mcs.maximumParameters.protocolVersion"}},
    {"t125.domainParameters.maxChannelIds", {"mcs.domainParameters.maxChannelIds"}},
    {"t125.domainParameters.maxUserIds", {"mcs.domainParameters.maxUserIds"}},
    {"t125.domainParameters.numPriorities", {"mcs.domainParameters.numPriorities"}},
    {"t125.domainParameters.maxHeight", {"mcs.domainParameters.maxHeight"}},
    {"t125.domainParameters.maxMCSPDUsize", {"mcs.domainParameters.maxMCSPDUsize"}},
    {"t124.tag", {"gcc.tag"}},
    {"t124.result", {"gcc.result"}},
    {"t124.h221NonStandard", {"gcc.h221Key"}},
    {"rdp.header.type",
     {ClientCoreData::kNames.type, ClientSecurityData::kNames.type, ClientNetworkData::kNames.type,
      ClientClusterData::kNames.type, ClientMessageChannelData::kNames.type,
      ClientMultitransportData::kNames.type, ServerCoreData::kNames.type, ServerSecurityData::kNames.type,
      ServerNetworkData::kNames.type, ServerMessageChannelData::kNames.type}},
    {"rdp.desktop.width", {"clientCoreData.desktopWidth"}},
    {"rdp.desktop.height", {"clientCoreData.desktopHeight"}},
    {"rdp.colorDepth", {"clientCoreData.colorDepth"}},
    {"rdp.SASSequence", {"clientCoreData.SASSequence"}},
    {"rdp.keyboardLayout", {"clientCoreData.keyboardLayout"}},
    {"rdp.client.build", {"clientCoreData.clientBuild"}},
    {"rdp.keyboard.type", {"clientCoreData.keyboardType"}},
    {"rdp.keyboard.subtype", {"clientCoreData.keyboardSubType"}},
    {"rdp.keyboard.functionkey", {"clientCoreData.keyboardFunctionKey"}},
    {"rdp.imeFileName", {"clientCoreData.imeFileName"}},
    {"rdp.postBeta2ColorDepth", {"clientCoreData.postBeta2ColorDepth"}},
    {"rdp.client.productId", {"clientCoreData.clientProductId"}},
    {"rdp.serialNumber", {"clientCoreData.serialNumber"}},
    {"rdp.highColorDepth", {"clientCoreData.highColorDepth"}},
    {"rdp.supportedColorDepths", {"clientCoreData.supportedColorDepths"}},
    {"rdp.earlyCapabilityFlags",
     {"clientCoreData.earlyCapabilityFlags", "serverCoreData.earlyCapabilityFlags"}},
    {"rdp.connectionType", {"clientCoreData.connectionType"}},
    {"rdp.serverSelectedProtocol", {"clientCoreData.serverSelectedProtocol"}},
    {"rdp.encryptionMethods", {"clientSecurityData.encryptionMethods"}},
    {"rdp.extEncryptionMethods", {"clientSecurityData.extEncryptionMethods"}},
    {"rdp.clusterFlags", {"clientClusterData.Flags"}},
    {"rdp.redirectedSessionId", {"clientClusterData.RedirectedSessionID"}},
    {"rdp.channelCount", {"clientNetworkData.channelCount", "serverNetworkData.channelCount"}},
    {"rdp.options", {"channelDef.options"}},
    {"rdp.msgChannelFlags", {"clientMessageChannelData.flags"}},
    {"rdp.multiTransportFlags", {"clientMultitransportChannelData.flags"}},
    {"rdp.client.requestedProtocols", {"serverCoreData.clientRequestedProtocols"}},
    {"rdp.MCSChannelId", {"serverNetworkData.MCSChannelId", "serverNetworkData.channelId"}},
    {"rdp.Pad", {"serverNetworkData.Pad"}},
    {"rdp.encryptionMethod", {"serverSecurityData.encryptionMethod"}},
    {"rdp.encryptionLevel", {"serverSecurityData.encryptionLevel"}},
    {"rdp.serverRandomLen", {"serverSecurityData.serverRandomLen"}},
    {"rdp.serverCertLen", {"serverSecurityData.serverCertLen"}},
    {"rdp.serverRandom", {"serverSecurityData.serverRandom"}},
    {"rdp.msgChannelId", {"serverMessageChannelData.MCSChannelID"}},
};

// tshark's value, as bytes in the order of the wire: "1b:00:00:00" is that already, 0x1b and 27 are numbers.
Bytes bytes_of(std::string value, const FieldSpan& span) {
    if (value.contains(':')) {
        std::erase(value, ':');
        return from_hex(value);
    }
    std::uint64_t number = 0;
    const int base = value.starts_with("0x") ? 16 : 10;
    const auto* begin = value.data() + (base == 16 ? 2 : 0);
    const auto* end = value.data() + value.size();
    BOOST_REQUIRE(std::from_chars(begin, end, number, base).ptr == end);
    Bytes bytes(span.width);
    overwrite(bytes, {span.name, 0, span.width, span.little_endian}, number);
    return bytes;
}

// Every value of theirs, in order, is that of a field of ours; gives how many were compared.
std::size_t compare(const Row& row, const std::vector<std::string>& theirs, BytesView packet,
                    std::span<const FieldSpan> fields) {
    std::size_t compared = 0;
    for (const auto& span : fields) {
        if (std::ranges::find(row.ours, span.name) == row.ours.end()) continue;
        const auto ours = packet.subspan(span.at, span.width);
        BOOST_REQUIRE_MESSAGE(compared < theirs.size(), span.name << " is more than tshark has seen");
        BOOST_TEST(std::ranges::equal(bytes_of(theirs[compared], span), ours),
                   span.name << " is not " << theirs[compared]);
        ++compared;
    }
    BOOST_TEST(compared == theirs.size(), row.theirs);
    return compared;
}

template <class Pdu>
std::size_t check(const Bytes& packet, const Values& theirs, const std::vector<Row>& rows) {
    check_packet<Pdu>(packet);
    Reader in(packet);
    BOOST_REQUIRE(read_packet<Pdu>(in));
    std::size_t compared = 0;
    for (const auto& row : rows)
        if (const auto found = theirs.find(row.theirs); found != theirs.end())
            compared += compare(row, found->second, packet, in.fields());
    return compared;
}

std::size_t check_any(const Bytes& packet, const Values& theirs) {
    switch (step_of_data(packet)) {
        case Step::mcs_connect_initial: return check<McsConnectInitial>(packet, theirs, kConnectRows);
        case Step::mcs_connect_response: return check<McsConnectResponse>(packet, theirs, kConnectRows);
        case Step::erect_domain: return check<ErectDomainRequest>(packet, theirs, kDomainRows);
        case Step::attach_user_request: return check<AttachUserRequest>(packet, theirs, kDomainRows);
        case Step::attach_user_confirm: return check<AttachUserConfirm>(packet, theirs, kDomainRows);
        case Step::channel_join_request: return check<ChannelJoinRequest>(packet, theirs, kDomainRows);
        case Step::channel_join_confirm: return check<ChannelJoinConfirm>(packet, theirs, kDomainRows);
        default: break;
    }
    if ((packet[7] & mcs_choice::mask) == mcs_choice::disconnect_provider_ultimatum)
        return check<DisconnectProviderUltimatum>(packet, theirs, kDomainRows);
    return check<SendData>(packet, theirs, kDomainRows);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_mcs_packet_comes_back_and_says_what_tshark_reads) {
    std::size_t compared = 0;
    for (const auto& session : sessions()) {
        const auto theirs = tshark_values(session);
        const auto pdus = lines_of(session);
        for (std::size_t i = 0; i < pdus.size(); ++i) {
            const auto packet = from_hex(std::string_view(pdus[i]).substr(2));
            Reader in(packet);
            if (!Tpkt::read(in) || !X224Data::read(in)) continue;
            const auto values = theirs.find(i);
            BOOST_TEST_CONTEXT(session.stem() << ", PDU " << i) {
                compared += check_any(packet, values == theirs.end() ? Values{} : values->second);
            }
        }
    }
    BOOST_TEST(compared > 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
