# Sourced by the scripts in bin/: finds uv and a Python, or brings them into var/, and installs
# the locked dependencies there. Then $python runs them. Nothing outside var/ is written.
#
# dependencies: what `uv sync` shall install besides the product, such as "--no-dev".

root=$(cd "$(dirname "$0")/.." && pwd -P)
me=bin/$(basename "$0")
var=$root/var
pinned_uv=0.13.9

fail() {
    echo "$me: $*" >&2
    exit 1
}

(mkdir -p "$var" && : >"$var/.writable" && rm "$var/.writable") 2>/dev/null ||
    fail "cannot write into $var. Give yourself the right to write there, or clone elsewhere."
log=$var/install.log

export UV_PROJECT_ENVIRONMENT="$var/venv" UV_CACHE_DIR="$var/cache/uv"
export UV_PYTHON_INSTALL_DIR="$var/python" UV_PYTHON_BIN_DIR="$var/python/bin"
export PIP_CACHE_DIR="$var/cache/pip" PIP_DISABLE_PIP_VERSION_CHECK=1
export PYTHONPYCACHEPREFIX="$var/cache/python"
# Without its cache, every process would compile all of Python anew.
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE

# Every pyenv that can be ours, even if HOME is another. A shim on the PATH stands there although
# the version in use may lack the program, so the versions are asked themselves.
pyenv_versions() {
    {
        echo "${PYENV_ROOT:-$HOME/.pyenv}"
        eval echo "~$(id -un)/.pyenv"
        echo "$PATH" | tr ':' '\n' | sed -n 's|/shims/*$||p'
    } | while read -r pyenv; do
        ls -d "$pyenv"/versions/*/bin 2>/dev/null || true
    done | sort -Vr | uniq
}

uv_works() {
    # Older ones know neither dependency groups nor this lock file.
    case $("$1" --version 2>/dev/null) in
        "uv 0."[0-5].* | "") false ;;
        "uv "*) true ;;
        *) false ;;
    esac
}

find_uv() {
    for uv in uv "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv" "$var/uv/bin/uv" \
        $(pyenv_versions | sed 's|$|/uv|'); do
        uv_works "$uv" && return
    done
    false
}

# Python by Python: in a venv; where Debian left that module out, into a plain folder, which its
# "externally managed" python allows. Without any pip, uv's own installer.
install_uv() {
    for some_python in python3 python $(pyenv_versions | sed 's|$|/python3|'); do
        rm -rf "$var/uv"
        {
            "$some_python" -m venv "$var/uv" && "$var/uv/bin/python" -m pip install "uv==$pinned_uv"
        } >>"$log" 2>&1 && find_uv && return
        rm -rf "$var/uv"
        "$some_python" -m pip install --target "$var/uv" "uv==$pinned_uv" >>"$log" 2>&1 &&
            find_uv && return
    done
    rm -rf "$var/uv"
    installer=https://astral.sh/uv/$pinned_uv/install.sh
    { curl -LsSf "$installer" || wget -qO- "$installer"; } 2>>"$log" |
        UV_UNMANAGED_INSTALL="$var/uv/bin" sh >>"$log" 2>&1 && find_uv
}

# One that is here, since a download may not be reachable.
find_python() {
    for candidate in "$var/venv/bin/python" \
        python3.13 $(pyenv_versions | sed -n '/\/3\.13/s|$|/python3|p') \
        python3.12 python3.14 python3 python $(pyenv_versions | sed 's|$|/python3|') \
        "$HOME"/.local/share/uv/python/cpython-3.1[234]*/bin/python3; do
        found=$("$candidate" -c 'import sys
if (3, 12) <= sys.version_info < (3, 15): print(sys.executable)' 2>/dev/null) || continue
        [ -n "$found" ] && return
    done
    false
}

uv_here() {
    (cd "$root" && "$uv" "$@") >>"$log" 2>&1 ||
        # Some networks put in a certificate that only the machine knows.
        (cd "$root" && UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 "$uv" "$@") >>"$log" 2>&1
}

install() {
    uv_here sync --quiet --frozen --inexact $dependencies --python "$1"
}

if [ ! -x "$var/venv/bin/python" ]; then
    echo "$me: setting up in $var; this happens once and takes some minutes." >&2
fi
: >"$log"
find_uv || install_uv ||
    fail "uv is not here and could not be installed (see $log). Install it, then try again."
if find_python; then
    install "$found"
elif uv_here python install --quiet 3.13; then
    install 3.13
else
    fail "needs Python 3.12 or newer; found $(python3 --version 2>&1 || echo none)" \
        "and could not download one. Install Python 3.13, then try again."
fi || fail "could not install what uv.lock lists: $(grep -m1 -i error "$log") (more in $log)"
python=$var/venv/bin/python
