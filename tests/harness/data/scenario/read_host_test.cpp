#include "tests/harness/data/scenario/bad.h"

BOOST_AUTO_TEST_SUITE(scenario_read_host)

namespace bdata = boost::unit_test::data;

namespace {

const std::vector<Bad> kHost{
    {"unknown_key", "[host]\naccept = [\"tls\"]",
     "tcp/x.toml:6:1: unknown key 'accept' (did you mean 'accepts'?)"},
    {"unknown_way_to_listen", "[host]\nlistening = \"shut\"",
     "tcp/x.toml:6:13: unknown way to listen 'shut'; it is one of normal, closed, backlog_full, mute"},
    {"unknown_protocol", "[host]\naccepts = [\"tls\", \"nlaa\"]",
     "tcp/x.toml:6:19: unknown protocol 'nlaa' (did you mean 'nla'?)"},
    {"accepts_nothing", "[host]\naccepts = []", "tcp/x.toml:6:11: 'accepts' must not be empty"},
    {"selects_a_word_unknown", "[host]\nselect = \"hybrid\"",
     "tcp/x.toml:6:10: unknown protocol 'hybrid'; it is one of rdp, tls, nla, rdstls, nla_ex, rdsaad"},
    {"selects_a_negative_number", "[host]\nselect = -1",
     "tcp/x.toml:6:10: 'select' must be between 0 and 4294967295, not -1"},
    {"fails_by_a_name_misspelt", "[host]\nfailure = \"HYBRID_REQUIRED\"",
     "tcp/x.toml:6:11: unknown failure 'HYBRID_REQUIRED' (did you mean 'HYBRID_REQUIRED_BY_SERVER'?)"},
    {"selects_and_fails", "[host]\nselect = \"tls\"\nfailure = 5",
     "tcp/x.toml:7:11: 'failure' and 'select' cannot both be: a Confirm carries one of them"},
    {"selects_where_the_settings_fail",
     "[host]\nselect = \"tls\"\n[host.settings]\nmachine_keys = \"missing\"\nkey_failure = \"neg_failure\"",
     "tcp/x.toml:6:10: 'failure' and 'select' cannot both be: a Confirm carries one of them"},
    {"selects_without_negotiation", "[host]\naccepts = [\"rdp\"]\nnegotiates = false\nselect = \"tls\"",
     "tcp/x.toml:7:14: a Confirm without negotiation data (negotiates = false) has no room for 'select', "
     "'failure' or 'flags'"},
    {"xp_with_tls", "[host]\nnegotiates = false",
     "tcp/x.toml:6:14: a host that does not negotiate speaks Standard RDP Security: 'accepts' must have "
     "\"rdp\""},
    {"selects_what_it_has_begun_with", "[host]\ndirect = true\nselect = \"nla\"",
     "tcp/x.toml:7:10: a host that begins with TLS or with NLA has selected that: nothing can be said "
     "against it but a 'failure'"},
    {"begins_with_tls_and_negotiates_nothing",
     "[host]\naccepts = [\"tls\", \"rdp\"]\ndirect = true\nnegotiates = false",
     "tcp/x.toml:8:14: a host that begins with TLS or with NLA has selected that: nothing can be said "
     "against it but a 'failure'"},
    {"too_many_flags", "[host]\nflags = 256", "tcp/x.toml:6:9: 'flags' must be between 0 and 255, not 256"},
    {"one_version", "[host.tls]\nversions = [\"1.2\"]",
     "tcp/x.toml:6:12: 'versions' is a pair, lowest and highest: [\"1.2\", \"1.3\"]"},
    {"unknown_version", "[host.tls]\nversions = [\"1.2\", \"1.4\"]",
     "tcp/x.toml:6:20: unknown TLS version '1.4' (did you mean '1.0'?)"},
    {"versions_backwards", "[host.tls]\nversions = [\"1.3\", \"1.2\"]",
     "tcp/x.toml:6:12: 'versions' has the highest version first"},
    {"old_tls_at_a_level_that_forbids_it", "[host.tls]\nversions = [\"1.0\", \"1.1\"]",
     "tcp/x.toml:6:12: OpenSSL serves TLS 1.0 and 1.1 only with security_level = 0"},
    {"unknown_key_in_tls", "[host.tls]\ncipher = \"NULL\"",
     "tcp/x.toml:6:1: unknown key 'cipher' (did you mean 'ciphers'?)"},
    {"unknown_kind_of_key", "[host.certificate]\nkey = \"dsa\"",
     "tcp/x.toml:6:7: unknown kind of key 'dsa' (did you mean 'rsa'?)"},
    {"bits_of_an_ec_key", "[host.certificate]\nkey = \"ec\"\nbits = 2048",
     "tcp/x.toml:7:8: 'bits' is for RSA keys"},
    {"weak_key_at_a_level_that_forbids_it", "[host.certificate]\nbits = 1024",
     "tcp/x.toml:6:8: OpenSSL serves an RSA key of 1024 bits only with host.tls.security_level = 1 or less"},
    {"unknown_digest", "[host.certificate]\ndigest = \"sha-1\"",
     "tcp/x.toml:6:10: unknown digest 'sha-1' (did you mean 'sha1'?)"},
    {"a_name_in_no_extension",
     "[host.certificate]\nsubject_alt_name = false\nalternative_name = \"other.example\"",
     "tcp/x.toml:7:20: a certificate without a subjectAltName (subject_alt_name = false) has no name in it"},
    {"digest_of_ed25519", "[host.certificate]\nkey = \"ed25519\"\ndigest = \"sha256\"",
     "tcp/x.toml:7:10: an Ed25519 key takes no digest"},
    {"ends_before_it_begins", "[host.certificate]\nnot_before = \"2d\"\nnot_after = \"1d\"",
     "tcp/x.toml:7:13: 'not_after' must be later than 'not_before'"},
    {"a_date", "[host.certificate]\nnot_after = 2020-01-01",
     "tcp/x.toml:6:13: 'not_after' must be a duration such as \"10s\", not a date or time"},
    {"unknown_issuer", "[host.certificate]\nissuer = \"expired-ca\"",
     "tcp/x.toml:6:10: unknown issuer 'expired-ca' (did you mean 'expired_ca'?)"},
    {"unknown_spoiling", "[host.certificate]\nspoiled = \"wrong_keys\"",
     "tcp/x.toml:6:11: unknown way to spoil a certificate 'wrong_keys' (did you mean 'wrong_key'?)"},
    {"no_size", "[host.certificate]\npad_to = \"16kB\"",
     "tcp/x.toml:6:10: 'pad_to' is no size: \"16kB\"; write a whole number, or one with KiB or MiB"},
};

}  // namespace

BOOST_DATA_TEST_CASE(says_what_is_wrong_with_a_host, bdata::make(kHost), bad) {
    check(bad, "tcp/x.toml", kHead, kDemand);
}

BOOST_AUTO_TEST_SUITE_END()
