"""A made-up clinic of any size, the same for the same seed and day: for tests, measurements and trying things out."""
