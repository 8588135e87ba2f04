"""People across agencies' extracts: mentions in, who is probably one person out, with the reasons; no ORM, no queue."""
