"""What is publicly known of the city: names, codes, counts. No boundary and no person."""
