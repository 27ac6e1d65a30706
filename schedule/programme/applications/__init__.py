"""Side events that delegations apply for: kept while one writes, sent, and decided by the organisers, who give room and time."""
