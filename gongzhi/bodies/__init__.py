"""Units, posts, people: who answers for what at a place, and who may do what there."""
