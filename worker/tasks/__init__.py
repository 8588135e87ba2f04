"""Tasks: doorbells, ten lines at most, which fetch and call one function."""
