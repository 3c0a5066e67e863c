"""The demo's clinic: made-up people, a calendar around now, and the attendance of the week behind."""
