#!/bin/sh
# Installs hubplanner once with install.sh beside this file, then opens the desk on the folder
# "workspace". No network is needed.
cd "$(dirname "$0")" || exit
[ -x hubplanner/bin/hubplanner ] || sh install.sh || exit
exec hubplanner/bin/hubplanner desk workspace
