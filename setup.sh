#!/bin/sh
# Installs what is missing for a purpose, on Debian and Ubuntu; elsewhere says exactly what to install. Safe to repeat,
# safe beside another apt. Never touches what is there already.
# usage: setup.sh [demo|test|bench|agent]
set -eu

purpose=${1:-demo}
missing=""

have() { command -v "$1" >/dev/null 2>&1; }
want() { missing="$missing $1"; }

have_browser() { have chromium || have google-chrome || have chromium-browser; }
have_python() { python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
have_postgres() { have initdb && have pg_ctl || [ -n "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ]; }
node_major() { node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/'; }

case "$purpose" in
demo | test | bench | agent) ;;
*)
    echo "setup.sh: unknown purpose \`$purpose\`; use demo, test, bench or agent" >&2
    exit 2
    ;;
esac

if [ "$purpose" != agent ]; then
    for tool in cargo cc git; do
        have "$tool" || {
            echo "setup.sh: \`$tool\` is missing. PerfSight builds with Rust (rustup.rs), a C compiler and git." >&2
            exit 1
        }
    done
fi
have_browser || want chromium
have chromedriver || want chromium-driver
if [ "$purpose" = test ] || [ "$purpose" = bench ]; then
    have_postgres || want postgresql
fi
if [ "$purpose" = test ]; then
    have_python || want python3-venv
    if ! have node || [ "$(node_major)" -lt 20 ]; then
        echo "setup.sh: Node.js 20 or later is needed to check the dashboard and the extension (found: $(node --version 2>/dev/null || echo none))." >&2
        exit 1
    fi
fi
# psutil is the bench's own affair: it needs a Python, and goes on without one.
if [ "$purpose" = bench ]; then
    have pidstat || want sysstat
    have top || want procps
fi

# What tries the API against its description lives in a Python of its own below target, by checksum; once there, it needs no
# network any more.
schemathesis() {
    wanted="$(dirname "$0")/tests/schemathesis/requirements.txt"
    home="${CARGO_TARGET_DIR:-$(dirname "$0")/target}/schemathesis"
    cmp -s "$wanted" "$home/installed.txt" && "$home/bin/schemathesis" --version >/dev/null 2>&1 && return
    have_python || {
        echo "setup.sh: Python 3.11 or later with venv is needed to try the API (found: $(python3 --version 2>/dev/null || echo none))." >&2
        exit 1
    }
    echo "setup.sh: installing schemathesis into $home"
    rm -rf "$home"
    python3 -m venv "$home"
    "$home/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$wanted"
    cp "$wanted" "$home/installed.txt"
}

[ -n "$missing" ] || {
    [ "$purpose" != test ] || schemathesis
    exit 0
}

if ! have apt-get; then
    echo "setup.sh: please install with this system's package tool, then repeat:$missing" >&2
    echo "  chromium         Chromium or Chrome" >&2
    echo "  chromium-driver  ChromeDriver of the same major version, on PATH" >&2
    echo "  postgresql       PostgreSQL server programs (initdb, pg_ctl), 14 or later" >&2
    echo "  python3-venv     Python with venv, 3.11 or later" >&2
    echo "  sysstat, procps  pidstat and top, which the benchmarks compare with" >&2
    exit 1
fi

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        echo "setup.sh: not root and no sudo. Please run as root: apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
}

# Ubuntu's archive carries the browser under other names.
if [ "$(. /etc/os-release && echo "$ID")" = ubuntu ]; then
    missing=$(echo "$missing" | sed 's/chromium-driver/chromium-chromedriver/; s/chromium\b\([^-]\|$\)/chromium-browser\1/')
fi

echo "setup.sh: installing$missing"
# A download folder of our own: another apt that cleans the shared one at this moment would take ours away.
archives=$(mktemp -d)
mkdir "$archives/partial"
chmod -R a+rx "$archives"
trap 'rm -rf "$archives"' EXIT
install() {
    # PostgreSQL must not start a server of its own: the tests start private ones.
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=600 -o Dir::Cache::archives="$archives" $missing >/dev/null
}
# Lists of months ago name a browser that security has replaced since. A source that is out of reach is not our affair
# as long as the packages come.
as_root apt-get update -qq -o DPkg::Lock::Timeout=600 >/dev/null ||
    echo "setup.sh: some package lists could not be refreshed; going on with those that are there" >&2
install

have_browser && have chromedriver || {
    echo "setup.sh: Chromium or ChromeDriver is still not on PATH; on Ubuntu both come as snaps (/snap/bin)." >&2
    exit 1
}
[ "$purpose" != test ] || schemathesis
