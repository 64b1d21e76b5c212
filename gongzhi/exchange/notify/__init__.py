"""What happens to a matter is told to those it concerns: each message is a row that is sent or visibly failed."""
