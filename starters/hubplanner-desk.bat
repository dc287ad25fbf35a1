@echo off
rem Double-click: installs hubplanner once from the folder "wheels" beside this file, then opens the desk
rem on the folder "workspace". Python 3.11 or newer must be there; no network is needed.
chcp 65001 >nul
cd /d "%~dp0"
if not exist desk-python\Scripts\hubplanner.exe (
  py -3 -m venv desk-python || goto wrong
  desk-python\Scripts\python -m pip install --quiet --no-index --find-links wheels "hubplanner[desk,report]" || goto wrong
)
desk-python\Scripts\hubplanner desk workspace && exit /b 0
:wrong
pause
