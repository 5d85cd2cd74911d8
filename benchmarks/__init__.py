"""What a sample is, what a method is, what a good answer is worth: the floor of the house."""
