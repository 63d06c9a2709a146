"""`python -m ops run`: everything on this machine, started in order, watched, stopped in order."""
