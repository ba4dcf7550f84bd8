// How both ends make a share run: Synchronize, Control, Persistent Key List, Font List and Font Map
// [MS-RDPBCGR 2.2.1.14 to 2.2.1.22].
#pragma once

#include "sim/wire/share/share_control.h"

namespace badrdp::wire {

// TS_SYNCHRONIZE_PDU [2.2.1.14.1].
struct Synchronize {
    static constexpr std::uint8_t kType = kPdu2Synchronize;

    ShareData share{};
    std::uint16_t message_type = 1;
    std::uint16_t target_user = kServerChannel;  // the other end's MCS user; Windows servers send junk

    static constexpr std::tuple kFields{Field{"synchronize.messageType", &Synchronize::message_type},
                                        Field{"synchronize.targetUser", &Synchronize::target_user}};
    static Expected<Synchronize> read(Reader& in) { return read_fixed_data<Synchronize>(in); }
    void write(Writer& out) const { write_fixed_data(out, *this); }

    friend bool operator==(const Synchronize&, const Synchronize&) = default;
};

// TS_CONTROL_PDU [2.2.1.15.1].
struct Control {
    static constexpr std::uint8_t kType = kPdu2Control;
    static constexpr std::uint16_t kRequestControl = 1;
    static constexpr std::uint16_t kGrantedControl = 2;
    static constexpr std::uint16_t kDetach = 3;
    static constexpr std::uint16_t kCooperate = 4;

    ShareData share{};
    std::uint16_t action = kCooperate;
    std::uint16_t grant_id = 0;    // granted: the client's MCS user
    std::uint32_t control_id = 0;  // granted: the server's

    static constexpr std::tuple kFields{Field{"control.action", &Control::action},
                                        Field{"control.grantId", &Control::grant_id},
                                        Field{"control.controlId", &Control::control_id}};
    static Expected<Control> read(Reader& in) { return read_fixed_data<Control>(in); }
    void write(Writer& out) const { write_fixed_data(out, *this); }

    friend bool operator==(const Control&, const Control&) = default;
};

// TS_BITMAPCACHE_PERSISTENT_LIST_ENTRY [2.2.1.17.1.1].
struct PersistentKey {
    std::uint32_t key1 = 0;  // low
    std::uint32_t key2 = 0;
    friend bool operator==(const PersistentKey&, const PersistentKey&) = default;
};

// TS_BITMAPCACHE_PERSISTENT_LIST_PDU [2.2.1.17.1].
struct PersistentKeyList {
    static constexpr std::uint8_t kFirst = 0x01;
    static constexpr std::uint8_t kLast = 0x02;
    static constexpr std::size_t kMost = 169;  // entries in one PDU

    ShareData share{};
    std::array<std::uint16_t, 5> num_entries{};  // of each cache in this PDU; their sum is what `entries` has
    std::array<std::uint16_t, 5> total_entries{};  // of each cache in all PDUs
    std::uint8_t b_bit_mask = kFirst | kLast;
    std::uint8_t pad2 = 0;
    std::uint16_t pad3 = 0;
    std::vector<PersistentKey> entries{};

    static Expected<PersistentKeyList> read(Reader& in);
    void write(Writer& out) const;

    friend bool operator==(const PersistentKeyList&, const PersistentKeyList&) = default;
};

// TS_FONT_LIST_PDU [2.2.1.18.1].
struct FontList {
    static constexpr std::uint8_t kType = kPdu2FontList;

    ShareData share{};
    std::uint16_t number_fonts = 0;
    std::uint16_t total_num_fonts = 0;
    std::uint16_t list_flags = 3;  // first and last
    std::uint16_t entry_size = 0x32;

    static constexpr std::tuple kFields{Field{"fontList.numberFonts", &FontList::number_fonts},
                                        Field{"fontList.totalNumFonts", &FontList::total_num_fonts},
                                        Field{"fontList.listFlags", &FontList::list_flags},
                                        Field{"fontList.entrySize", &FontList::entry_size}};
    static Expected<FontList> read(Reader& in) { return read_fixed_data<FontList>(in); }
    void write(Writer& out) const { write_fixed_data(out, *this); }

    friend bool operator==(const FontList&, const FontList&) = default;
};

// TS_FONT_MAP_PDU [2.2.1.22.1].
struct FontMap {
    static constexpr std::uint8_t kType = kPdu2FontMap;

    ShareData share{};
    std::uint16_t number_entries = 0;
    std::uint16_t total_num_entries = 0;
    std::uint16_t map_flags = 3;  // first and last
    std::uint16_t entry_size = 4;

    static constexpr std::tuple kFields{Field{"fontMap.numberEntries", &FontMap::number_entries},
                                        Field{"fontMap.totalNumEntries", &FontMap::total_num_entries},
                                        Field{"fontMap.mapFlags", &FontMap::map_flags},
                                        Field{"fontMap.entrySize", &FontMap::entry_size}};
    static Expected<FontMap> read(Reader& in) { return read_fixed_data<FontMap>(in); }
    void write(Writer& out) const { write_fixed_data(out, *this); }

    friend bool operator==(const FontMap&, const FontMap&) = default;
};

}  // namespace badrdp::wire
