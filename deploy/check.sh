#!/usr/bin/env bash
# Takes the steps of Dockerfile, compose.yaml and the units without containers: builds, starts PostgreSQL, a coordinator and
# workers as they say, has a proof made, and stops them. Needs Python 3 and PostgreSQL's programs.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=${PLIMSOLL_CI_CACHE:-$HOME/.cache/plimsoll-ci}/tools-pyyaml-6.0.3
if [ ! -x "$tools/bin/python3" ] || ! "$tools/bin/python3" -c 'import yaml' 2>/dev/null; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check PyYAML==6.0.3
fi
exec "$tools/bin/python3" -B deploy/check.py
