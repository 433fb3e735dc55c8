#!/bin/sh
# Restart the web programs of this host one after the other: each must say that it is ready before the next one goes.
# usage: deploy/roll.sh 8001 8002
set -eu
for port in "$@"; do
    systemctl restart "portal-web@$port"
    tries=0
    until curl -fsS -o /dev/null "http://127.0.0.1:$port/readyz"; do
        tries=$((tries + 1))
        if [ "$tries" -ge 60 ]; then
            echo "portal-web@$port is not ready after 60 s: the others still run the release before; look at journalctl -u portal-web@$port" >&2
            exit 1
        fi
        sleep 1
    done
    echo "portal-web@$port is ready"
done
systemctl restart portal-relay "portal-worker@*"
