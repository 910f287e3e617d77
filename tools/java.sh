#!/bin/sh
# Prints the home of a Java that Spark runs on (see hipkit/review/run/cluster.py), and gets one first where there is
# none. Everything else goes to stderr.
set -eu

oldest=17
module=jdk.incubator.vector
machines=/usr/lib/jvm # where a distribution puts its Javas, whether or not one of them is on the PATH

fits() {
    modules=$("$1/bin/java" --list-modules 2>/dev/null) || return 1
    version=$(printf '%s\n' "$modules" | sed -n 's/^java\.base@\([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge "$oldest" ] && printf '%s\n' "$modules" | grep -q "^$module@"
}

found() {
    on_path=$(command -v java || true)
    if [ -n "$on_path" ]; then on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")"); fi
    for home in "${JAVA_HOME:-}" "$on_path" "$machines"/*; do
        if [ -n "$home" ] && fits "$home"; then
            printf '%s\n' "$home"
            return
        fi
    done
    return 1
}

# The oldest headless package that fits: what Spark has been run on longest.
package() {
    apt-cache pkgnames openjdk- | sed -n 's/^openjdk-\([0-9]*\)-jre-headless$/\1/p' | sort -n |
        while read -r version; do
            if [ "$version" -ge "$oldest" ]; then
                echo "openjdk-$version-jre-headless"
                break
            fi
        done
}

from_debian() {
    command -v apt-get >/dev/null && command -v apt-cache >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else return 1; fi
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || return 1
    name=$(package)
    [ -n "$name" ] || return 1
    echo "installing $name with apt-get" >&2
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$name" >&2
}

found || { from_debian && found; } || {
    echo "java.sh: Spark needs Java $oldest or later with the module $module, and none was found or could be installed:" \
        "put one on the PATH, or its folder in JAVA_HOME (Debian: apt-get install openjdk-17-jre-headless)" >&2
    exit 1
}
