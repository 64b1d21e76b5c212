"""Documents: notices, agreements and answers from the city's templates, numbered without a gap, as PDF and DOCX."""
