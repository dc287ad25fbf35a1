"""The desk: scenarios, plans and own data in a browser, for planners who type no commands.

A web server on the planner's own machine; the workspace is a folder of plain files, the same that
the command line reads and writes. Heavy libraries load in its workers only.
"""
