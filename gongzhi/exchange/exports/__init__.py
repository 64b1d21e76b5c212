"""Lists are taken out as tables: ordered, written in the background, fetched when ready, told in the security log."""
