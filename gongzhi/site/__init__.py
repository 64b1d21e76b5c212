"""Settings, wiring, command line: what makes the floors one product."""
