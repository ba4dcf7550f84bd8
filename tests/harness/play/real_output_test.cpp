#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>
#include <vector>

#include "harness/data/client/adapter.h"
#include "harness/play/read_report.h"
#include "tests/harness/play/reports.h"

BOOST_AUTO_TEST_SUITE(harness_client_real_output)

namespace {

using namespace badrdp::harness;
using namespace badrdp::harness::test;
namespace bdata = boost::unit_test::data;
namespace wire = badrdp::wire;

// What the programs of Debian 12 printed when they met a server that broke at one point: copied, with times,
// process ids and folders as they were, and with the lines that say nothing left out.
struct Seen {
    std::string client, what;
    int exit;
    std::string ended, output;
    Outcome outcome;
    Reason reason;
    std::string said;
};
std::ostream& operator<<(std::ostream& out, const Seen& seen) {
    return out << seen.client << ": " << seen.what;
}

const std::string kAuthOnly =
    "[05:20:52:289] [9162:9163] [ERROR][com.freerdp.core] - Authentication only, exit status 1\n"
    "[05:20:51:970] [9162:9163] [INFO][com.freerdp.client.x11] - Authentication only. Don't connect to X.\n";
const std::string kMismatch =
    "Password: [05:24:35:376] [5004:5005] [WARN][com.freerdp.crypto] - Certificate verification failure "
    "'self-signed certificate (18)' at stack position 0\n"
    "[05:24:35:376] [5004:5005] [ERROR][com.freerdp.crypto] - @           WARNING: CERTIFICATE NAME "
    "MISMATCH!   "
    "        @\n"
    "[05:24:35:376] [5004:5005] [ERROR][com.freerdp.crypto] - A valid certificate for the wrong name should "
    "NOT "
    "be trusted!\n";
const std::string kTrustPrompt =
    "\nATTENTION! The server uses and invalid security certificate which can not be trusted for\n"
    "the following identified reasons(s);\n\n 1. Certificate issuer is not trusted by this system.\n\n"
    "If you do not trust the certificate the connection atempt will be aborted:\n\n"
    "Do you trust this certificate (yes/no)? ";

const std::vector<Seen> kSeen{
    {"xfreerdp", "refused port", 147, "refused",
     "Password: [05:20:51:779] [9109:9123] [ERROR][com.freerdp.core.transport] - BIO_should_retry returned a "
     "system error 32: Broken pipe\n"
     "[05:20:51:779] [9109:9123] [ERROR][com.freerdp.core] - transport_write:freerdp_set_last_error_ex "
     "ERRCONNECT_CONNECT_TRANSPORT_FAILED [0x0002000D]\n" +
         kAuthOnly,
     Outcome::disconnected, Reason::network, "BIO_should_retry returned a system error 32: Broken pipe"},
    {"xfreerdp", "reset at accept, the other half of the race", 141, "server rst",
     "[05:20:35:592] [5927:5928] [ERROR][com.freerdp.core] - freerdp_tcp_connect:freerdp_set_last_error_ex "
     "ERRCONNECT_CONNECT_FAILED [0x00020006]\n"
     "[05:20:35:592] [5927:5928] [ERROR][com.freerdp.core] - failed to connect to 127.0.0.1\n" +
         kAuthOnly,
     Outcome::disconnected, Reason::network, "ERRCONNECT_CONNECT_FAILED"},
    {"xfreerdp", "reset after the request", 147, "server rst",
     "Password: [05:20:52:289] [9162:9163] [ERROR][com.freerdp.core.transport] - BIO_read returned a system "
     "error 104: Connection reset by peer\n"
     "[05:20:52:289] [9162:9163] [ERROR][com.freerdp.core] - transport_read_layer:freerdp_set_last_error_ex "
     "ERRCONNECT_CONNECT_TRANSPORT_FAILED [0x0002000D]\n" +
         kAuthOnly,
     Outcome::disconnected, Reason::network,
     "BIO_read returned a system error 104: Connection reset by peer"},
    {"xfreerdp", "NEG_FAILURE 5", 133, "server fin",
     "Password: [05:20:55:813] [9617:9619] [WARN][com.freerdp.core.nego] - Error: HYBRID_REQUIRED_BY_SERVER\n"
     "[05:20:55:814] [9617:9619] [ERROR][com.freerdp.core.nego] - Protocol Security Negotiation Failure\n"
     "[05:20:55:814] [9617:9619] [ERROR][com.freerdp.core] - rdp_client_connect:freerdp_set_last_error_ex "
     "ERRCONNECT_SECURITY_NEGO_CONNECT_FAILED [0x0002000C]\n" +
         kAuthOnly,
     Outcome::refused, Reason::security, "HYBRID_REQUIRED_BY_SERVER"},
    {"xfreerdp", "NEG_FAILURE 6", 133, "server fin",
     "Password: [05:20:56:234] [9633:9634] [ERROR][com.freerdp.core.nego] - Error: Unknown protocol security "
     "error 6\n" +
         kAuthOnly,
     Outcome::refused, Reason::security, "Unknown protocol security error 6"},
    {"xfreerdp", "a protocol that it does not have", 133, "client fin",
     "Password: [05:20:56:629] [9656:9657] [ERROR][com.freerdp.core.nego] - cannot connect security layer "
     "because "
     "no protocol has been selected yet.\n" +
         kAuthOnly,
     Outcome::refused, Reason::security, "no protocol has been selected yet"},
    {"xfreerdp", "a confirm that is none", 133, "client fin",
     "Password: [05:20:58:133] [9750:9751] [ERROR][com.freerdp.core] - Error: expected "
     "X224_TPDU_CONNECTION_CONFIRM\n"
     "[05:20:58:133] [9750:9751] [ERROR][com.freerdp.core.nego] - Protocol Security Negotiation Failure\n" +
         kAuthOnly,
     Outcome::refused, Reason::protocol, "expected X224_TPDU_CONNECTION_CONFIRM"},
    {"xfreerdp", "bytes of zero for a confirm", 133, "client fin",
     "Password: [05:20:58:529] [9763:9764] [ERROR][com.freerdp.core.transport] - fast path - invalid "
     "pduLength: "
     "0\n" +
         kAuthOnly,
     Outcome::refused, Reason::protocol, "invalid pduLength"},
    {"xfreerdp", "TLS alert 40", 143, "client fin",
     "Password: [05:21:11:444] [9959:9960] [ERROR][com.freerdp.core] - "
     "transport_connect_tls:freerdp_set_last_error_ex ERRCONNECT_TLS_CONNECT_FAILED [0x00020008]\n" +
         kAuthOnly,
     Outcome::refused, Reason::tls, "ERRCONNECT_TLS_CONNECT_FAILED"},
    {"xfreerdp", "reset after ClientHello", 143, "server rst",
     "Password: [05:21:12:717] [10005:10006] [ERROR][com.freerdp.core] - "
     "transport_connect_tls:freerdp_set_last_error_ex ERRCONNECT_TLS_CONNECT_FAILED [0x00020008]\n" +
         kAuthOnly,
     Outcome::disconnected, Reason::tls, "ERRCONNECT_TLS_CONNECT_FAILED"},
    {"xfreerdp", "a certificate that is denied", 143, "client fin",
     kMismatch +
         "[05:21:45:914] [17872:17873] [ERROR][com.freerdp.crypto] - certificate not trusted, aborting.\n"
         "[05:21:45:914] [17872:17873] [ERROR][com.freerdp.core] - "
         "transport_connect_tls:freerdp_set_last_error_ex "
         "ERRCONNECT_TLS_CONNECT_FAILED [0x00020008]\n" +
         kAuthOnly,
     Outcome::refused, Reason::certificate, "certificate not trusted, aborting"},
    {"xfreerdp", "a certificate that is warned of and trusted on first use", 147, "server fin",
     kMismatch +
         "[05:24:35:377] [5004:5005] [ERROR][com.freerdp.core.transport] - BIO_read returned a system error "
         "0: "
         "Success\n" +
         kAuthOnly,
     Outcome::disconnected, Reason::network, "BIO_read returned a system error 0: Success"},
    {"xfreerdp", "close after TLS", 147, "server fin",
     "Password: [05:21:14:042] [10051:10052] [ERROR][com.freerdp.core.transport] - BIO_read returned a "
     "system "
     "error 0: Success\n" +
         kAuthOnly,
     Outcome::disconnected, Reason::network, "BIO_read returned a system error 0: Success"},
    {"xfreerdp", "silence after TLS", 131, "client fin",
     "Password: [05:21:24:082] [10098:10099] [ERROR][com.freerdp.core.connection] - Timeout waiting for "
     "activation\n" +
         kAuthOnly +
         "[05:21:24:083] [10098:10098] [ERROR][com.freerdp.core] - "
         "freerdp_abort_connect:freerdp_set_last_error_ex "
         "ERRCONNECT_CONNECT_CANCELLED [0x0002000B]\n",
     Outcome::timed_out, Reason::timeout, "Timeout waiting for activation"},
    {"xfreerdp", "a refusal inside MCS", 147, "client fin",
     "Password: [05:21:35:687] [17678:17679] [ERROR][com.freerdp.core.rdp] - mcs_recv_connect_response "
     "failure\n"
     "[05:21:35:688] [17678:17679] [ERROR][com.freerdp.core] - rdp_client_connect:freerdp_set_last_error_ex "
     "ERRCONNECT_CONNECT_TRANSPORT_FAILED [0x0002000D]\n" +
         kAuthOnly,
     Outcome::refused, Reason::protocol, "mcs_recv_connect_response failure"},
    {"xfreerdp", "a name that nobody knows", 140, "",
     "Password: [05:20:57:068] [9669:9670] [ERROR][com.freerdp.core] - "
     "freerdp_tcp_is_hostname_resolvable:freerdp_set_last_error_ex ERRCONNECT_DNS_NAME_NOT_FOUND "
     "[0x00020005]\n" +
         kAuthOnly,
     Outcome::disconnected, Reason::name, "ERRCONNECT_DNS_NAME_NOT_FOUND"},
    {"xfreerdp", "STATUS_LOGON_FAILURE", 134, "client fin",
     "Password: [05:21:48:241] [18013:18014] [WARN][com.freerdp.core.nla] - SPNEGO received NTSTATUS: "
     "STATUS_LOGON_FAILURE [0xC000006D] from server\n"
     "[05:21:48:241] [18013:18014] [ERROR][com.freerdp.core] - nla_recv_pdu:freerdp_set_last_error_ex "
     "ERRCONNECT_LOGON_FAILURE [0x00020014]\n" +
         kAuthOnly,
     Outcome::refused, Reason::credentials, "ERRCONNECT_LOGON_FAILURE"},
    {"xfreerdp", "an active session", 0, "client fin",
     "[05:20:51:970] [1:2] [INFO][com.freerdp.client.x11] - Authentication only. Don't connect to X.\n",
     Outcome::active, Reason::nothing, ""},

    {"rdesktop", "refused port", 76, "refused",
     "Core(error): tcp_connect(), unable to connect to 127.0.0.1\n", Outcome::disconnected, Reason::network,
     "unable to connect to 127.0.0.1"},
    {"rdesktop", "reset at accept", 76, "server rst",
     "Core(error): tcp_recv(), recv() failed: Connection reset by peer\n", Outcome::disconnected,
     Reason::network, "recv() failed: Connection reset by peer"},
    {"rdesktop", "close after the request", 76, "server fin",
     "Core(error): rcp_recv(), connection closed by peer\n", Outcome::disconnected, Reason::network,
     "connection closed by peer"},
    {"rdesktop", "NEG_FAILURE 1", 76, "server fin", "Failed to connect, SSL required by server.\n\n",
     Outcome::refused, Reason::security, "SSL required by server."},
    {"rdesktop", "a TLS alert, and another go without TLS", 76, "server fin",
     "Core(error): tcp_tls_connect(), TLS handshake failed. GnuTLS error: A TLS fatal alert has been "
     "received.\n"
     "Failed to connect, SSL required by server.\n\n",
     Outcome::disconnected, Reason::tls,
     "TLS handshake failed. GnuTLS error: A TLS fatal alert has been received."},
    {"rdesktop", "a certificate that is denied", 1, "client rst",
     kTrustPrompt + "Core(error): Certificate error during TLS handshake: Error in the certificate.\n",
     Outcome::refused, Reason::certificate,
     "Certificate error during TLS handshake: Error in the certificate."},
    {"rdesktop", "close after MCS Connect Initial", 76, "server fin",
     kTrustPrompt + "Connection established using SSL.\n"
                    "Core(error): tcp_recv(), gnutls_record_recv() failed with -110: The TLS connection was "
                    "non-properly terminated.\n",
     Outcome::disconnected, Reason::network,
     "gnutls_record_recv() failed with -110: The TLS connection was non-properly terminated."},
    {"rdesktop", "a confirm that is none", 76, "client fin",
     "Protocol(error): iso_connect(), expected ISO_PDU_CC, got 0xff\n", Outcome::refused, Reason::protocol,
     "iso_connect(), expected ISO_PDU_CC, got 0xff"},
    {"rdesktop", "a protocol that it did not ask for", 76, "client fin",
     "Protocol(error): iso_connect(), unexpected protocol in negotiation response, got 0x8\n",
     Outcome::refused, Reason::security, "protocol in negotiation response, got 0x8"},
    {"rdesktop", "a refusal inside MCS, for which it exits with 0", 0, "client fin",
     "Connection established using SSL.\nProtocol(error): mcs.c:115: mcs_recv_connect_response(), unexpected "
     "stream overrun\n0000 03 00 00 0c 02 f0 80 7f 66 03 0a 01             ........f...\n",
     Outcome::refused, Reason::protocol, "mcs.c:115: mcs_recv_connect_response(), unexpected stream overrun"},
    {"rdesktop", "a name that nobody knows", 76, "",
     "Core(error): tcp_connect(), getaddrinfo() failed: Name or service not known\n", Outcome::disconnected,
     Reason::name, "getaddrinfo() failed: Name or service not known"},

    {"builtin", "a certificate that is refused", 10, "client fin",
     "badrdp connect: certificate: the certificate is not to be trusted: certificate has expired\n",
     Outcome::refused, Reason::certificate, "the certificate is not to be trusted: certificate has expired"},
    {"builtin", "a time-out", 15, "client fin", "badrdp connect: timeout: no answer within 10 s\n",
     Outcome::timed_out, Reason::timeout, "no answer within 10 s"},
    {"builtin", "nothing to complain of", 0, "client fin",
     "badrdp connect: nothing: the server let us through to MCS Connect Initial\n", Outcome::disconnected,
     Reason::nothing, ""},
    {"builtin", "a time-out that it keeps to itself", 15, "client fin", "", Outcome::timed_out,
     Reason::nothing, ""},
    // FreeRDP 3.33.1 of Debian 13's backports.
    {"xfreerdp3", "License Error PDU", 147, "client fin",
     "[04:11:12:012] [2:00000004] [ERROR][com.freerdp.core.connection] - [rdp_client_connect_license]: "
     "license "
     "connection sequence aborted.\n"
     "[04:11:12:012] [2:00000004] [ERROR][com.freerdp.core.rdp] - [rdp_recv_callback_int][0x5627410055a0]: "
     "CONNECTION_STATE_LICENSING status STATE_RUN_FAILED [-1]\n"
     "[04:11:12:012] [2:00000004] [ERROR][com.freerdp.core] - [rdp_client_wait_for_activation]: "
     "ERRCONNECT_CONNECT_TRANSPORT_FAILED [0x0002000D]\n",
     Outcome::disconnected, Reason::server, "license connection sequence aborted"},
    {"xfreerdp3", "licensing message of an unknown type", 147, "client fin",
     "[04:11:11:166] [2:00000004] [ERROR][com.freerdp.core.license] - [license_client_recv_int]: invalid "
     "bMsgType:119\n"
     "[04:11:11:166] [2:00000004] [ERROR][com.freerdp.core] - [license_client_recv]: ERRBASE_UNKNOWN "
     "[0x00001B8F]\n"
     "[04:11:11:166] [2:00000004] [ERROR][com.freerdp.core.rdp] - [rdp_recv_callback_int][0x561522fef5a0]: "
     "CONNECTION_STATE_LICENSING status STATE_RUN_FAILED [-1]\n",
     Outcome::refused, Reason::protocol, "invalid bMsgType"},
    {"xfreerdp3", "no TSRequest where the host's proof should be", 147, "client fin",
     "[04:11:08:401] [2:00000004] [ERROR][com.winpr.sspi.Kerberos] - [kerberos_parse_principal]: "
     "krb5_parse_name "
     "(Configuration file does not specify default realm [-1765328160])\n"
     "[04:11:08:447] [2:00000004] [ERROR][com.freerdp.core.rdp] - [rdp_recv_callback_int][0x5580649075a0]: "
     "CONNECTION_STATE_NLA - nla_recv_pdu() fail\n"
     "[04:11:08:447] [2:00000004] [ERROR][com.freerdp.core.rdp] - [rdp_recv_callback_int][0x5580649075a0]: "
     "CONNECTION_STATE_NLA status STATE_RUN_FAILED [-1]\n",
     Outcome::refused, Reason::protocol, "nla_recv_pdu() fail"},
    {"hydra", "an account that is let in", 0, "client fin",
     "[24446][rdp] host: 127.0.0.1   login: badrdp   password: ***********\n"
     "1 of 1 target successfully completed, 1 valid password found\n",
     Outcome::active, Reason::nothing, ""},
    {"hydra", "a port where nobody listens", 0, "refused",
     "[24551][rdp] account on 127.0.0.1 might be valid but account not active for remote desktop: login: "
     "badrdp "
     "password: ***********, continuing attacking the account.\n"
     "1 of 1 target completed, 0 valid password found\n",
     Outcome::refused, Reason::credentials, "might be valid but account not active for remote desktop"},
    {"hydra", "no common cipher", 255, "server fin",
     "[ERROR] freerdp: The connection failed to establish.\n"
     "[ERROR] all children were disabled due too many connection errors\n"
     "0 of 1 target completed, 0 valid password found\n",
     Outcome::disconnected, Reason::network, "freerdp: The connection failed to establish."},
    {"hydra", "an errorInfo before the session, three times", 255, "client fin",
     "[DATA] attacking rdp://127.0.0.1:26415/\n"
     "[ERROR] all children were disabled due too many connection errors\n"
     "0 of 1 target completed, 0 valid password found\n",
     Outcome::disconnected, Reason::network, "all children were disabled due too many connection errors"},
    {"nmap", "a port where nobody listens", 0, "refused",
     "PORT      STATE  SERVICE\n24659/tcp closed unknown\n", Outcome::refused, Reason::network,
     "closed unknown"},
    {"nmap", "a name that nobody has", 0, "",
     "Failed to resolve \"rdp-host.test\".\nWARNING: No targets were specified, so 0 hosts scanned.\n",
     Outcome::disconnected, Reason::name, "Failed to resolve"},
    {"nmap", "a host that closes behind the request", 0, "server fin",
     "26554/tcp open  unknown\n|_rdp-enum-encryption: Packet too short\n", Outcome::disconnected,
     Reason::protocol, "Packet too short"},
    {"nmap", "HTTP instead of a Confirm", 0, "client fin",
     "26719/tcp open  unknown\n|_rdp-enum-encryption: Received unhandled packet\n", Outcome::disconnected,
     Reason::protocol, "Received unhandled packet"},
    {"nmap", "an MCS Connect Response that refuses in one word", 0, "client fin",
     "|_rdp-enum-encryption: ERROR: Script execution failed (use -d to debug)\n", Outcome::disconnected,
     Reason::vague, "Script execution failed"},
    {"node-rdpjs", "RDP_NEG_FAILURE 5", 1, "client fin", "event: error NODE_RDP_PROTOCOL_X224_NEG_FAILURE\n",
     Outcome::refused, Reason::security, "NODE_RDP_PROTOCOL_X224_NEG_FAILURE"},
    {"node-rdpjs", "no common cipher", 1, "server fin",
     "event: error ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE\n", Outcome::disconnected, Reason::tls,
     "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE"},
    {"node-rdpjs", "a port where nobody listens", 1, "refused", "event: error ECONNREFUSED\n",
     Outcome::disconnected, Reason::network, "ECONNREFUSED"},
    {"node-rdpjs", "a host that closes", 0, "server fin", "event: close\n", Outcome::disconnected,
     Reason::nothing, ""},
    {"node-rdpjs", "an MCS Attach User Confirm that refuses", 1, "client fin",
     "event: error error.UnexpectedFatalError is not a constructor\n", Outcome::disconnected, Reason::vague,
     "error.UnexpectedFatalError is not a constructor"},
    {"remmina", "a port where nobody listens", 0, "refused",
     "[18:24:25:397] [7:20] [ERROR][com.freerdp.core.transport] - BIO_should_retry returned a system error "
     "32: Broken pipe\n"
     "[18:24:25:418] [7:20] [ERROR][com.freerdp.core] - transport_write:freerdp_set_last_error_ex "
     "ERRCONNECT_CONNECT_TRANSPORT_FAILED [0x0002000D]\n"
     "** (org.remmina.Remmina:7): DEBUG: 18:24:25.576: (rco_on_disconnect) - Disconnect signal received on "
     "RemminaProtocolWidget\n",
     Outcome::disconnected, Reason::network, "BIO_should_retry returned a system error 32: Broken pipe"},
    {"remmina", "RDP_NEG_FAILURE 5", 0, "server fin",
     "[18:24:46:959] [7:20] [WARN][com.freerdp.core.nego] - Error: HYBRID_REQUIRED_BY_SERVER\n"
     "[18:24:46:960] [7:20] [ERROR][com.freerdp.core.nego] - Protocol Security Negotiation Failure\n"
     "[18:24:46:960] [7:20] [ERROR][com.freerdp.core] - rdp_client_connect:freerdp_set_last_error_ex "
     "ERRCONNECT_SECURITY_NEGO_CONNECT_FAILED [0x0002000C]\n",
     Outcome::refused, Reason::security, "HYBRID_REQUIRED_BY_SERVER"},
    {"remmina", "no TLS behind the Confirm", 0, "client fin",
     "[18:24:27:990] [7:20] [ERROR][com.freerdp.core] - transport_connect_tls:freerdp_set_last_error_ex "
     "ERRCONNECT_TLS_CONNECT_FAILED [0x00020008]\n",
     Outcome::refused, Reason::tls, "ERRCONNECT_TLS_CONNECT_FAILED"},
    {"remmina", "silence in the session's sequence", 0, "client fin",
     "[18:24:57:369] [7:20] [ERROR][com.freerdp.core.connection] - Timeout waiting for activation\n",
     Outcome::timed_out, Reason::timeout, "Timeout waiting for activation"},
};

}  // namespace

