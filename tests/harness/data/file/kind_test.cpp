#include "harness/data/file/kind.h"

#include "tests/harness/data/scenario/bad.h"
#include "tests/root.h"

BOOST_AUTO_TEST_SUITE(file_kind)

using namespace badrdp::harness;
using namespace std::string_view_literals;

// The first bytes are those of the formats' own descriptions: pcapng 4.1, libpcap's savefile, EVTX, and the
// lines that mstsc writes.
BOOST_AUTO_TEST_CASE(a_file_that_is_none_of_ours_is_called_what_it_is) {
    struct Row {
        std::string_view name, bytes, is;
    };
    const Tree tree;
    for (const auto& [name, bytes, is] :
         {Row{"a.toml", "\x0a\x0d\x0d\x0a\x6c\0\0\0"sv, "is a packet capture (pcapng)"},
          Row{"a.pcap", "\xd4\xc3\xb2\xa1\x02\0\x04\0"sv, "is a packet capture (pcap)"},
          Row{"b.pcap", "\xa1\xb2\x3c\x4d\0\x02\0\x04"sv, "is a packet capture (pcap)"},
          Row{"a.evtx", "ElfFile\0\0\0"sv, "is an event log of Windows (evtx)"},
          Row{"a.rdp", "screen mode id:i:2\r\nfull address:s:host\r\n"sv,
              "is a connection file of Remote Desktop"},
          Row{"b.rdp",
              "\xff\xfe"
              "f\0u\0l\0l\0 \0a\0d\0d\0r\0e\0s\0s\0:\0s\0:\0h\0"sv,
              "is a connection file of Remote Desktop"},
          Row{"a.bin", "abc\0def"sv, "is no text file"}}) {
        const auto kind = foreign_kind(tree.write(name, bytes));
        BOOST_TEST(kind.value_or("").starts_with(is), name << ": " << kind.value_or("nothing"));
    }
}

BOOST_AUTO_TEST_CASE(a_file_of_ours_is_not) {
    const Tree tree;
    for (const std::string_view text :
         {""sv, "schema = 1\ntitle = \"a:b:c\"\n"sv, "# a comment: s:\n"sv, "\xff"sv})
        BOOST_TEST(!foreign_kind(tree.write("x.toml", text)));
    BOOST_TEST(!foreign_kind(tree.root / "nowhere"));
    BOOST_TEST(!foreign_kind(tree.root));
}

// One line, and no word of UTF-8.
BOOST_AUTO_TEST_CASE(a_capture_given_as_a_scenario_is_called_a_capture) {
    const Tree tree;
    const auto file = tree.write("x.toml", "\x0a\x0d\x0d\x0a\xff\xff\xff\xff");
    BOOST_TEST(complaints(tree, load_scenario(file, tree.root)) ==
               "x.toml: is a packet capture (pcapng); ask `badrdp diagnose` what died in it, or open it in "
               "Wireshark");
}

BOOST_AUTO_TEST_SUITE_END()
