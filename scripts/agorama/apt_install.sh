#!/bin/sh
# Install packages as root without leaving behind what apt would start by itself:
# no PostgreSQL cluster on 5432, no Redis or nginx service. Called by packages.py.
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.conf
saved="$cluster.agorama"
had_redis=$(command -v redis-server || true)
had_nginx=$(command -v nginx || true)

restore() {
    if grep -qs 'agorama' "$policy"; then rm -f "$policy"; fi
    if [ -e "$saved" ]; then mv -f "$saved" "$cluster"; fi
}
restore # what a killed installation left
trap restore EXIT
trap 'exit 130' INT TERM HUP

if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\n# of agorama, while it installs\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi

install() {
    apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "$@"
}

dpkg --configure -a # after an interrupted installation
apt-get -o DPkg::Lock::Timeout=600 update -qq || echo "apt-get update failed; trying with the lists at hand" >&2

case " $* " in
*" postgresql-"*)
    install postgresql-common
    cp -p "$cluster" "$saved"
    echo 'create_main_cluster = false' >>"$cluster"
    ;;
esac
install "$@"

disable() {
    if command -v systemctl >/dev/null; then
        systemctl disable --quiet "$1"
        if [ -d /run/systemd/system ]; then systemctl stop "$1"; fi
    else
        update-rc.d "$1" disable
    fi
}
case " $* " in *" redis-server "*) [ "$had_redis" ] || disable redis-server ;; esac
case " $* " in *" nginx "*) [ "$had_nginx" ] || disable nginx ;; esac
