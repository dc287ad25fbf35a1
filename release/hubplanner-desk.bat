@echo off
rem Double-click: installs hubplanner once with install.bat beside this file, then opens the desk on
rem the folder "workspace". No network is needed.
chcp 65001 >nul
cd /d "%~dp0"
if not exist hubplanner\Scripts\hubplanner.exe call install.bat || goto wrong
hubplanner\Scripts\hubplanner desk workspace && exit /b 0
:wrong
pause
