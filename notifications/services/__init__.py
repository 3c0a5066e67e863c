"""Verbs: plan, compose, deliver, and open a join link."""
