#!/bin/sh
# Prints the path of a Chromium that runs, and gets one first where there is none. Everything else goes to stderr.
set -eu
cd "$(dirname "$0")/.."

on_path() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        # Asked for its version, since Ubuntu's chromium-browser may be a stub that only names a snap.
        if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    return 1
}

from_debian() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else return 1; fi
    echo "installing chromium with apt-get" >&2
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || return 1
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-dejavu-core >&2
}

from_playwright() {
    echo "installing chromium with playwright" >&2
    .venv/bin/playwright install chromium >&2
    .venv/bin/python -c 'from playwright.sync_api import sync_playwright as start
with start() as playwright: print(playwright.chromium.executable_path)'
}

on_path || { from_debian && on_path; } || from_playwright
