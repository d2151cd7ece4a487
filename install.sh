#!/bin/sh
# Install briefing into .venv beside this file. Needs Debian, Ubuntu or any system with Python 3.11.
set -eu
cd "$(dirname "$0")"

if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    if ! command -v apt-get >/dev/null; then
        echo "Python 3.11 or newer with venv is needed. 需要 Python 3.11 以上（含 venv）。" >&2
        exit 2
    fi
    root=""
    [ "$(id -u)" = 0 ] || root="sudo"
    $root apt-get update -qq
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv
fi

[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check "$@" .
echo "Installed: $(pwd)/.venv/bin/briefing"
