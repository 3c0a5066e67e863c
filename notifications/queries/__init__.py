"""What returns: notices, tasks, and how messages fare."""
