"""Measurements of real processes, each one command: ``bin/measure NAME``."""
