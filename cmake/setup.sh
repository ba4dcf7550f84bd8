# What ./badrdp and ./test share: Debian packages, builds, one progress line. Sourced by bash; the caller
# has set `root`, the project's folder. Chatter goes to stderr: stdout belongs to the program.
# shellcheck shell=bash disable=SC2034,SC2154

# One requirement a word; where releases of Debian differ, the newest name comes last: a|b.
build_packages=(
    g++ cmake ninja-build "pkgconf|pkg-config" libssl-dev libpcap-dev libmnl-dev zlib1g-dev libkrb5-dev libsqlite3-dev
    "libboost1.81-dev|libboost1.83-dev|libboost1.88-dev"
    "libboost-json1.81-dev|libboost-json1.83-dev|libboost-json1.88-dev"
    libtomlplusplus-dev libcli11-dev libfmt-dev
)
client_packages=(xvfb "freerdp2-x11|freerdp3-x11" rdesktop)

# What a build reads. A folder is among them so that a deleted file counts as a change.
build_inputs=(sim capture harness cmake CMakeLists.txt CMakePresets.json)

tty=no
if [ -t 2 ]; then tty=yes; fi
ticker=

say() { printf '%s\n' "$*" >&2; }

stop_ticker() {
    [ -n "$ticker" ] || return 0
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    ticker=
    printf '\r\033[K' >&2
}

