"""What is claimed about speed, as one command: `python -m bench` (make bench)."""
