"""What is done with numbers: proving them."""
