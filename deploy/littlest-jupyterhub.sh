#!/bin/sh
# A class of up to 50 on one Ubuntu server with The Littlest JupyterHub 2.0, already installed.
# Run on the server, as an administrator: sh littlest-jupyterhub.sh https://github.com/OWNER/REPO
set -eu
repository=${1:?"usage: sh littlest-jupyterhub.sh https://github.com/OWNER/REPO (without .git)"}
course=/srv/course

[ -d "$course" ] || sudo git clone --depth 1 "$repository" "$course"
# Its packages, with our pins, into the environment that all users share.
sudo -E /opt/tljh/user/bin/pip install -r "$course/requirements.txt" -e "$course" nbgitpuller

sudo tljh-config set limits.memory 2G
sudo tljh-config set limits.cpu 2
# By default a kernel ends after ten minutes without a key: during each coffee break.
sudo tljh-config set services.cull.timeout 10800
sudo tljh-config set user_environment.default_app jupyterlab
sudo tljh-config reload

name=$(basename "$repository")
echo "Send attendees this link, with your hub's address in place of HUB:"
echo "https://HUB/hub/user-redirect/git-pull?repo=$(
    printf %s "$repository" | sed 's|:|%3A|g; s|/|%2F|g'
)&branch=main&urlpath=lab%2Ftree%2F$name%2Fnotebooks%2Fen%2F00-start-here.ipynb"
