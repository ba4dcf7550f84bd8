// The keys of a scenario's [host.rdp], [host.credssp] and [host.session], told once. How the calls are meant:
// host_keys.h.
#pragma once

#include "harness/data/scenario/words.h"
#include "sim/fault/argument.h"
#include "sim/peer/choices.h"

namespace badrdp::harness {

// Standard RDP Security [MS-RDPBCGR 5.3].
template <class Visitor, class... Choices>
void visit_rdp(Visitor& v, Choices&... c) {
    v.word("encryption", OneOf{encryption_words()}, c.encryption_method...);
    v.word("level", OneOf{encryption_level_words()}, c.encryption_level...);
    v.step("wrong_mac", c.wrong_mac...);
    v.truth("x509_chain", c.x509_chain...);
}

// CredSSP, and what is wrong with its cryptography [MS-CSSP 3.1.5].
template <class Visitor, class... Choices>
void visit_credssp(Visitor& v, Choices&... c) {
    v.number("version", c.credssp_version...);
    v.number("claims", c.credssp.claims...);
    v.word("pub_key_auth", OneOf{pub_key_auth_words()}, c.credssp.pub_key_auth...);
    v.truth("ignores_nonce", c.credssp.ignores_nonce...);
    v.truth("binds_as_version_4", c.credssp.binds_as_version_4...);
    v.status("error_at_negotiate", c.credssp.error_at_negotiate...);
    v.status("error_at_authenticate", c.credssp.error_at_authenticate...);
    v.status("error_at_credentials", c.credssp.error_at_credentials...);
    v.truth("ntlm", c.credssp.ntlm...);
    v.truth("says_error_code", c.credssp.says_error_code...);
    v.word("garbage_token", OneOf{round_words()}, c.credssp.garbage_token...);
    v.duration("clock_skew", c.credssp.clock_skew...);
    v.truth("timestamp", c.credssp.timestamp...);
    v.truth("target_info", c.credssp.target_info...);
    v.truth("target_info_ends", c.credssp.target_info_ends...);
    v.truth("long_pair", c.credssp.long_pair...);
    v.number("early_user_auth", c.early_user_auth...);
}

// What lies behind the security protocol, up to the end of the session.
template <class Visitor, class... Choices>
void visit_session(Visitor& v, Choices&... c) {
    v.number("version", c.version...);
    v.number("early_capability_flags", c.early_capability_flags...);
    v.truth("skips_channel_join", c.skips_channel_join...);
    v.between("largest_width", fault::Number{0, 0xffff}, c.largest_width...);
    v.between("largest_height", fault::Number{0, 0xffff}, c.largest_height...);
    v.truth("auto_detects", c.auto_detects...);
    v.number("multitransport", c.multitransport...);
    v.word("licensing", OneOf{licensing_words()}, c.licensing...);
    v.number("licensing_error", c.licensing_error...);
    v.number("reactivations", c.reactivations...);
    v.truth("saves_session_info", c.saves_session_info...);
    v.word("session_info", OneOf{session_info_words()}, c.session_info...);
    v.step("says_when_active", c.says_when_active...);
    v.truth("redirects", c.redirects...);
    v.word("redirection", OneOf{redirection_words()}, c.redirection...);
    v.word("redirection_token", OneOf{routing_token_words()}, c.redirection_token...);
    v.truth("names_other_certificate", c.names_other_certificate...);
    v.code("rdstls_result", "rdstls", c.rdstls_result...);
    v.code("aad_result", "rdsaad", c.aad_result...);
    v.word("parting", OneOf{parting_words()}, c.parting.how...);
    v.step("parts_after", c.parting.after...);
    v.code("error_info", "errinfo", c.parting.error_info...);
    v.duration("parting_delay", c.parting.delay...);
}

}  // namespace badrdp::harness
