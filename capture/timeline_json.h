// The timeline as JSON, for programs and for timeline.json beside each capture.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "capture/timeline.h"

namespace badrdp::capture {

// {
//   "start": 1700000000123456789,      ns since the Unix epoch, of the first packet (0: there is none);
//                                      all other times are seconds since then, as numbers
//   "connections": [{
//     "number": 1, "client_port": 40000,
//     "began": 0.0, "ended": 0.2,      the first FIN or RST; null: neither was seen
//     "ended_by": "client",            null likewise
//     "how": "open|fin|rst", "closed": true, "accepted": true, "refused": false, "syns": 1,
//     "rdp_request": true,
//     "requested_protocols": "0x3",    null: no rdpNegReq
//     "selected_protocol": "0x1", "failure_code": null, "cookie": "user",
//     "client_hello": {"legacy_version": TLS, "versions": [TLS], "ciphers": [CIPHER], "server_name": ""},
//     "tls_version": TLS, "tls_cipher": CIPHER,   null where nothing was seen
//     "alerts": [{"from": "client", "level": 2, "description": 40, "name": "handshake_failure"}],
//                                      an encrypted one has level 0, and null for the other two
//     "deepest": "tls_finished", "bytes_from_client": 1, "bytes_from_server": 2,
//     "retransmissions": 0, "gaps": 0
//   }],
//   "events": [{"at": 0.0, "connection": 1, "from": "client", "step": "x224_request", "what": "…",
//               "detail": "…", "packet": 3}],      step null: not a step; packet counts from 0
//   "again": [{"at": 3.1, "connection": 1, "from": "server", "packet": 9}]
//                                      segments with data that was sent before: the first of a connection
// }
// TLS: {"value": "0x303", "name": "TLS 1.2"}; CIPHER likewise. Text that peers sent is made printable.
boost::json::object json_of(const Timeline& timeline);
std::string to_json(const Timeline& timeline);

// What its times are counted from: "start".
nanoseconds start_of(const Timeline& timeline);

}  // namespace badrdp::capture
