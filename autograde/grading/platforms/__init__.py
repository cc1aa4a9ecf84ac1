"""Between a learning platform and the grader: who is in the class, what they handed in, and what goes back to them."""
