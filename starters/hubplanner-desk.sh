#!/bin/sh
# Installs hubplanner once from the folder "wheels" beside this file, then opens the desk on the folder
# "workspace". Python 3.11 or newer must be there; no network is needed.
cd "$(dirname "$0")" || exit
if [ ! -x desk-python/bin/hubplanner ]; then
  python3 -m venv desk-python &&
    desk-python/bin/python -m pip install --quiet --no-index --find-links wheels "hubplanner[desk,report]" || exit
fi
exec desk-python/bin/hubplanner desk workspace
