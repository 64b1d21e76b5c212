"""Photos, recordings and documents: announced by digest, taken in pieces, checked, cleaned, kept."""
