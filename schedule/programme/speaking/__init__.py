"""The speakers' list of a session: inscription, order by rank, the clock of each, the podium and the hall display."""
