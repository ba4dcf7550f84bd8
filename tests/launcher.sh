#!/usr/bin/env bash
# ./badrdp against a machine made of stand-ins: a small tree, and a PATH whose dpkg-query, apt-get and cmake
# only take notes. Each case is a function; a case that fails says which, and what was seen.
set -uo pipefail
root=$(dirname "$(readlink -f "$0")")/..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# shellcheck disable=SC2016  # what stands in quotes is the stand-in's to expand
stand_in() { printf '#!/usr/bin/env bash\necho "%s $*" >>"%s/calls"\n%s\n' "$1" "$work" "$2" >"$work/bin/$1" && chmod +x "$work/bin/$1"; }

# A tree that can be built, on a machine that lacks nothing.
fresh() {
    rm -rf "${work:?}"/*
    mkdir -p "$work/bin" "$work/tree/cmake" "$work/tree/sim" "$work/tree/capture" "$work/tree/harness"
    cp "$root/badrdp" "$work/tree/"
    cp "$root/cmake/setup.sh" "$work/tree/cmake/"
    touch -d '1 minute ago' "$work"/tree/{sim/a.cpp,CMakeLists.txt,CMakePresets.json} "$work"/tree/{sim,capture,harness,cmake}
    touch "$work/calls"
    stand_in dpkg-query 'for name; do case $name in -*) ;; *) [[ " $MISSING " == *" $name "* ]] || printf "installed:%s " "$name";; esac; done'
    stand_in apt-cache ''
    stand_in apt-get ''
    stand_in sudo '[ "$1" = -n ] || [ "$1" = -v ] || exec "$@"'
    stand_in cmake "[ -z \"\$HOLD\" ] || timeout 20 bash -c 'until grep -q waiting \$HOLD; do :; done'
[ -z \"\$BREAK_BUILD\" ] || [ \$1 != --build ] || { echo 'error: a compiler complains'; exit 1; }
case \$1 in
    -S) mkdir -p '$work/tree/build/release';;
    --build) printf '#!/bin/sh\necho \"program: \$(pwd): \$*\"; exit 7\n' >'$work/tree/build/release/badrdp'; chmod +x '$work/tree/build/release/badrdp';;
esac"
}

# Runs the launcher; its status, and what it said, are in $status, $out and $err.
launch() {
    (cd "${from:-/}" && MISSING=${missing:-} BREAK_BUILD=${broken:-} HOLD=${hold:-} PATH=$work/bin:$PATH \
        "${launcher:-$work/tree/badrdp}" "$@" >"$work/${as:-}out" 2>"$work/${as:-}err")
    status=$?
    out=$(cat "$work/${as:-}out") err=$(cat "$work/${as:-}err")
}

calls() { grep -c "^$1" "$work/calls"; }

want() {  # WHAT IS WANTED, IS SEEN
    [ "$2" = "$3" ] && return
    failures=$((failures + 1))
    printf '%s: %s: wanted "%s", seen "%s"\n%s\n' "${FUNCNAME[1]}" "$1" "$2" "$3" "${err:-}"
}

builds_and_becomes_the_program() {
    from=/usr launch run --client 'a b'
    want "output" "program: /usr: run --client a b" "$out"
    want "status" 7 $status
    want "builds" 1 "$(calls 'cmake --build')"
}

does_and_says_nothing_when_nothing_is_to_do() {
    launch && : >"$work/calls"
    launch list
    want "what it said" "" "$err"
    want "output" "program: /: list" "$out"
    want "calls of cmake and apt" 0 "$(calls 'cmake\|apt')"
}

builds_again_when_a_source_changed_or_went() {
    launch
    touch "$work/tree/sim/a.cpp" && launch
    want "builds after a change" 2 "$(calls 'cmake --build')"
    rm "$work/tree/sim/a.cpp" && launch
    want "builds after a removal" 3 "$(calls 'cmake --build')"
}

shows_what_the_compiler_said() {
    broken=yes launch
    want "status" 3 $status
    want "compiler's words" 1 "$(grep -c 'error: a compiler complains' "$work/err")"
    launch
    want "status once mended" 7 $status
}

refuses_to_install_and_names_what_is_missing() {
    missing="ninja-build rdesktop" launch --no-install run
    want "status" 2 $status
    want "named" 1 "$(grep -c 'apt-get install .*ninja-build rdesktop$' "$work/err")"
    want "calls of apt-get" 0 "$(calls apt-get)"
}

lists_before_it_installs() {
    missing="ninja-build rdesktop" launch
    want "listed as needed to build" 1 "$(grep -c '^    to build: ninja-build$' "$work/err")"
    want "listed as a client" 1 "$(grep -c '^    clients.*: rdesktop$' "$work/err")"
    want "installed" 1 "$(calls 'apt-get .*install ninja-build rdesktop$')"
    want "status" 7 $status
}

goes_on_without_clients() {
    missing="xvfb freerdp2-x11 freerdp3-x11 rdesktop" launch --no-clients --no-install run
    want "status" 7 $status
    want "output" "program: /: run" "$out"
}

# What cannot be installed by this user keeps nobody from what is built.
goes_on_without_what_this_user_may_not_install() {
    launch
    stand_in sudo 'exit 1'
    stand_in id 'case $1 in -u) echo 1000;; *) echo somebody;; esac'
    missing="xvfb rdesktop" launch run
    want "output" "program: /: run" "$out"
    want "named" 1 "$(grep -c 'missing: xvfb rdesktop$' "$work/err")"
    touch "$work/tree/sim/a.cpp"
    missing="cmake rdesktop" launch run
    want "status where something older is built" 7 $status
    want "told" 1 "$(grep -c 'going on with the program as it was built' "$work/err")"
    rm "$work/tree/build/release/badrdp"
    missing="cmake rdesktop" launch run
    want "status where nothing is built" 2 $status
}

# A tree that somebody else built, or a read-only one. Root may write anywhere, so it is another user here.
runs_what_is_built_where_it_cannot_build() {
    launch
    chmod -R go+rX "$work" && touch "$work/tree/sim/a.cpp"
    [ "$(id -u)" != 0 ] || launcher="setpriv --reuid=65534 --regid=65534 --clear-groups -- $work/tree/badrdp"
    [ "$(id -u)" = 0 ] || chmod a-w "$work/tree/build"
    out=$(cd / && PATH=$work/bin:$PATH ${launcher:-$work/tree/badrdp} list 2>"$work/err")
    unset launcher
    err=$(cat "$work/err")
    want "output" "program: /: list" "$out"
    want "told" 1 "$(grep -c 'sources are newer than the program' "$work/err")"
}

runs_what_is_built_where_no_compiler_can_be_had() {
    launch && touch "$work/tree/sim/a.cpp"
    stand_in apt-get 'exit 100'
    missing=g++ launch list
    want "status" 7 $status
    want "builds" 1 "$(calls 'cmake --build')"
    want "told" 1 "$(grep -c 'going on with the program as it was built' "$work/err")"
    rm "$work/tree/build/release/badrdp"
    missing=g++ launch list
    want "status without a program" 3 $status
}

builds_what_changed_where_only_clients_cannot_be_had() {
    launch && touch "$work/tree/sim/a.cpp"
    stand_in apt-get 'exit 100'
    missing=xvfb launch list
    want "builds" 2 "$(calls 'cmake --build')"
}

leaves_flags_that_come_later_to_the_program() {
    launch run --no-install
    want "output" "program: /: run --no-install" "$out"
}

is_content_with_an_alternative() {
    missing="freerdp2-x11 libboost1.81-dev libboost-json1.81-dev" launch
    want "calls of apt-get" 0 "$(calls apt-get)"
    want "status" 7 $status
}

# Debian 13: other packages still refer to Boost 1.81, so `apt-cache show` ends with 0 for it.
takes_the_alternative_that_the_archive_has() {
    stand_in apt-cache '[ "$1" != madison ] || case $2 in *1.83*) echo "$2 | 1.83.0-4.2 | archive main";; esac'
    missing="libboost1.81-dev libboost1.83-dev libboost1.88-dev" launch --no-install
    want "named" 1 "$(grep -c 'apt-get install .*recommends libboost1.83-dev$' "$work/err")"
}

works_through_a_symlink() {
    ln -s "$work/tree/badrdp" "$work/link"
    launcher=$work/link launch
    want "status" 7 $status
}

# The first one's build goes on until the second one says that it waits.
two_at_once_build_once() {
    touch "$work/err"
    as=first- hold=$work/err launch &
    until [ "$(calls 'cmake -S')" = 1 ]; do :; done
    launch
    want "status of the second" 7 $status
    wait
    want "builds" 1 "$(calls 'cmake --build')"
}

# Sources the set-up as ./test does; the policy is a file of ours.
install_servers() {
    mkdir -p "$work/tree/build"
    sed -i "s,/usr/sbin/policy-rc.d,$work/policy," "$work/tree/cmake/setup.sh"
    stand_in systemctl '' && stand_in update-rc.d ''
    stand_in dpkg "printf '/%s\n' lib/systemd/system/served.service usr/share/doc/a etc/init.d/served"
    err=$(MISSING="served tool" PATH=$work/bin:$PATH root=$work/tree bash -c \
        '. "$root/cmake/setup.sh"; no_install=no server_packages=(served tool)
         want_packages "no tests with them" "${server_packages[@]}"' 2>&1)
}

starts_no_server_that_it_installs() {
    stand_in apt-get "cat '$work/policy' >>'$work/seen'"
    install_servers
    want "installed" 1 "$(calls 'apt-get .*install served tool$')"
    want "policy meanwhile" "exit 101" "$(tail -n 1 "$work/seen")"
    want "policy afterwards" no "$([ -e "$work/policy" ] && echo yes || echo no)"
    want "kept from starting with the machine" 2 "$(calls 'systemctl disable served.service\|update-rc.d served disable')"
}

leaves_the_policy_of_others() {
    echo "exit 0" >"$work/policy"
    install_servers
    want "policy afterwards" "exit 0" "$(cat "$work/policy")"
}

goes_on_without_a_server_that_cannot_be_had() {
    stand_in apt-get '[[ "$*" != *served* ]]'
    install_servers
    want "the others alone" 1 "$(calls 'apt-get .*install tool$')"
    want "told" 1 "$(grep -c '^badrdp does without served tool: no tests with them$' <<<"$err")"
}

for name in $(declare -F | awk '{ print $3 }' | grep _ | grep -vx 'stand_in\|install_servers'); do
    fresh
    $name
done
[ $failures -eq 0 ]
