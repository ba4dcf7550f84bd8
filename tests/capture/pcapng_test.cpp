#include "capture/pcapng.h"

#include <sys/stat.h>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <system_error>

#include "capture/pcapng_blocks.h"
#include "capture/recorder.h"
#include "tests/capture/frames.h"
#include "tests/capture/tshark.h"

BOOST_AUTO_TEST_SUITE(capture_pcapng)

using namespace badrdp;
using namespace badrdp::capture;
using boost::unit_test::precondition;

namespace {

std::vector<Packet> two_packets() {
    test::Talk talk;
    talk.syn();
    talk.syn_ack();
    talk.packets[0].at = std::chrono::nanoseconds(1'700'000'000'123'456'789);
    talk.packets[1].at = std::chrono::nanoseconds(1'700'000'001'000'000'001);
    talk.packets[0].comment = "fault 0: the SYN — ünïcode\nsecond line";
    return talk.packets;
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t files_in(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator{}));
}

// An `openssl s_server` that serves one connection on a port of its own choice.
class OneTlsServer {
public:
    OneTlsServer(const std::filesystem::path& key, const std::filesystem::path& certificate)
        : out_(popen(("timeout 20 openssl s_server -accept 127.0.0.1:0 -naccept 1 -www -key " + key.string() +
                      " -cert " + certificate.string() + " 2>/dev/null")
                         .c_str(),
                     "r"),
               &pclose) {
        constexpr std::string_view kReady = "ACCEPT 127.0.0.1:";
        std::array<char, 256> line{};
        while (std::fgets(line.data(), line.size(), out_.get()))
            if (const std::string text(line.data()); text.starts_with(kReady)) {
                port = text.substr(kReady.size(), text.find('\n') - kReady.size());
                return;
            }
        throw std::runtime_error("openssl s_server did not start");
    }

    std::string port;

private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> out_;
};

boost::test_tools::assertion_result may_capture_tls(boost::unit_test::test_unit_id id) {
    if (const auto why = test::why_no_program("openssl") + test::why_no_program("tshark"); !why.empty())
        return test::unless(why);
    return test::may_capture(id);
}

}  // namespace

BOOST_AUTO_TEST_CASE(tshark_reads_packets_times_and_comments_back, *precondition(test::has_tshark)) {
    const test::Folder folder;
    const std::vector<Interface> interfaces{{.name = "lo"}, {.name = "tap0"}};
    auto packets = two_packets();
    packets[1].interface = 1;
    packets[1].wire_length = 9000;
    write_pcapng(folder / "f.pcapng", {.application = "badrdp 0.1.0", .comment = "scenario x: pass"},
                 interfaces, packets, {});

    auto rows = test::tshark(folder / "f.pcapng", "",
                             {"frame.time_epoch", "frame.len", "frame.cap_len", "frame.interface_name",
                              "tcp.flags", "frame.comment"});
    BOOST_REQUIRE_EQUAL(rows.size(), 2u);
    // tshark 4.4 shows a comment of two lines line by line as well, before the whole.
    const std::string comment = "fault 0: the SYN — ünïcode\\nsecond line";
    if (rows[0].back().ends_with("," + comment)) rows[0].back() = comment;
    const auto length = std::to_string(packets[0].bytes.size());
    BOOST_TEST(rows[0] == (std::vector<std::string>{"1700000000.123456789", length, length, "lo", "0x0002",
                                                    comment}),
               boost::test_tools::per_element());
    BOOST_TEST(
        rows[1] == (std::vector<std::string>{"1700000001.000000001", "9000", length, "tap0", "0x0012", ""}),
        boost::test_tools::per_element());

    const auto info = test::output_of("capinfos " + (folder / "f.pcapng").string());
    for (const auto* expected : {"pcapng", "Ethernet", "nanoseconds (9)", "badrdp 0.1.0", "scenario x: pass",
                                 "Number of packets:   2"})
        BOOST_TEST(info.find(expected) != std::string::npos, expected << " is not in:\n" << info);
}

BOOST_AUTO_TEST_CASE(libpcap_reads_the_same_bytes_back) {
    const test::Folder folder;
    const auto packets = two_packets();
    write_pcapng(folder / "f.pcapng", {}, std::vector<Interface>(1), packets, "CLIENT_RANDOM 00 11\n");
    const auto read = test::read_capture(folder / "f.pcapng");
    BOOST_REQUIRE_EQUAL(read.size(), packets.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        BOOST_TEST((read[i].at == packets[i].at));
        BOOST_TEST(read[i].wire_length == packets[i].wire_length);
        BOOST_TEST(read[i].bytes == packets[i].bytes, boost::test_tools::per_element());
    }
}

