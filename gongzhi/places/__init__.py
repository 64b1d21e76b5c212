"""Places: areas from city to grid and compound, boundaries with dates, and which grid a point is in."""
