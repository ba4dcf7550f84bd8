// The lab behind HTTP: who asks for what, and the hosts that students' own clients may connect to.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <map>
#include <string>

#include "harness/lab/classroom.h"
#include "harness/live/changing_host.h"
#include "harness/live/http/message.h"

namespace badrdp::harness::lab {

class Site {
public:
    // Each desk has a host of its own: on loopback at an address of its own and this port, elsewhere at
    // `address` and the ports from this one on. Throws as Hosts::make does. All of these outlive the site.
    Site(const LabData& data, Classroom& room, Hosts& hosts, const boost::asio::ip::address& address,
         std::uint16_t port);

    http::Response answer(const http::Request& request);

private:
    http::Response of_student(const http::Request& request, Student& student,
                              const std::vector<std::string>& path);
    http::Response of_desk(const http::Request& request, Student& student, std::size_t place,
                           std::string_view deed);
    http::Response of_teacher(const http::Request& request, std::string_view deed);
    std::string host_of(const Student& student, const Place& place) const;
    void follow(const Student& student, const Place& place);

    const LabData& data_;
    Classroom& room_;
    Hosts& hosts_;
};

}  // namespace badrdp::harness::lab
