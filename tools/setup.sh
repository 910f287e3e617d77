#!/bin/sh
# Makes .venv in the project's root, hipkit installed editable, with what the word asks for: `app` for what the app and
# the notebooks need, `all` for the tools of tests and benchmarks too. Called by the Makefile.
# Needs Python 3.11 or newer and a network; uv is used if there is one, and fetched with pip if there is none.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
# An activated environment, or a module path, of whoever calls is not ours.
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV CONDA_PREFIX UV_PROJECT_ENVIRONMENT || true

new_enough() {
    "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
        if new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    echo "hipkit needs Python 3.11 or newer; none is on PATH. Install one, or name it: make setup PYTHON=/path/to/python3" >&2
    return 1
}

# Debian and Ubuntu ship Python without its venv module.
bare_venv() {
    "$python" -m venv "$@" 2>/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >&2
    fi
    "$python" -m venv "$@"
}

find_uv() {
    if command -v uv >/dev/null; then
        command -v uv
        return
    fi
    if [ ! -x .uv/bin/uv ]; then
        bare_venv --clear .uv >&2
        .uv/bin/python -m pip install --quiet --disable-pip-version-check uv >&2
    fi
    echo .uv/bin/uv
}

with_uv() {
    uv=$(find_uv) || return 1
    new_enough $venv/bin/python || "$uv" venv --quiet --clear --python "$python" $venv || return 1
    "$uv" pip install --quiet --python $venv/bin/python --constraints constraints.txt \
        --editable "$everything"
}

with_pip() {
    new_enough $venv/bin/python || bare_venv --clear $venv
    $venv/bin/python -m pip --version >/dev/null 2>&1 || $venv/bin/python -m ensurepip >/dev/null
    $venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
        --editable "$everything"
}

# A kernel that compiles what it imports starts in three seconds, else in one: so what a first page imports is compiled
# here, and no more of the some ten thousand files.
compile_first_page() {
    $venv/bin/python -m compileall -q hipkit || true
    $venv/bin/python -W ignore -c 'import importlib, sys
for name in sys.argv[1:]: importlib.import_module(name)' \
        IPython.core.completer ipykernel.kernelapp ipywidgets jupyter_server.serverapp matplotlib.backends.backend_svg \
        matplotlib.pyplot narwhals nbconvert pandas polars rich.console typer voila.app hipkit.widgets.tabs >/dev/null || true
}

wanted=${1:-all}
case $wanted in
    app) extras='plot,app,claim,review' ;;
    all) extras='plot,app,claim,review,duckdb,spark,dev' ;;
    *) echo "tools/setup.sh: read \"$wanted\": app or all" >&2 && exit 2 ;;
esac
python=$(find_python)
everything=".[$extras]"
# The certificates that the machine trusts, as pip does: a company's network may have its own (older and newer name).
export UV_NATIVE_TLS=true UV_SYSTEM_CERTS=true
with_uv || { echo "uv could not do it (see above); pip does the same, more slowly" >&2; with_pip; }
unset PYTHONDONTWRITEBYTECODE || true
compile_first_page
# Where this was made: a .venv that was copied with the project points at the old place.
pwd > $venv/hipkit-ready-app
if [ "$wanted" = all ]; then pwd > $venv/hipkit-ready; fi
