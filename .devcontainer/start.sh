#!/bin/sh
# Starts the course in the background. A codespace is reached under an address of its own, which
# JupyterLab has to show and to accept; elsewhere the port of this container is enough.
port=8888
set -- --no-browser --port="$port"
if [ -n "${CODESPACE_NAME:-}" ]; then
    outside="https://$CODESPACE_NAME-$port.${GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN:-app.github.dev}"
    set -- "$@" --ServerApp.custom_display_url="$outside/" --ServerApp.allow_origin="$outside"
fi
nohup python -m mlworkshop.cli lab "$@" > /tmp/lab.log 2>&1 &