BOOST_DATA_TEST_CASE(real_output_is_understood, bdata::make(kSeen), seen) {
    auto facts = connected(seen.ended);
    read_report(catalogue(seen.client), ended(seen.exit, seen.output), facts);
    BOOST_TEST(facts.outcome == seen.outcome);
    BOOST_TEST(facts.reason == seen.reason);
    BOOST_TEST(facts.said == seen.said);
    BOOST_TEST(facts.exit.value_or(-1) == seen.exit);
    BOOST_TEST(!facts.signal);
}

// A refusal that the client got round is not what ended it.
BOOST_AUTO_TEST_CASE(a_failure_that_it_got_round_is_not_the_reason) {
    const auto far = [] { return connected("server fin", wire::Step::mcs_connect_initial); };
    auto facts = far();
    read_report(
        catalogue("xfreerdp"),
        ended(147,
              "Password: [05:20:54:153] [9360:9395] [WARN][com.freerdp.core.nego] - Error: "
              "SSL_NOT_ALLOWED_BY_SERVER\n"
              "[05:20:54:253] [9360:9395] [ERROR][com.freerdp.core.transport] - BIO_read returned a system "
              "error 11: Resource temporarily unavailable\n"),
        facts);
    BOOST_TEST(facts.outcome == Outcome::disconnected);
    BOOST_TEST(facts.reason == Reason::network);
    facts = far();
    read_report(
        catalogue("rdesktop"),
        ended(76,
              "Protocol(warning): Protocol negotiation failed with reason: SSL not allowed by server\n"
              "Retrying with plain RDP.\n"
              "Core(error): rcp_recv(), connection closed by peer\n"),
        facts);
    BOOST_TEST(facts.outcome == Outcome::disconnected);
    BOOST_TEST(facts.reason == Reason::network);
}

BOOST_AUTO_TEST_SUITE_END()
