"""Papers that leave and come back: prints of plans, signed papers, signatures."""
