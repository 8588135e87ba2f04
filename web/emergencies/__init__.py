"""Emergency access: opening a case for some hours, ending it, and looking at it afterwards."""
