"""A file of another system's records is taken row by row: each is taken, was there already, or is refused with why."""
