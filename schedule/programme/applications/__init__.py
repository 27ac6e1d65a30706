"""Applications of delegations for side events, which the organisers decide and give room and time."""
