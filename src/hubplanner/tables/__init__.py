"""Reading a table as a grid, and what its texts mean."""
