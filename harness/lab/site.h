// The lab behind HTTP: who asks for what, and the hosts that students' own clients may connect to.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <functional>
#include <map>
#include <string>

#include "harness/lab/desk_clients.h"
#include "harness/lab/lesson.h"
#include "harness/lab/viewer.h"
#include "harness/live/changing_host.h"
#include "harness/live/http/message.h"
#include "harness/live/http/target.h"

namespace badrdp::harness::lab {

class Site {
public:
    using Trouble = std::function<void(const std::string&)>;

    // A desk that is looked at gets a host of its own, if a socket can show its trouble: on loopback at an
    // address of its own and this port, elsewhere at `address` and the ports from this one on. Where it
    // cannot be had, `trouble` is told, and the desk does without. All of these outlive the site.
    // Throws UsageError where there are more desks with a host than hosts or ports.
    Site(const LabData& data, Lesson& lesson, Hosts& hosts, const boost::asio::ip::address& address,
         std::uint16_t port, Trouble trouble);

    // Makes what is made once and takes a second, keys above all: else the whole class waits for the first
    // student.
    void get_ready();

    // Desks may start real clients from now on, whose windows are shown by these files; it outlives the site.
    void offer(DeskClients& clients, ViewerFiles viewer);

    http::Response answer(const http::Request& request);

private:
    using Path = std::vector<std::string>;

    http::Response of_student(const http::Request& request, const Student& student, const Path& path);
    http::Response look_at_desk(const Student& student, std::size_t place, std::string_view what);
    http::Response look_at_client(const http::Request& request, const Student& student, std::size_t place,
                                  std::string_view what) const;
    http::Response at_client(const Student& student, std::size_t place, std::string_view deed);
    ClientLook client_of(const Student& student, const Place& place) const;
    http::Response at_desk(const http::Fields& fields, const Student& student, std::size_t place,
                           std::string_view deed);
    http::Response hand_in(const http::Fields& fields, const Student& student, const Place& place);
    http::Response of_teacher(const http::Request& request, std::string_view deed);
    http::Response teach(const http::Fields& fields, std::string_view deed);

    const Classroom& room() const { return lesson_.room(); }
    void happen(Entry::Kind kind, const Student& student, const Place& place, std::string text = {});
    std::string host_of(const Student& student, const Place& place) const;
    std::string address_of(const Student& student, std::size_t place);  // empty: there is none
    LivePlace place_of(const Student& student, std::size_t place) const;
    void follow(const Student& student, const Place& place);
    int number_of(const Student& student) const;

    const LabData& data_;
    Lesson& lesson_;
    Hosts& hosts_;
    boost::asio::ip::address address_;
    std::uint16_t port_;
    Trouble trouble_;
    DeskClients* clients_ = nullptr;
    ViewerFiles viewer_;
};

}  // namespace badrdp::harness::lab
