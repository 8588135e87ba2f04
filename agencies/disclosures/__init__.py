"""What one agency gives another by file: asked for, prepared under an agreement, held back, released, fetched."""
