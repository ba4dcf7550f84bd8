// The pages of the lab: HTML that works without scripts, on a phone and by keyboard. Pure: data in, page out.
#pragma once

#include <string>

#include "harness/lab/classroom.h"

namespace badrdp::harness::lab {

std::string student_page(const Student& student);
// `address` is where the student's own client may connect; empty: nowhere. `place` counts from 0.
std::string desk_page(const LabData& data, const Student& student, std::size_t place, bool revealed,
                      const std::string& address);
std::string wall_page(const Classroom& room);
std::string nobody_page();  // for who has no link

std::string student_path(const Student& student);  // "/s/LINK"
std::string desk_path(const Student& student, const Place& place);
std::string teacher_path(const Classroom& room);

}  // namespace badrdp::harness::lab
