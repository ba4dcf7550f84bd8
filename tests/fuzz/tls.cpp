#include "sim/wire/tls/tls_handshake.h"

#include "sim/wire/tls/tls_flight.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/planted.h"

#ifdef BADRDP_PLANTED
using ClientHello = badrdp::fuzz::planted::StopsEarly;
#else
using ClientHello = badrdp::wire::ClientHello;
#endif

namespace {

using namespace badrdp;
using fuzz::demand_silence_of;

void judge(const wire::HandshakeMessage& message) {
    demand_silence_of(fuzz::about_hello<wire::ServerHello>(message.body));
    demand_silence_of(fuzz::about_hello<ClientHello>(message.body));
    wire::Reader in(message.body);
    if (const auto hello = ClientHello::read(in))
        demand_silence_of(fuzz::about_offer(*hello, message.body.size()));
}

void judge_names(wire::BytesView input) {
    const auto flight = wire::name_tls_flight({input.begin(), input.end()});
    if (!std::ranges::equal(flight.bytes, input)) demand_silence_of("naming a flight changes it");
    std::size_t end = 0;
    for (const auto& span : flight.fields) {
        if (span.at < end) demand_silence_of("names of a flight overlap");
        end = span.at + span.width;
    }
    if (end > input.size()) demand_silence_of("names of a flight lie outside");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const wire::BytesView input(data, size);
    demand_silence_of(fuzz::about_codec<wire::TlsRecordHeader>(input));
    demand_silence_of(fuzz::about_codec<wire::TlsAlert>(input));
    demand_silence_of(fuzz::about_cutter<wire::TlsRecordReader>(input));
    demand_silence_of(fuzz::about_cutter<wire::HandshakeReader>(input));
    if (size >= 1024) demand_silence_of(fuzz::about_flood<wire::TlsRecordReader>(input));
    judge_names(input);

    wire::TlsRecordReader records;
    wire::HandshakeReader handshake;
    records.feed(input);
    while (const auto record = records.next()) handshake.feed(record->fragment);
    while (const auto message = handshake.next()) judge(*message);
    return 0;
}
