"""The speakers' list of a session: inscription, order by rank, clock, podium and hall display."""
