"""The security log: who did or tried what, when, and how it ended; it is added to and read, and never changed."""
