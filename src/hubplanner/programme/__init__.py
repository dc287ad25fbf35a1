"""What a programme of hubs takes: who does what, what it costs, what is built when."""
