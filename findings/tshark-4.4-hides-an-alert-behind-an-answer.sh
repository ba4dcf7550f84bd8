#!/bin/sh
# tshark 4.4 does not show a TLS alert that comes behind an HTTP answer without a length, where it has the keys.
# The answer lasts until the connection ends (RFC 9112 6.3), so its HTTP dissector asks for everything up to the
# FIN, and what TLS hands over for that swallows the records behind the answer, the alert among them: its frame
# is no "tls.alert_message" any more. tshark 4.0 shows it. A capture tool's answer to "did the server say
# close_notify?" (RFC 8446 6.1: without it, a connection may have been cut short) thus depends on its version.
# With -o tls.desegment_ssl_application_data:FALSE the alert is back, and the HTTP lines are gone.
#
# Seen with tshark 4.4.19-0+deb13u1 of Debian 13 and 4.0.17-0+deb12u3 of Debian 12, TLS 1.3 between two OpenSSL
# commands; frames with an alert, by each:
#     4.0: server's and client's         4.4: client's alone         4.4 without reassembly: both
# Run it on Debian 12 with openssl, tshark and mmdebstrap, as root. It makes a Debian 13 in a temporary folder,
# installs nothing, and talks to 127.0.0.1 in a network of its own.
set -eu
new=4.4.19-0+deb13u1
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
trap 'exit 130' INT TERM
[ "$(id -u)" -eq 0 ] || { echo "run it as root: it makes a Debian 13 and enters it" >&2; exit 77; }

for tool in openssl tshark dumpcap mmdebstrap; do
    command -v $tool >/dev/null || { echo "$tool is missing" >&2; exit 77; }
done
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' | head -n 1)
cd "$here"
mmdebstrap --quiet --variant=apt --include="tshark=$new" trixie root "$mirror" >mmdebstrap.txt 2>&1 ||
    { echo "Debian 13 with tshark $new cannot be made:" >&2; tail -n 3 mmdebstrap.txt >&2; exit 77; }

openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=host -days 30 -keyout key.pem -out cert.pem 2>/dev/null
echo hello >page.txt
# shellcheck disable=SC2016  # the shell inside expands them
unshare --net sh -euc '
    ip link set lo up
    dumpcap -q -P -i lo -f "tcp port 4433" -w talk.pcap 2>dumpcap.txt & capture=$!
    openssl s_server -accept 127.0.0.1:4433 -naccept 1 -cert cert.pem -key key.pem -WWW >server.txt 2>&1 </dev/null & server=$!
    until grep -q Capturing dumpcap.txt && grep -q ACCEPT server.txt; do sleep 0.1; done
    printf "GET /page.txt HTTP/1.0\r\n\r\n" |
        openssl s_client -connect 127.0.0.1:4433 -tls1_3 -keylogfile keys.txt -quiet -ign_eof >answer.txt 2>client.txt
    wait $server || true
    until [ "$(tshark -r talk.pcap -Y tcp.flags.fin==1 2>/dev/null | wc -l)" -ge 2 ]; do sleep 0.1; done
    kill -INT $capture
    wait $capture'

# What a tshark says: who sent an alert, one word each.
alerts() {
    "$@" -r talk.pcap -o tls.keylog_file:keys.txt -d tcp.port==4433,tls -Y tls.alert_message \
        -T fields -e tcp.srcport 2>/dev/null | sed 's/^4433$/server/; s/^[0-9]*$/client/' | sort | tr '\n' ' '
}
mkdir root/talk
cp talk.pcap keys.txt root/talk/
inside() { chroot root sh -c 'cd /talk && exec "$@"' sh "$@"; }
before=$(alerts tshark)
after=$(alerts inside tshark)
whole=$(alerts inside tshark -o tls.desegment_ssl_application_data:FALSE)
echo "$(tshark --version 2>/dev/null | head -n 1) alerts of: $before"
echo "tshark $new, alerts of: $after"
echo "the same without reassembly: $whole"
if [ "$before" != "client server " ] || [ "$after" != "client " ] || [ "$whole" != "client server " ]; then
    echo "tshark no longer does that" >&2
    exit 1
fi
echo "as described: tshark $new"
