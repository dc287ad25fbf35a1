"""What a programme of hubs takes: who does what, and all of it on one page."""
