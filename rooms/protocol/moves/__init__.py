"""What each command makes of a room, by subject. Who may do it is in ``rooms.protocol.transitions``.

A move takes the room, the message and who does it (``By``), and returns the room and the effects. A move that changes
nothing gives the very same room.
"""