// The proof that the secrets are where Wireshark looks for them: the URI stands inside TLS.
BOOST_AUTO_TEST_CASE(tshark_decrypts_tls_with_the_secrets_inside, *precondition(may_capture_tls)) {
    const test::Folder folder;
    const auto key = folder / "key.pem", certificate = folder / "cert.pem";
    test::output_of(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost "
        "-keyout " +
        key.string() + " -out " + certificate.string());
    for (const std::string version : {"1_2", "1_3"}) {
        BOOST_TEST_CONTEXT("TLS " << version) {
            const auto file = folder / (version + ".pcapng"), secrets = folder / (version + ".keys");
            const OneTlsServer server(key, certificate);
            boost::asio::io_context io;
            Recorder recorder(io.get_executor(), "lo", "tcp port " + server.port);
            test::output_of(
                "printf 'GET /secret HTTP/1.0\r\n\r\n' | timeout 20 openssl s_client -ign_eof -tls" +
                version + " -keylogfile " + secrets.string() + " -connect 127.0.0.1:" + server.port);
            recorder.stop();
            const std::vector interfaces{recorder.interface()};
            const auto options =
                "-d tcp.port==" + server.port + ",tls -d tls.port==" + server.port + ",http -Y http.request";
            write_pcapng(file, {}, interfaces, recorder.packets(), content_of(secrets));
            BOOST_TEST((test::tshark(file, options, {"http.request.uri"}) ==
                        std::vector<std::vector<std::string>>{{"/secret"}}));
            write_pcapng(file, {}, interfaces, recorder.packets(), {});
            BOOST_TEST(test::tshark(file, options, {"http.request.uri"}).empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(the_file_is_for_its_owner_alone_whatever_the_umask) {
    const test::Folder folder;
    const auto old = umask(0);
    write_pcapng(folder / "f.pcapng", {}, std::vector<Interface>(1), two_packets(), {});
    umask(old);
    struct stat status {};
    BOOST_REQUIRE_EQUAL(stat((folder / "f.pcapng").c_str(), &status), 0);
    BOOST_TEST((status.st_mode & 07777) == 0600u);
}

BOOST_AUTO_TEST_CASE(replaces_the_file_whole_and_leaves_nothing_beside_it) {
    const test::Folder folder;
    std::ofstream(folder / "f.pcapng") << std::string(1 << 16, 'x');
    write_pcapng(folder / "f.pcapng", {}, std::vector<Interface>(1), two_packets(), {});
    BOOST_TEST(test::read_capture(folder / "f.pcapng").size() == 2u);
    BOOST_TEST(files_in(folder / "") == 1u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_is_named_and_leaves_nothing) {
    const test::Folder folder;
    const auto throws_naming = [](const std::filesystem::path& path) {
        return [path](const std::system_error& e) {
            return std::string(e.what()).find(path.string()) != std::string::npos;
        };
    };
    const auto missing = folder / "missing/f.pcapng";
    BOOST_CHECK_EXCEPTION(write_pcapng(missing, {}, {}, {}, {}), std::system_error, throws_naming(missing));
    const auto taken = folder / "taken";
    std::filesystem::create_directory(taken);
    BOOST_CHECK_EXCEPTION(write_pcapng(taken, {}, {}, {}, {}), std::system_error, throws_naming(taken));
    BOOST_TEST(files_in(folder / "") == 1u);
    BOOST_CHECK_THROW(write_pcapng("/dev/full/f.pcapng", {}, {}, {}, {}), std::system_error);
}

BOOST_AUTO_TEST_CASE(every_block_is_a_multiple_of_4_and_ends_with_its_length) {
    for (std::size_t length = 0; length < 9; ++length) {
        Packet packet;
        packet.bytes.resize(length);
        packet.comment.resize(length, 'c');
        const std::string text(length, 't');
        for (const auto& block :
             {section_header_block({.application = text, .comment = text}), interface_block({.name = text}),
              decryption_secrets_block(text), enhanced_packet_block(packet)}) {
            const auto u32 = [&](std::size_t at) {
                return block[at] | block[at + 1] << 8 | block[at + 2] << 16 | block[at + 3] << 24;
            };
            BOOST_TEST(block.size() % 4 == 0u);
            BOOST_TEST(static_cast<std::size_t>(u32(4)) == block.size());
            BOOST_TEST(static_cast<std::size_t>(u32(block.size() - 4)) == block.size());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_comment_too_long_is_cut_between_characters, *precondition(test::has_tshark)) {
    const test::Folder folder;
    auto packets = two_packets();
    packets[0].comment = "x";
    while (packets[0].comment.size() < 70'000) packets[0].comment += "€";  // three bytes
    write_pcapng(folder / "f.pcapng", {}, std::vector<Interface>(1), packets, {});
    const auto rows = test::tshark(folder / "f.pcapng", "", {"frame.comment"});
    BOOST_REQUIRE_EQUAL(rows.size(), 2u);
    BOOST_TEST(rows[0][0].size() == 1u + 65'533 / 3 * 3);  // 65,535 bytes would end inside a character
    BOOST_TEST(rows[0][0].ends_with("€"));
}

BOOST_AUTO_TEST_SUITE_END()
