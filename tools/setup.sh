#!/bin/sh
# setup.sh run|test|bench|check: installs what is missing with apt. Says what it installs, asks
# nothing, does nothing when all is there. Each contains run.
set -eu

run="g++ cmake ninja-build pkg-config zlib1g-dev nlohmann-json3-dev libcli11-dev"
test="$run libgtest-dev libmpfr-dev libgmp-dev dataset-fashion-mnist python3 gnuplot-nox webp graphviz chromium chromium-driver"
bench="$test libdnnl-dev python3-numpy"
check="$test clang clang-format binutils"

group=${1:-run}
case "$group" in
    run) wanted=$run ;;
    test) wanted=$test ;;
    bench) wanted=$bench ;;
    check) wanted=$check ;;
    *) echo "usage: tools/setup.sh run|test|bench|check" >&2; exit 2 ;;
esac

if ! command -v dpkg-query > /dev/null || ! command -v apt-get > /dev/null; then
    echo "setup: no apt here, so nothing is installed. The build needs what Debian calls:"
    echo "setup:   $wanted"
    exit 0
fi

is_there() {
    dpkg-query -W -f '${db:Status-Status}\n' "$1" 2> /dev/null | grep -qx installed
}

missing_of() {
    for package in "$@"; do
        is_there "$package" || printf '%s ' "$package"
    done
}

# Packages in $@ are installed; root is asked for only when there is something to do.
install() {
    echo "setup: installing $*"
    if [ "$(id -u)" -eq 0 ]; then
        root=""
    elif command -v sudo > /dev/null; then
        root="sudo"
    else
        echo "setup: neither root nor sudo; please run: apt-get install $*" >&2
        exit 1
    fi
    $root apt-get -qq update
    $root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install "$@" > /dev/null
}

missing=$(missing_of $wanted)
if [ -n "$missing" ]; then
    install $missing
fi

# The sanitizers' and libFuzzer's runtime lies in a package named after clang's version.
if [ "$group" = check ]; then
    version=$(clang++ -dumpversion | cut -d. -f1)
    runtime="libclang-rt-$version-dev"
    if ! is_there "$runtime" && [ -n "$(apt-cache search --names-only "^$runtime\$")" ]; then
        install "$runtime"
    fi
fi
