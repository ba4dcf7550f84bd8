// The pages of the lab: HTML that works without scripts, on a phone and by keyboard. Pure: data in, page out.
#pragma once

#include <string>

#include "harness/lab/classroom.h"
#include "harness/lab/desk_clients.h"

namespace badrdp::harness::lab {

// How the lesson stands for one student at one desk.
struct DeskLook {
    bool revealed = false;
    bool paused = false;
    bool over = false;      // his time is
    std::string address{};  // where his own client may connect; empty: nowhere
    ClientLook client{};    // the real one that the lab starts
};

std::string student_page(const Student& student);
std::string desk_page(const LabData& data, const Student& student, std::size_t place,  // from 0
                      const DeskLook& look);
// What the student handed in, with the ladder of the first failure and of the last try.
std::string debrief_page(const LabData& data, const Student& student);
std::string wall_page(const Classroom& room, std::int64_t now);  // milliseconds of the lesson
std::string nobody_page();                                       // for who has no link

inline constexpr std::string_view kRdpFile = "host.rdp";  // below a desk's path

std::string student_path(const Student& student);  // "/s/LINK"
std::string desk_path(const Student& student, const Place& place);
std::string teacher_path(const Classroom& room);

}  // namespace badrdp::harness::lab
