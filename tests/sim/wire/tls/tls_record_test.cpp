#include "sim/wire/tls/tls_record.h"

#include <boost/test/unit_test.hpp>

#include "tests/golden.h"

namespace badrdp::tls_record_tests {

using namespace badrdp::wire;
using badrdp::test::from_hex;
using badrdp::test::golden;
using badrdp::test::joined;

namespace {

std::vector<TlsRecord> all_records(TlsRecordReader& reader) {
    std::vector<TlsRecord> records;
    while (auto record = reader.next()) records.push_back(std::move(*record));
    return records;
}

std::string blame(const TlsRecordReader& reader) {
    return reader.malformed() ? to_string(*reader.malformed()) : "nobody";
}

// A golden flight, and the records that tshark 4.0.17 finds in it.
struct Flight {
    const char* name;
    std::uint16_t version;
    std::vector<unsigned> types;
    std::vector<unsigned> lengths;
};

const Flight kFlights[] = {
    {"client-hello-xfreerdp", 0x0301, {22}, {310}},
    {"client-hello-rdesktop", 0x0301, {22}, {512}},
    {"client-hello-rdesktop-tls10", 0x0301, {22}, {117}},
    {"server-flight-tls10", 0x0301, {22, 22, 22, 22}, {61, 809, 331, 4}},
    {"server-flight-tls12", 0x0303, {22, 22, 22, 22}, {65, 809, 300, 4}},
    {"server-flight-tls12-small-records", 0x0303, {22, 22, 22, 22, 22}, {65, 512, 297, 300, 4}},
    {"server-flight-tls13", 0x0303, {22, 20, 23, 23, 23, 23}, {122, 1, 23, 829, 281, 69}},
    {"server-flight-hello-retry", 0x0303, {22, 20}, {88, 1}},
    {"server-flight-alert-70", 0x0301, {21}, {2}},
    {"server-flight-alert-40", 0x0303, {21}, {2}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(tls_record)

BOOST_AUTO_TEST_CASE(header_read_and_write_are_mirrors) {
    const auto bytes = from_hex("17 03 03 40 00");
    Reader in(bytes);
    const auto header = TlsRecordHeader::read(in);
    BOOST_REQUIRE(header);
    BOOST_TEST((*header == TlsRecordHeader{tls_type::application_data, 0x0303, 0x4000}));
    Writer out;
    header->write(out);
    BOOST_TEST(out.bytes == bytes);
    BOOST_TEST(std::ranges::equal(in.fields(), out.fields));
}

BOOST_AUTO_TEST_CASE(cuts_real_flights_into_the_records_that_tshark_sees) {
    for (const auto& flight : kFlights) {
        BOOST_TEST_CONTEXT(flight.name) {
            TlsRecordReader reader;
            reader.feed(golden(flight.name));
            const auto records = all_records(reader);
            BOOST_REQUIRE(records.size() == flight.types.size());
            for (std::size_t i = 0; i < records.size(); ++i) {
                BOOST_TEST(records[i].header.type == flight.types[i]);
                BOOST_TEST(records[i].header.version == flight.version);
                BOOST_TEST(records[i].header.length == flight.lengths[i]);
                BOOST_TEST(records[i].fragment.size() == flight.lengths[i]);
            }
            BOOST_TEST(reader.buffered() == 0u);
            BOOST_TEST(blame(reader) == "nobody");
        }
    }
}

BOOST_AUTO_TEST_CASE(cuts_alike_wherever_the_network_has_split) {
    for (const auto& flight : kFlights) {
        const auto stream = golden(flight.name);
        TlsRecordReader whole;
        whole.feed(stream);
        const auto expected = all_records(whole);
        for (std::size_t split = 0; split <= stream.size(); ++split) {
            BOOST_TEST_CONTEXT(flight.name << " split at " << split) {
                TlsRecordReader reader;
                reader.feed(BytesView(stream).first(split));
                auto records = all_records(reader);
                reader.feed(BytesView(stream).subspan(split));
                for (auto& record : all_records(reader)) records.push_back(std::move(record));
                BOOST_TEST((records == expected));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_empty_record_of_application_data_is_a_record) {
    TlsRecordReader reader;
    reader.feed(from_hex("17 03 03 00 00 17 03 03 00 01 aa"));
    const auto records = all_records(reader);
    BOOST_REQUIRE(records.size() == 2u);
    BOOST_TEST(records[0].fragment.empty());
    BOOST_TEST(records[1].fragment == from_hex("aa"));
}

BOOST_AUTO_TEST_CASE(malformed_is_told_as_soon_as_it_can_be_and_for_good) {
    const struct {
        const char* name;
        const char* hex;
        const char* error;
    } cases[] = {
        {"one byte of TPKT", "03", "tlsRecord.type: not a type of TLS record (byte 0)"},
        {"HTTP", "48 54 54 50 2f", "tlsRecord.type: not a type of TLS record (byte 0)"},
        {"type 24", "18 03 03 00 01 00", "tlsRecord.type: not a type of TLS record (byte 0)"},
        {"SSL 2", "16 02 00 00 01", "tlsRecord.version: major version is not 3 (byte 1)"},
        {"DTLS", "16 fe fd 00 01", "tlsRecord.version: major version is not 3 (byte 1)"},
        {"too long", "16 03 03 48 01", "tlsRecord.length: more than 18432 (byte 3)"},
        {"far too long", "17 03 03 ff ff", "tlsRecord.length: more than 18432 (byte 3)"},
    };
    for (const auto& [name, hex, error] : cases) {
        BOOST_TEST_CONTEXT(name) {
            TlsRecordReader reader;
            reader.feed(from_hex(hex));
            BOOST_TEST(!reader.next());
            BOOST_TEST(blame(reader) == error);
            reader.feed(golden("server-flight-tls12"));
            BOOST_TEST(!reader.next());
            BOOST_TEST(blame(reader) == error);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_longest_record_passes) {
    TlsRecordReader reader;
    const Bytes fragment(18432, 0xaa);
    reader.feed(joined({from_hex("17 03 03 48 00"), fragment}));
    BOOST_TEST((reader.next() == TlsRecord{{tls_type::application_data, 0x0303, 18432}, fragment}));
}

BOOST_AUTO_TEST_CASE(a_flood_that_nobody_reads_fills_no_memory) {
    const Bytes chunk(4096, 0x17);
    TlsRecordReader reader;
    for (int i = 0; i < 100; ++i) reader.feed(chunk);
    BOOST_TEST(reader.buffered() == 64u * 1024);
    BOOST_TEST(blame(reader) == "tlsRecord.length: 64 KiB were sent and nobody asked (byte 0)");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls_alert)

BOOST_AUTO_TEST_CASE(writes_what_openssl_writes) {
    BOOST_TEST(to_writer(TlsAlert{.description = 70}, 0x0301).bytes == golden("server-flight-alert-70"));
    BOOST_TEST(to_writer(TlsAlert{.description = 40}).bytes == golden("server-flight-alert-40"));
}

BOOST_AUTO_TEST_CASE(read_and_write_are_mirrors) {
    const auto bytes = from_hex("01 00");
    Reader in(bytes);
    const auto alert = TlsAlert::read(in);
    BOOST_REQUIRE(alert);
    BOOST_TEST((*alert == TlsAlert{.level = 1, .description = 0}));
    Writer out;
    alert->write(out);
    BOOST_TEST(out.bytes == bytes);
    BOOST_TEST(std::ranges::equal(in.fields(), out.fields));
}

BOOST_AUTO_TEST_CASE(an_encrypted_alert_is_none) {
    const struct {
        const char* name;
        const char* hex;
        const char* error;
    } cases[] = {
        {"nothing", "", "tlsAlert.level: missing (byte 0)"},
        {"half", "02", "tlsAlert.description: missing (byte 1)"},
        {"level 0", "00 28", "tlsAlert.level: neither warning nor fatal (byte 0)"},
        {"level 3", "03 28", "tlsAlert.level: neither warning nor fatal (byte 0)"},
        {"encrypted by AES-GCM", "01 00 000000000000 a1b2c3d4e5f60718293a4b5c6d7e8f90",
         "tlsAlert.description: is not the last byte (byte 1)"},
    };
    for (const auto& [name, hex, error] : cases) {
        BOOST_TEST_CONTEXT(name) {
            const auto bytes = from_hex(hex);
            Reader in(bytes);
            const auto alert = TlsAlert::read(in);
            BOOST_REQUIRE(!alert);
            BOOST_TEST(to_string(alert.error()) == error);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace badrdp::tls_record_tests