# Packages of "$@" of which no alternative is installed; the first alternative that apt knows stands for
# them. dpkg alone answers "is it here?", in a few milliseconds.
missing_packages() {
    local installed requirement name names
    read -ra names <<<"${*//|/ }"
    installed=" $(dpkg-query -W -f='${db:Status-Status}:${Package} ' "${names[@]}" 2>/dev/null)"
    for requirement in "$@"; do
        for name in ${requirement//|/ }; do
            [[ $installed == *" installed:$name "* ]] && continue 2
        done
        printf '%s\n' "$requirement"
    done
}

# Of "a|b", the name that this system's archive has a version of. `apt-cache show` would also know a name that
# other packages only refer to.
known_name() {
    local name
    for name in ${1//|/ }; do
        if [ -n "$(apt-cache madison "$name" 2>/dev/null)" ]; then printf '%s\n' "$name" && return; fi
    done
    printf '%s\n' "${1%%|*}"
}

# Runs a command with its output in a log under build/, and one line on the terminal that says how far it
# is. The command stays in the foreground, so that Ctrl-C reaches it first and us when it is gone.
work() {
    local label=$1 log=$2 began=$SECONDS status=0
    shift 2
    if [ $tty = yes ]; then
        tick "$label" "$log" "$began" 9>&- &
        ticker=$!
    else
        say "$label ..."
    fi
    "$@" >>"$log" 2>&1 </dev/null || status=$?
    stop_ticker
    if [ $status -eq 0 ]; then
        say "$label: done in $((SECONDS - began)) s"
    else
        say "$label: failed after $((SECONDS - began)) s; the end of $log:"
        tail -n 40 "$log" | sed 's/^/    /' >&2
    fi
    return $status
}

tick() {
    local columns line
    columns=$(stty size <&2 2>/dev/null | cut -d' ' -f2)
    [ "${columns:-0}" -ge 20 ] || columns=80
    while kill -0 $$ 2>/dev/null; do
        line="$1  $((SECONDS - $3)) s  $(tail -n 1 "$2" 2>/dev/null | tr -d '\r' | tr -c "[:print:]\n" " " | sed "s,Building CXX object .*\.dir/,,")"
        printf '\r\033[K%s' "${line:0:columns - 1}" >&2
        sleep 0.5
    done
}

# `list_as WHAT "PACKAGE..." MISSING...`: those of the missing packages that are among the first ones.
list_as() {
    local what=$1 among=" $2 " requirement here=()
    shift 2
    for requirement in "$@"; do
        [[ $among == *" $requirement "* ]] && here+=("$(known_name "$requirement")")
    done
    [ ${#here[@]} -eq 0 ] || say "    $what: ${here[*]}"
}

# shellcheck disable=SC2016  # the shell that root starts expands them
# For `sh -c`: runs a command (apt-get) during which no package may start a service, which is what Debian does
# with a server that it installs. Somebody else's policy is left alone; ours is gone afterwards.
serve_nothing='
    policy=/usr/sbin/policy-rc.d
    if ! [ -e $policy ] || grep -q "of badrdp" $policy; then
        trap "rm -f $policy" EXIT
        trap "exit 130" INT
        trap "exit 143" TERM
        printf "#!/bin/sh\n# of badrdp, while it installs packages\nexit 101\n" >$policy && chmod 755 $policy || exit
    fi
    "$@"'

# shellcheck disable=SC2016
# Nor shall what these packages serve come up with the machine from now on.
serve_nothing_later='
    for unit in $(dpkg -L "$@" 2>/dev/null | sed -n "s,.*/lib/systemd/system/\([^/@]*\.service\)$,\1,p"); do
        systemctl disable "$unit"
        systemctl stop "$unit"
    done
    for script in $(dpkg -L "$@" 2>/dev/null | sed -n "s,^/etc/init.d/\([^/]*\)$,\1,p"); do
        update-rc.d "$script" disable
    done
    true'

# `install_packages PACKAGE...`, as root or through sudo. `no_install=yes` refuses, and says what to type.
install_packages() {
    local lists names=() requirement log=$root/build/apt.log run=() serves=no
    local apt=(apt-get -o DPkg::Lock::Timeout=300 -y --no-install-recommends)
    # A machine that is thrown away needs no file to outlive a power cut.
    [ "${CI:-}" != true ] || apt+=(-o Dpkg::Options::=--force-unsafe-io)
    # Without package lists nobody knows which alternative exists: the first is named.
    for requirement in "$@"; do
        names+=("$(known_name "$requirement")")
        [[ " ${server_packages[*]-} " != *" $requirement "* ]] || serves=yes
    done
    if [ "$no_install" = yes ]; then
        say "badrdp: these packages are missing, and --no-install was given:" "${names[@]}"
        say "        sudo apt-get install --no-install-recommends ${names[*]}"
        return 2
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || sudo -v; }; then
            say "badrdp: may not install here (not root, and sudo says no); missing:" "${names[@]}"
            say "        as root: apt-get install --no-install-recommends ${names[*]}"
            return 2
        fi
        run=(sudo)
    fi
    run+=(env DEBIAN_FRONTEND=noninteractive)
    [ $serves = no ] || run+=(sh -c "$serve_nothing" sh)
    : >"$log"
    lists=$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -print -quit 2>/dev/null)
    if [ -z "$lists" ]; then
        work "reading the package lists" "$log" "${run[@]}" "${apt[@]}" update 9>&- || return 3
        names=()
        for requirement in "$@"; do names+=("$(known_name "$requirement")"); done
    fi
    say "badrdp installs ${#names[@]} Debian packages, and what they need:"
    list_as "to build" "${build_packages[*]}" "$@"
    list_as "clients under test, and a screen for them" "${client_packages[*]}" "$@"
    list_as "to test" "${test_packages[*]-}" "$@"
    list_as "servers to test with, none of which is started" "${server_packages[*]-}" "$@"
    list_as "to make roots of other releases" "${root_packages[*]-}" "$@"
    if ! work "installing packages" "$log" "${run[@]}" "${apt[@]}" install "${names[@]}" 9>&-; then
        [ -n "$lists" ] || return 3
        # The lists may be older than the archive.
        work "reading the package lists again" "$log" "${run[@]}" "${apt[@]}" update 9>&- &&
            work "installing packages" "$log" "${run[@]}" "${apt[@]}" install "${names[@]}" 9>&- || return 3
    fi
    [ $serves = no ] || "${run[@]}" sh -c "$serve_nothing_later" sh "${names[@]}" >>"$log" 2>&1 </dev/null
}

# On a system without dpkg: what the build would not find, one thing a line.
missing_on_other_systems() {
    local program
    for program in c++ cmake ninja pkg-config; do
        command -v $program >/dev/null || printf 'the program %s\n' $program
    done
    command -v c++ >/dev/null || return 0
    c++ -std=c++20 -E -x c++ - 2>/dev/null <<'END' | sed -n 's/^missing //p'
#if !__has_include(<openssl/ssl.h>)
missing the headers of OpenSSL 3
#endif
#if !__has_include(<pcap/pcap.h>)
missing the headers of libpcap
#endif
#if !__has_include(<libmnl/libmnl.h>)
missing the headers of libmnl
#endif
#if !__has_include(<sqlite3.h>)
missing the headers of SQLite 3
#endif
#if !__has_include(<boost/json.hpp>)
missing the headers of Boost 1.81 (with Boost.JSON)
#endif
#if !__has_include(<toml++/toml.h>)
missing the headers of toml++
#endif
#if !__has_include(<CLI/CLI.hpp>)
missing the headers of CLI11
#endif
#if !__has_include(<fmt/core.h>)
missing the headers of fmt
#endif
END
}

# `need_packages PACKAGE...`: installs what is missing, or names it.
need_packages() {
    local missing
    if command -v dpkg-query >/dev/null; then
        mapfile -t missing < <(missing_packages "$@")
        [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
    else
        mapfile -t missing < <(missing_on_other_systems)
        [ ${#missing[@]} -eq 0 ] && return 0
        say "badrdp: this is no Debian, so install by hand what is missing here:"
        printf '        %s\n' "${missing[@]}" >&2
        return 2
    fi
}

# `want_packages WHAT PACKAGE...`: the same for what one can do without. One of them that cannot be had keeps
# none of the others away.
want_packages() {
    local what=$1 requirement missing status=0
    shift
    command -v dpkg-query >/dev/null || return 0
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -eq 0 ] && return
    install_packages "${missing[@]}" || status=$?
    if [ $status -eq 3 ] && [ ${#missing[@]} -gt 1 ]; then  # it may be the fault of one of them
        for requirement in "${missing[@]}"; do install_packages "$requirement"; done
    fi
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -eq 0 ] || say "badrdp does without ${missing[*]}: $what"
}

# No more compilers at once than the memory holds: each may take a gigabyte.
jobs_that_fit() {
    local cores gigabytes
    cores=$(nproc 2>/dev/null || echo 2)
    gigabytes=$(awk '/^MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo 2>/dev/null || echo 2)
    [ "${gigabytes:-0}" -ge 1 ] || gigabytes=1
    echo $((cores < gigabytes ? cores : gigabytes))
}

# Is build/PRESET older than anything it is made from?
out_of_date() {
    local stamp=$root/build/$1/.complete
    shift
    [ -e "$stamp" ] || return 0
    [ -n "$(cd "$root" && find "$@" -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# `build PRESET [TARGET...]`: configures and builds build/PRESET.
build() {
    local preset=$1 dir=$root/build/$1 log=$root/build/$1.log fresh=() targets=()
    shift
    if [ $# -gt 0 ]; then targets=(--target "$@"); fi
    # A folder that was copied or moved remembers where it came from.
    if [ -e "$dir/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$dir/CMakeCache.txt"; then
        fresh=(--fresh)
    fi
    : >"$log"
    work "configuring ($preset)" "$log" cmake -S "$root" --preset "$preset" "${fresh[@]}" \
        -DCMAKE_CXX_COMPILER_LAUNCHER="$(command -v ccache)" || return 3
    export CCACHE_SLOPPINESS=pch_defines,time_macros  # what ccache needs to know precompiled headers again
    touch "$dir/.started"  # a file that is saved while we compile is newer than this
    work "building ($preset)" "$log" cmake --build "$dir" --parallel "$(jobs_that_fit)" "${targets[@]}" || return 3
    mv "$dir/.started" "$dir/.complete"
}

# One set-up at a time: a second launch waits here until the first has finished.
lock() {
    mkdir -p "$root/build" 2>/dev/null
    if ! { exec 9>"$root/build/.lock"; } 2>/dev/null; then
        say "badrdp: $(id -un) cannot write to $root/build, so nothing can be built here: build it as" \
            "$(stat -c %U "$root/build" 2>/dev/null || stat -c %U "$root"), or in a copy of this folder"
        exit 3
    fi
    command -v flock >/dev/null || return 0
    flock -n 9 && return 0
    say "badrdp: somebody else is building here; waiting for them"
    flock 9
}

unlock() { exec 9>&-; }

interrupted() {
    trap - INT TERM EXIT
    stop_ticker
    say "badrdp: interrupted"
    kill -s "$1" $$
}
trap 'interrupted INT' INT
trap 'interrupted TERM' TERM
trap stop_ticker EXIT
