"""Other systems give us what they hold, as it is; nothing of theirs is changed on the way in."""
