#!/bin/sh
# Fetches what `intake` compares with into the build's own folder: Lighthouse CI from npm, Prometheus and VictoriaMetrics
# from Debian's archive, unpacked and not installed. Nothing on the system changes, nothing is started. What cannot be had is
# said here and left out there.
set -u

folder=${CARGO_TARGET_DIR:-$(cd "$(dirname "$0")/.." && pwd)/target}/tmp/peers
mkdir -p "$folder"
cd "$folder" || exit 1

have() { command -v "$1" >/dev/null 2>&1; }
without() { echo "benches/peers.sh: no $1: $2; the bench goes on without it" >&2; }

# Its server alone brings no database driver; these are the ones that its documentation names.
lighthouse="@lhci/server@0.15.1 sqlite3@5.1.7 pg@8.16.3"
if [ ! -d node_modules/@lhci/server ]; then
    if ! have npm; then
        without "Lighthouse CI" "npm is missing"
    else
        echo "benches/peers.sh: fetching $lighthouse"
        # shellcheck disable=SC2086
        npm install --prefix . --no-audit --no-fund --loglevel=error $lighthouse >/dev/null ||
            without "Lighthouse CI" "npm could not install it"
    fi
fi

for package in prometheus victoria-metrics; do
    if have "$package" || [ -x "usr/bin/$package" ]; then
        continue
    fi
    if ! have apt-get || ! have dpkg-deb; then
        without "$package" "there is no Debian archive here"
        continue
    fi
    echo "benches/peers.sh: fetching $package"
    archives=$(mktemp -d)
    if (cd "$archives" && apt-get download -qq "$package" >/dev/null 2>&1); then
        # The program alone: what is unpacked is never run by the system.
        dpkg-deb --fsys-tarfile "$archives"/*.deb | tar -xf - -C . "./usr/bin/$package" ||
            without "$package" "its package could not be unpacked"
    else
        without "$package" "the archive does not have it"
    fi
    rm -rf "$archives"
done
