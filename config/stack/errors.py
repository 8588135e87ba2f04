"""What can go wrong while the stack starts or runs, said so that the reader knows what to do next."""


class StackError(Exception):
    """The stack cannot start or go on. The message is for the person at the terminal."""
