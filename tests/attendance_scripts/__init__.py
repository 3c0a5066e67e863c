"""Random evenings in a real house, and whether the attendance that is written of them is right.

A script (``plan``, by its seed) says who comes to a session, how (a Chromium page or a program that speaks the room's
protocol) and what becomes of them: late, dropped, offline, back, on a second device, only ever in the lobby, in a
breakout, on a break, gone by the button, removed, their tab killed. ``play`` acts several scripts at once in one house
of real processes, kills or restarts some of these meanwhile, and keeps a log of what each device itself saw (``log``).
``reference`` reckons from that log alone, by an arithmetic of its own, what each record may say; ``compare`` holds the
records that the house wrote by itself against it.

**To the second.** Nothing that a device sees tells the instant at which the server took note, only that it lies between
two moments: knocking and being shown the room, ordering and being told. So the log has windows, the reference is
reckoned twice, with every window taken to the client's disadvantage and to their advantage, and a record must lie
between the two: attendance never falls when somebody is there for longer. How far apart the two lie is told with each
run; it is tenths of a second where nothing was killed.

**What the leases allow.** A server that is killed cannot note when its people went. Their spans end at the last renewal
of their leases, so at most one renewal and one ping (15 s as VIP ships, 1 s here) before the kill; likewise a line that
goes dead ends when it was last heard, at most one ping earlier. That is all the log gives way. Where they come back
within what the program bridges, it makes no difference to what is credited.

An evening lasts half a minute here, so every length is shorter than in a clinic by the same token (``plan.HOUSE``,
``plan.RULES``).
"""
